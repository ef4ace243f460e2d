import { Prng } from "../prng.ts";
import type { FaultName } from "./fault-profiles.ts";
import type { ScenarioOptions } from "./scenario.ts";

/** Kinds of faults of a mixed lot, the more frequent more often. */
const FAULTS: readonly FaultName[] = [
  ...(["wild", "wild", "wild", "wild", "disk", "disk", "network", "network", "clocks", "clocks"] as const),
  ...(["mild", "mild", "none", "long"] as const),
];
const MAX_NODES = 20;

/** What a seed stands for in a lot of mixed runs: faults of all kinds, 2 to `maxNodes` nodes, more often few. */
export function mixedOptions(seed: number | string, maxNodes = MAX_NODES): ScenarioOptions {
  const prng = new Prng(`mix ${seed}`);
  const faults = prng.pick(FAULTS);
  const most = faults === "long" ? Math.min(5, maxNodes) : maxNodes;
  const nodes = 2 + Math.floor((most - 1) * prng.unit() ** 2);
  const minutes = faults === "long" ? 1440 * prng.between(2, 8) : prng.between(1, 3);
  return { seed, nodes, minutes, faults };
}
