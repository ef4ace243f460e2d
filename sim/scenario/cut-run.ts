import { Violation } from "../oracle/violation.ts";
import { CUT_SCENARIOS } from "./cut-scenarios.ts";
import { checkPages } from "./pages.ts";
import { tellFailure } from "./scenario.ts";
import type { SimNode } from "./sim-node.ts";
import { Stage } from "./stage.ts";

/** "cut": the power goes; "full": no space; "io": the medium refuses. */
export const DISK_FAULTS = ["cut", "full", "io"] as const;
export type DiskFault = (typeof DISK_FAULTS)[number];

export interface CutOptions {
  scenario: string;
  fault: DiskFault;
  /** Which of the disk operations of the scenario fails, counted from 1; 0: none, to count them. */
  at: number;
  seed: number | string;
}

export interface CutResult {
  options: CutOptions;
  /** Disk operations of the scenario. */
  operations: number;
  failure: { oracle: string; message: string } | undefined;
}

const INTERVAL_MS = 2000;
const LIMIT_MS = 300_000;
/** A node that lost its power, or could not start, gets it back after so long. */
const REBOOT_US = 1_000_000;

/**
 * A pair, and one disk operation of one of them that does not go well. Whatever was answered before must be there when it
 * runs again, the pair must come to agree, and all of it must survive one more power cut.
 */
export function runCut(options: CutOptions): CutResult {
  const scenario = CUT_SCENARIOS.find(({ name }) => name === options.scenario);
  if (scenario === undefined) throw new Error(`There is no scenario "${options.scenario}".`);
  const seed = `${options.seed} ${options.scenario} ${options.fault} ${options.at}`;
  const stage = new Stage({ seed }, { wall: "right" });
  const victim = stage.addNode({ syncIntervalMs: INTERVAL_MS });
  const other = stage.addNode({ syncIntervalMs: INTERVAL_MS });
  let operations = 0;
  try {
    scenario.prepare(stage, victim, other);
    stage.onPowerLoss = (node) => reboot(stage, node);
    const before = victim.host.files.counters.operations;
    arm(victim, options);
    scenario.play(stage, victim, other);
    operations = victim.host.files.counters.operations - before;
    settle(stage);
    victim.crash();
    settle(stage);
    checkPages(stage, stage.nodes);
  } catch (error) {
    return { options, operations, failure: tellFailure(error) };
  }
  return { options, operations, failure: undefined };
}

function arm(victim: SimNode, { fault, at }: CutOptions): void {
  const { files } = victim.host;
  if (at === 0) return;
  if (fault === "cut") files.cutAtOperation(at);
  else files.failOperation(at, fault);
}

function reboot(stage: Stage, node: SimNode): void {
  stage.world.scheduler.call(REBOOT_US, () => {
    if (!node.host.isUp) node.boot();
  });
}

function settle(stage: Stage): void {
  const { nodes, world } = stage;
  world.heal();
  const settled = stage.runUntilTrue(() => stage.agree(nodes), LIMIT_MS);
  if (!settled) {
    throw new Violation(
      "stores converge",
      `after ${LIMIT_MS / 1000} s they differ: ${stage.tellDifference(nodes)}`,
    );
  }
  stage.checkConverged(nodes);
}
