import { type Cost, cpuMs } from "./run-cost.ts";

/** One test that ran, or should have. */
export interface TestOutcome {
  /** Suite and test, joined. */
  title: string;
  ms: number;
  /** What went wrong; undefined when it passed. */
  error: string | undefined;
}

const SLOWEST = 10;

/** Prints a line a file as it ends, failures in full, and the figures of the whole run. */
export class Report {
  /** Of the command, and of this program behind its set-up: milliseconds of the time of day. */
  private readonly launchedMs = Number(process.env["POVPOI_LAUNCHED_MS"] ?? performance.timeOrigin);
  private readonly startMs = performance.timeOrigin;
  private readonly outcomes: (TestOutcome & { file: string })[] = [];
  private readonly costs: (Cost & { file: string; slowest: TestOutcome })[] = [];

  /** A file (or check) ended. `output` is what its tests printed. */
  file(file: string, tests: readonly TestOutcome[], output: string, cost: Cost): void {
    const failed = tests.filter((test) => test.error !== undefined);
    const count = tests.length === 1 ? "1 test" : `${tests.length} tests`;
    console.log(`${failed.length > 0 ? "FAIL" : "ok  "} ${file} · ${count} · ${words(cost)}`);
    if (output !== "") console.log(indent(output.trimEnd()));
    for (const test of failed) console.log(indent(`✗ ${test.title}\n${indent(test.error ?? "")}`));
    for (const test of tests) this.outcomes.push({ ...test, file });
    const slowest = [...tests].sort((a, b) => b.ms - a.ms)[0]!;
    this.costs.push({ ...cost, file, slowest });
  }

  /** Files that this machine cannot run: a line, and failures where nothing may be left out. */
  leftOut(files: readonly string[], reason: string, isFailure: boolean): void {
    console.log(`left out, ${reason}: ${files.join(" ")}`);
    if (!isFailure) return;
    for (const file of files) this.outcomes.push({ title: "is left out", ms: 0, error: reason, file });
  }

  /** Prints the end of the run; true when all is well. */
  finish(): boolean {
    const failed = this.outcomes.filter((outcome) => outcome.error !== undefined);
    const slowest = [...this.costs].sort((a, b) => b.ms - a.ms).slice(0, SLOWEST);
    const all = { ms: performance.timeOrigin + performance.now() - this.launchedMs, cpuMs: cpuMs() };
    console.log("\nslowest:");
    for (const { file, slowest: test, ...cost } of slowest)
      console.log(`  ${words(cost).padEnd(22)} ${file}; ${seconds(test.ms)} ${test.title}`);
    console.log(`all: ${words(all)}; ${seconds(this.startMs - this.launchedMs)} of it set-up`);
    if (failed.length > 0) console.log("\nfailed:");
    for (const test of failed) console.log(`  ${test.file}: ${test.title}`);
    if (this.outcomes.length === 0) console.log("no test ran");
    console.log(`\n${this.outcomes.length - failed.length} passed, ${failed.length} failed`);
    return failed.length === 0 && this.outcomes.length > 0;
  }
}

function words({ ms, cpuMs }: Cost): string {
  return `${seconds(ms)}, ${seconds(cpuMs)} CPU`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

function indent(text: string): string {
  return text.replace(/^/gm, "     ");
}
