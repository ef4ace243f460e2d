/**
 * `npm test`: type check, lint and every test file, in worker processes. Files that use real sockets, a browser or root mostly
 * wait: they run beside those in virtual time, which give way to them. What judges by real time comes last, alone. The last line is
 * `N passed, N failed`. A skipped test counts as failed: what cannot run must say so here, and is never left out where CI is set.
 *
 *     npm test -- --grep "varint" test/bytes
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { makePageFile } from "../hosts/node/page-file.ts";
import { makePoiFile } from "../hosts/node/poi-file.ts";
import { runChecks } from "./run-checks.ts";
import { findTestFiles, planTestFiles } from "./run-plan.ts";
import { runFiles } from "./run-pool.ts";
import { Report } from "./run-report.ts";

/** Memory bounds them, not cores alone. */
const MOST_WORKERS = 4;
/** Poi of two files hear each other on loopback, and rename each other: on a slow computer some were then away for a moment. */
const REAL_WORKERS = 1;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: "string", short: "g" }, help: { type: "boolean", short: "h" } },
});
if (values.help) {
  console.log(
    'npm test -- --grep "varint" test/bytes\n\nWithout arguments: everything. Paths are files or folders.',
  );
  process.exit(0);
}
const inCi = process.env["CI"] !== undefined && process.env["CI"] !== "";
const wholeRun = values.grep === undefined && positionals.length === 0;
const report = new Report();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));

const plan = planTestFiles(findTestFiles(positionals));
for (const lane of plan.leftOut) report.leftOut(lane.files, lane.reason, inCi);
const cores = Math.min(MOST_WORKERS, availableParallelism());
const options = { grep: values.grep, forbidOnly: inCi, report };
const inVirtualTime = async (): Promise<void> => {
  if (wholeRun) await runChecks(report);
  await runFiles(plan.virtual, { ...options, workers: cores, yields: true });
};
const inRealTime = async (): Promise<void> => {
  // What `npm start` makes the first time, so that no test waits for it; where that fails, tests tell why.
  if (plan.real.length > 0) await Promise.allSettled([makePageFile(), makePoiFile()]);
  await runFiles(plan.real, { ...options, workers: REAL_WORKERS, yields: false });
};
await Promise.all([inVirtualTime(), inRealTime()]);
await runFiles(plan.timed, { ...options, workers: 1, yields: false });
process.exit(report.finish() ? 0 : 1);
