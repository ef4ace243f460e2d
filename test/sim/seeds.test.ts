import { Scenario, type ScenarioOptions } from "../../sim/scenario/scenario.ts";
import { expectWell } from "./well.ts";

/** Runs that once broke a promise, or that are of a kind that chance seldom brings. */
const FIXED: readonly [why: string, options: ScenarioOptions][] = [
  ["all is well", { seed: 1, nodes: 2, minutes: 2, faults: "none" }],
  ["a hall of Wi-Fi", { seed: 3, nodes: 4, minutes: 2, faults: "mild" }],
  ["a rename while a picture is away", { seed: 36, nodes: 5, minutes: 2, faults: "wild" }],
  ["a disk that refuses the last piece", { seed: 13, nodes: 5, minutes: 3, faults: "wild" }],
  ["a clock that leaps while a deletion is on its way", { seed: 31, nodes: 5, minutes: 2, faults: "wild" }],
  ["disks alone", { seed: 4, nodes: 3, minutes: 3, faults: "disk" }],
  ["the network alone", { seed: 5, nodes: 4, minutes: 3, faults: "network" }],
  ["clocks alone, and one who pushes old news", { seed: 6, nodes: 4, minutes: 3, faults: "clocks" }],
  ["days, with absences", { seed: 7, nodes: 3, minutes: 4320, faults: "long" }],
];

describe("users of whole nodes under faults", () => {
  for (const [why, options] of FIXED) {
    it(`lose nothing: ${why}`, () => expectWell(new Scenario(options).run()));
  }
});
