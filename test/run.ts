/**
 * `npm test`: type check, lint, then every test file, each in one of two worker processes; files that use real sockets, a
 * browser or root run afterwards, one at a time. The last line is `N passed, N failed`. A skipped test counts as failed:
 * what cannot run must say so here, and is never left out where CI is set.
 *
 *     npm test -- --grep "varint" test/bytes
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { runChecks } from "./run-checks.ts";
import { findTestFiles, planTestFiles } from "./run-plan.ts";
import { runFiles } from "./run-pool.ts";
import { Report } from "./run-report.ts";

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

if (wholeRun) await runChecks(report);
const plan = planTestFiles(findTestFiles(positionals));
for (const lane of plan.leftOut) report.leftOut(lane.files, lane.reason, inCi);
const workers = Math.min(4, availableParallelism());
const options = { grep: values.grep, forbidOnly: inCi, report };
await runFiles(plan.parallel, workers, options);
await runFiles(plan.serial, 1, options);
process.exit(report.finish() ? 0 : 1);
