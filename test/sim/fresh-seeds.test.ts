import { mixedOptions } from "../../sim/scenario/mix.ts";
import { Scenario } from "../../sim/scenario/scenario.ts";
import { expectWell } from "./well.ts";

/** As many runs as fit into so much work, and into a time in which a busy computer may do less. */
const WORK_MS = 20_000;
const LONGEST_MS = 60_000;
/** The command runs worlds of up to 20 nodes. */
const MAX_NODES = 8;

describe("users of whole nodes under faults, with fresh seeds", () => {
  it("lose nothing", () => {
    const endMs = performance.now() + LONGEST_MS;
    const start = process.cpuUsage();
    const isLeft = () => process.cpuUsage(start).user < WORK_MS * 1000 && performance.now() < endMs;
    const first = Date.now() % 1_000_000_000;
    let seed = first;
    for (; isLeft(); seed++) expectWell(new Scenario(mixedOptions(seed, MAX_NODES)).run());
    console.log(`fresh seeds ${first} to ${seed - 1}`);
  });
});
