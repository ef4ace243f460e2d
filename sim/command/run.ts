import { type CutOptions, DISK_FAULTS, runCut } from "../scenario/cut-run.ts";
import { CUT_SCENARIOS } from "../scenario/cut-scenarios.ts";
import type { ScenarioOptions } from "../scenario/scenario.ts";
import type { SimJob, SimReply } from "./job.ts";
import { runPool } from "./pool.ts";
import { Progress } from "./progress.ts";
import { Summary } from "./summary.ts";

const COMMAND = "npm run sim --";
/** After so many failures more of them say nothing new. */
const MAX_FAILURES = 10;

/** The command line that repeats a run. */
export function replayCommand(job: SimJob): string {
  if (job.kind === "cut") {
    const { scenario, fault, at, seed } = job.options;
    return `${COMMAND} cuts --scenario "${scenario}" --fault ${fault} --at ${at} --seed ${seed}`;
  }
  const { seed, nodes, minutes, faults } = job.options;
  return `${COMMAND} --seed ${seed} --nodes ${nodes} --minutes ${minutes} --faults ${faults}`;
}

/** Worlds with faults by chance. */
export function* runJobs(all: Iterable<ScenarioOptions>, twice: boolean): IterableIterator<SimJob> {
  for (const options of all) yield { kind: "run", options, twice };
}

/** Every disk operation of scenarios, each with each fault. `at` picks one. */
export function* cutJobs(
  seed: number,
  pick: { scenario?: string | undefined; fault?: string | undefined; at?: number | undefined } = {},
): IterableIterator<SimJob> {
  for (const { name } of CUT_SCENARIOS) {
    if (pick.scenario !== undefined && pick.scenario !== name) continue;
    for (const fault of DISK_FAULTS) {
      if (pick.fault !== undefined && pick.fault !== fault) continue;
      const options: CutOptions = { scenario: name, fault, seed, at: 0 };
      const { operations } = runCut(options);
      // One more than there are: with another fault a run may do a little more.
      const first = pick.at ?? 1;
      for (let at = first; at <= (pick.at ?? operations + 1); at++) {
        yield { kind: "cut", options: { ...options, at } };
      }
    }
  }
}

/** Runs all of it with progress, prints failures as they come and figures at the end; false where any failed. */
export async function runAll(
  jobs: Iterator<SimJob>,
  workers: number,
  total: number | undefined,
): Promise<boolean> {
  const summary = new Summary();
  const progress = new Progress();
  const startMs = performance.now();
  const of = total === undefined ? "" : ` of ${total}`;
  let done = 0;
  let cuts = 0;
  let failures = 0;
  await runPool(jobs, workers, (job, reply) => {
    done++;
    if (reply.kind === "run") summary.add(reply.result, reply.ms);
    else cuts++;
    const { failure } = reply.result;
    if (failure !== undefined) {
      failures++;
      progress.clear();
      console.log(`\n✗ ${failure.oracle}: ${failure.message}\n  again: ${replayCommand(job)}`);
    }
    progress.show(() => `${done}${of} done, ${failures} failed; last: ${tell(job, reply)}`);
    return failures < MAX_FAILURES;
  });
  progress.clear();
  const realMs = performance.now() - startMs;
  if (summary.runs > 0) console.log(summary.lines(realMs).join("\n"));
  if (cuts > 0) console.log(`${cuts} runs with a fault at one disk operation`);
  console.log(failures === 0 ? "all is well" : `${failures} failed`);
  return failures === 0;
}

function tell(job: SimJob, { ms }: SimReply): string {
  const seconds = (ms / 1000).toFixed(1);
  if (job.kind === "cut")
    return `${job.options.scenario}, ${job.options.fault} at ${job.options.at}, ${seconds} s`;
  const { seed, nodes, faults } = job.options;
  return `seed ${seed}, ${nodes} nodes, ${faults}, ${seconds} s`;
}
