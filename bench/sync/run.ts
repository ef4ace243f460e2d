import { deflateRawSync } from "node:zlib";
import type { Contender, Pair, Traffic } from "./contender.ts";
import { overHttp } from "./http-wire.ts";
import { editsAtOnce, editsInTurn, jsonOf, makeItems } from "./items.ts";
import { type Entrant, type Measured, type MeasureOptions, measure } from "./measure.ts";
import { POVPOI, PovpoiPair } from "./povpoi.ts";
import { crowdScenarios, ownScenarios, pairScenarios, type Scenario } from "./scenarios.ts";

/** One scenario with the figures of all that took part, ours first. */
export interface Row {
  readonly scenario: string;
  /** What the design wants of ours, and whether it is so. */
  readonly target?: string;
  readonly isMet?: boolean;
  readonly results: readonly Result[];
}

/** Figures of one library. Bytes of messages; those of pouchdb are of HTTP with its heads. */
export interface Result {
  readonly contender: string;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly roundTrips: number;
  /** Milliseconds of CPU of both sides on this computer. */
  readonly cpuMs: number;
  /** That of povpoi in the same run is 1. */
  readonly cpuRatio: number;
  /** Bytes of all messages, each deflated. */
  readonly deflatedBytes?: number;
  /** Ours over its HTTP transport, heads included. */
  readonly http?: { readonly bytesUp: number; readonly bytesDown: number };
}

export interface RunOptions extends MeasureOptions {
  items: number;
  devices: number;
}

/** Sessions of povpoi beside those of others, on the same items. */
export async function runBeside(rivals: readonly Contender[], options: RunOptions): Promise<Row[]> {
  const contenders = [POVPOI, ...rivals];
  const items = makeItems(options.items);
  const rows: Row[] = [];
  const run = async (scenarios: readonly Scenario[], entrants: readonly Entrant[]) => {
    const figures = await measure(scenarios, entrants, options);
    for (const [i, scenario] of scenarios.entries()) rows.push(rowOf(scenario, figures[i]!));
    for (const { pair } of entrants) await pair.close();
  };
  const entrants = await openAll(contenders);
  for (const { pair } of entrants) await pair.fill(items);
  await run(pairScenarios(), entrants);
  for (const how of ["in turn", "at once"] as const) {
    const edits = (how === "in turn" ? editsInTurn : editsAtOnce)(items, options.devices);
    const crowd = await openAll(contenders);
    for (const { contender, pair } of crowd) {
      options.onProgress(contender.name, `${options.devices} devices write ${how}`);
      await pair.fill(items);
      await settle(pair);
      await pair.write(edits, how);
    }
    await run(crowdScenarios(options.devices, how), crowd);
  }
  return rows;
}

/** Sessions of povpoi alone, those included that the others are not asked for. */
export async function runAlone(options: RunOptions): Promise<Row[]> {
  const pair = new PovpoiPair();
  pair.fill(makeItems(options.items));
  const scenarios = ownScenarios();
  const figures = await measure(scenarios, [{ contender: POVPOI, pair }], options);
  return scenarios.map((scenario, i) => rowOf(scenario, figures[i]!));
}

/** Bytes of the JSON that a number of items make. */
export function jsonBytes(items: number): number {
  return Buffer.byteLength(jsonOf(makeItems(items)));
}

async function openAll(contenders: readonly Contender[]): Promise<Entrant[]> {
  const entrants: Entrant[] = [];
  for (const contender of contenders) entrants.push({ contender, pair: await contender.open() });
  return entrants;
}

/** The first meeting, and what a protocol does afterwards to remember it. */
async function settle(pair: Pair): Promise<void> {
  for (let i = 0; i < 3; i++) await pair.sync(i === 0 ? "strangers" : "meet");
}

function rowOf({ name, target }: Scenario<never>, measured: readonly Measured[]): Row {
  const ours = measured[0]!;
  const results = measured.map(({ contender, traffic, cpuMs }): Result => {
    const { bytesUp, bytesDown, roundTrips } = traffic;
    const deflated = deflatedBytes(traffic);
    return {
      ...{ contender, bytesUp, bytesDown, roundTrips, cpuMs, cpuRatio: cpuMs / ours.cpuMs },
      ...(deflated === undefined ? {} : { deflatedBytes: deflated }),
      ...(contender === POVPOI.name ? { http: overHttp(traffic) } : {}),
    };
  });
  if (target === undefined) return { scenario: name, results };
  return { scenario: name, target: target.text, isMet: target.isMet(ours.traffic), results };
}

/** A message that deflating makes longer is sent as it is. */
function deflatedBytes({ up, down }: Traffic): number | undefined {
  if (up === undefined || down === undefined) return undefined;
  let sum = 0;
  for (const message of [...up, ...down]) sum += Math.min(message.length, deflateRawSync(message).length);
  return sum;
}
