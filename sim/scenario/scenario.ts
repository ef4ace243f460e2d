import type { NetworkCounters } from "../nic.ts";
import { Violation } from "../oracle/violation.ts";
import type { Prng } from "../prng.ts";
import { drawAction } from "./actions.ts";
import { FAULT_PROFILES, type FaultName } from "./fault-profiles.ts";
import { type FaultCounters, Faults } from "./faults.ts";
import { checkPages } from "./pages.ts";
import type { SimNode } from "./sim-node.ts";
import { Stage, type SyncTotals } from "./stage.ts";
import type { UserCounters } from "./user.ts";

export interface ScenarioOptions {
  seed: number | string;
  nodes: number;
  /** How long users edit while things go wrong. */
  minutes: number;
  faults: FaultName;
  /** Called now and then with virtual minutes done. */
  onProgress?: (minutes: number) => void;
}

export interface ScenarioResult {
  options: ScenarioOptions;
  /** What was broken, undefined where all went well. */
  failure: { oracle: string; message: string } | undefined;
  /** Fingerprint of the whole run. */
  hash: string;
  virtualMs: number;
  /** From the end of the faults until all agreed. */
  healMs: number;
  user: UserCounters;
  syncs: SyncTotals;
  faults: FaultCounters;
  crashes: number;
  /** Blobs that nobody has any more though a conflict refers to them. */
  goneBlobs: number;
  network: NetworkCounters;
  events: number;
}

/** Nodes of one group must agree so soon after the last fault, or within ten of their intervals. */
export const HEAL_LIMIT_MS = 300_000;
/** A user does something so often at each node, on average; in runs of days, so many times in all. */
const ACTION_US = 4_000_000;
const MAX_ACTIONS = 150;

/** Who belongs together: all, two groups that must not mix, two with a bridge, two between which users move nodes. */
const LAYOUTS = ["one group", "one group", "one group", "two groups", "bridge", "moves"] as const;

function groupsOf(node: number, layout: (typeof LAYOUTS)[number]): string[] {
  if (layout === "one group") return ["pair"];
  if (layout === "bridge" && node === 0) return ["left", "right"];
  return [node % 2 === 0 ? "left" : "right"];
}

/**
 * One run: users edit while faults strike, then the faults end, and all must agree within a bound, with nothing lost that was
 * promised. All of it follows from the seed.
 */
export class Scenario {
  readonly stage: Stage;
  private readonly options: ScenarioOptions;
  private readonly faults: Faults;
  private readonly prng: Prng;
  private readonly lengthUs: number;
  /** Whether users also move nodes between groups. */
  private readonly moves: boolean;
  private readonly intervalMs: number;
  private serial = 0;
  private acting = true;
  private healMs = 0;

  constructor(options: ScenarioOptions) {
    const profile = FAULT_PROFILES[options.faults];
    const { wall, timerLateUs } = profile;
    this.options = options;
    this.intervalMs = Math.max(...profile.intervalsMs);
    this.lengthUs = options.minutes * 60_000_000;
    this.stage = new Stage({ seed: options.seed }, { wall, timerLateUs });
    this.stage.trueClocks = wall === "right" && profile.rates.clock === 0;
    this.prng = this.stage.world.prng.fork("users");
    const layout = options.nodes < 4 ? "one group" : this.prng.pick(LAYOUTS);
    this.moves = layout === "moves";
    for (let i = 0; i < options.nodes; i++) {
      this.stage.addNode({
        groups: groupsOf(i, layout),
        syncIntervalMs: this.prng.pick(profile.intervalsMs),
      });
    }
    this.faults = new Faults(this.stage.world, this.stage.nodes, profile, this.lengthUs);
    this.stage.onPowerLoss = (node) => this.faults.crashed(node);
  }

  run(): ScenarioResult {
    let failure: ScenarioResult["failure"];
    try {
      this.mayhem();
      this.heal();
    } catch (error) {
      failure = tellFailure(error);
    }
    const { world, user, totals, nodes } = this.stage;
    return {
      options: this.options,
      failure,
      hash: world.trace.hash,
      virtualMs: world.nowUs / 1000,
      healMs: this.healMs,
      user: user.counters,
      syncs: totals,
      faults: this.faults.counters,
      crashes: nodes.reduce((sum, { crashes }) => sum + crashes, 0),
      goneBlobs: this.stage.goneBlobs.size,
      network: world.network.counters,
      events: world.scheduler.fired,
    };
  }

  private mayhem(): void {
    const { stage, options } = this;
    for (const node of stage.nodes) node.boot();
    this.faults.start();
    this.act();
    const stepMinutes = Math.max(1, options.minutes / 50);
    for (let minute = 0; minute < options.minutes; minute += stepMinutes) {
      options.onProgress?.(minute);
      stage.runForMs(Math.min(stepMinutes, options.minutes - minute) * 60_000);
    }
    this.acting = false;
  }

  private heal(): void {
    const { stage, options } = this;
    options.onProgress?.(options.minutes);
    this.faults.heal();
    const startUs = stage.world.nowUs;
    const { user } = stage;
    const circles = stage.circles();
    const settled = () => user.pending === 0 && circles.every((circle) => stage.agree(circle));
    const limitMs = Math.max(HEAL_LIMIT_MS, 10 * this.intervalMs);
    const converged = stage.runUntilTrue(settled, limitMs);
    this.healMs = (stage.world.nowUs - startUs) / 1000;
    if (!converged) {
      const text = circles.map((circle) => stage.tellDifference(circle)).join(" / ");
      throw new Violation("stores converge", `after ${limitMs / 1000} s without faults they differ: ${text}`);
    }
    for (const circle of circles) stage.checkConverged(circle);
    // What has converged stays so.
    stage.runForMs(2.4 * this.intervalMs);
    for (const circle of circles) {
      if (!stage.agree(circle)) throw new Violation("stores converge", "they agreed, and then no more");
      stage.checkConverged(circle);
      checkPages(stage, circle);
    }
  }

  /** Somebody does something, and after a while somebody again. */
  private act(): void {
    const { stage, prng } = this;
    const everyUs = Math.max(ACTION_US, this.lengthUs / MAX_ACTIONS) / this.options.nodes;
    stage.world.scheduler.call(prng.exponential(everyUs), () => {
      if (!this.acting) return;
      this.actOnce(prng.pick(stage.nodes));
      // People quarrel: now and then two do the same thing at once.
      if (prng.chance(0.2)) this.actOnce(prng.pick(stage.nodes));
      this.act();
    });
  }

  private actOnce(simNode: SimNode): void {
    const { stage, prng } = this;
    const { node } = simNode;
    if (node === undefined) return;
    if (this.moves && prng.chance(0.01)) {
      this.move(simNode);
      return;
    }
    this.serial++;
    const request = drawAction({ prng, node, wallMs: stage.world.wallMs, serial: this.serial });
    if (request !== undefined) stage.user.send(simNode, request);
  }

  private move(node: SimNode): void {
    const groups = this.prng.pick([["left"], ["right"], ["left", "right"]]);
    this.stage.user.send(node, {
      label: "move",
      method: "POST",
      path: "/api/device/config",
      contentType: "application/json",
      body: JSON.stringify({ syncGroups: groups }),
    });
  }
}

/** What a run ended with, in words. */
export function tellFailure(error: unknown): { oracle: string; message: string } {
  if (error instanceof Violation) return { oracle: error.oracle, message: error.message };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { oracle: "no uncaught exception", message: text };
}
