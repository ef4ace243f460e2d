import assert from "node:assert/strict";
import { replayCommand } from "../../sim/command/run.ts";
import { type CutOptions, type DiskFault, runCut } from "../../sim/scenario/cut-run.ts";
import { CUT_SCENARIOS } from "../../sim/scenario/cut-scenarios.ts";

/** A power cut is tried at every operation; another fault at one of so many, from a place that changes with each run. */
const STRIDE = 4;

function operationsOf(scenario: string): number {
  const { operations, failure } = runCut({ scenario, fault: "cut", at: 0, seed: 1 });
  assert.equal(failure, undefined, `without a fault: ${failure?.oracle}: ${failure?.message}`);
  return operations;
}

function sweep(scenario: string, fault: DiskFault, first: number, stride: number): void {
  const operations = operationsOf(scenario);
  assert.ok(operations > 0, "nothing to cut");
  for (let at = first; at <= operations + 1; at += stride) {
    const options: CutOptions = { scenario, fault, at, seed: 1 };
    const { failure } = runCut(options);
    assert.equal(
      failure,
      undefined,
      `${failure?.oracle}: ${failure?.message}\n${replayCommand({ kind: "cut", options })}`,
    );
  }
}

describe("a disk operation that does not go well", () => {
  const offset = 1 + (Date.now() % STRIDE);

  for (const { name } of CUT_SCENARIOS) {
    it(`loses nothing that was answered when the power is cut at any: ${name}`, () =>
      sweep(name, "cut", 1, 1));
  }

  for (const { name } of CUT_SCENARIOS) {
    it(`loses nothing that was answered when the disk is full or refuses: ${name}`, () => {
      sweep(name, "full", offset, STRIDE);
      sweep(name, "io", 1 + ((offset + 1) % STRIDE), STRIDE);
    });
  }
});
