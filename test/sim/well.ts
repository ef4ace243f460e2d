import assert from "node:assert/strict";
import { replayCommand } from "../../sim/command/run.ts";
import type { ScenarioResult } from "../../sim/scenario/scenario.ts";

/** Fails with the oracle's words and the command that repeats the run. */
export function expectWell({ failure, options }: ScenarioResult): void {
  const again = replayCommand({ kind: "run", options });
  assert.equal(failure, undefined, `${failure?.oracle}: ${failure?.message}\n${again}`);
}
