import { type CutOptions, type CutResult, runCut } from "../scenario/cut-run.ts";
import { Scenario, type ScenarioOptions, type ScenarioResult } from "../scenario/scenario.ts";

/** One run: a world with faults by chance, or one with a fault at one certain disk operation. */
export type SimJob =
  | { kind: "run"; options: ScenarioOptions; twice?: boolean }
  | { kind: "cut"; options: CutOptions };

export type SimReply = { ms: number } & (
  | { kind: "run"; result: ScenarioResult }
  | { kind: "cut"; result: CutResult }
);

export function runJob(job: SimJob): SimReply {
  const startMs = performance.now();
  if (job.kind === "cut") {
    const result = runCut(job.options);
    return { kind: "cut", result, ms: performance.now() - startMs };
  }
  const result = new Scenario(job.options).run();
  const ms = performance.now() - startMs;
  if (job.twice === true && result.failure === undefined) {
    const { hash } = new Scenario(job.options).run();
    if (hash !== result.hash) {
      const message = `the same seed gave the trace ${result.hash}, and then ${hash}`;
      result.failure = { oracle: "one seed, one run", message };
    }
  }
  return { kind: "run", result, ms };
}
