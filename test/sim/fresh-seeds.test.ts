import { mixedOptions } from "../../sim/scenario/mix.ts";
import { Scenario } from "../../sim/scenario/scenario.ts";
import { expectWell } from "./well.ts";

/** As many runs as fit. */
const BUDGET_MS = 20_000;
/** The command runs worlds of up to 20 nodes. */
const MAX_NODES = 8;

describe("users of whole nodes under faults, with fresh seeds", () => {
  it("lose nothing", function () {
    this.timeout(6 * BUDGET_MS);
    const startMs = performance.now();
    const first = Date.now() % 1_000_000_000;
    let seed = first;
    for (; performance.now() - startMs < BUDGET_MS; seed++)
      expectWell(new Scenario(mixedOptions(seed, MAX_NODES)).run());
    console.log(`fresh seeds ${first} to ${seed - 1}`);
  });
});
