/** A process that runs one test file after another for run-pool.ts, and ends with it. */
import Mocha from "mocha";
import { cpuMs } from "./run-cost.ts";
import type { FileProgress, FileReply, FileRequest } from "./run-pool.ts";
import type { TestOutcome } from "./run-report.ts";

/** Far above what the slowest needs on a quiet computer: it ends what hangs, and does not judge how busy a computer is. */
const TEST_LIMIT_MS = 180_000;

/**
 * Files that go by real time, sockets and browsers: a computer that is busy at the wrong moment gets a second try, and the report
 * says so. All others run in virtual time, and the same way each time.
 */
const REAL = /\.(real|timed|browser|root)\.test\.ts$/;

/** Resources that outlive their file are a leak: a server or socket that listens on, a process that runs on. */
const LEAKS = new Set(["TCPServerWrap", "PipeServerWrap", "UDPWrap", "ProcessWrap"]);
const LEAK_GRACE_MS = 1000;

/** Globals that tests replace and must put back: what runs next in this process, this worker too, goes by them. */
const GLOBALS = [
  ...["setTimeout", "clearTimeout", "setInterval", "clearInterval", "setImmediate", "queueMicrotask", "Date"],
  ...["fetch", "performance"],
];
const originals = new Map(GLOBALS.map((name) => [name, (globalThis as Record<string, unknown>)[name]]));
const { setTimeout } = globalThis;
const nowMs = performance.now.bind(performance);

/** Rejections that nobody handled in the file that runs. */
const rejections: string[] = [];

process.on("disconnect", () => process.exit());
process.on("unhandledRejection", (reason) => rejections.push(describeError(reason)));
process.on("message", async (request: FileRequest) => {
  const output = captureOutput();
  const before = cpuMs();
  let tests: TestOutcome[];
  try {
    tests = await runFile(request);
  } catch (error) {
    tests = [{ title: "runs to its end", ms: 0, error: describeError(error) }];
  }
  for (const error of rejections.splice(0)) tests.push({ title: "handles its rejections", ms: 0, error });
  for (const name of putGlobalsBack()) {
    tests.push({ title: "puts back what it replaces", ms: 0, error: `left its own ${name}` });
  }
  const reply: FileReply = { tests, output: output.end(), cpuMs: cpuMs() - before };
  process.send?.(reply);
});

async function runFile(request: FileRequest): Promise<TestOutcome[]> {
  const tests: TestOutcome[] = [];
  const mocha = new Mocha({
    timeout: TEST_LIMIT_MS,
    forbidOnly: request.forbidOnly,
    retries: REAL.test(request.file) ? 1 : 0,
    reporter: class extends Mocha.reporters.Base {},
  });
  if (request.grep !== undefined) mocha.fgrep(request.grep);
  mocha.addFile(request.file);
  try {
    await mocha.loadFilesAsync();
  } catch (error) {
    return [{ title: "loads", ms: 0, error: describeError(error) }];
  }
  const before = resources();
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    const add = (test: Mocha.Runnable, error?: string) => {
      tests.push({ title: test.titlePath().join(" › "), ms: test.duration ?? 0, error });
    };
    runner.on("test", (test) => process.send?.({ running: test.fullTitle() } satisfies FileProgress));
    runner.on("retry", (test, error) =>
      console.log(`second try of ${test.fullTitle()}: ${describeError(error)}`),
    );
    runner.on("pass", (test) => add(test));
    runner.on("pending", (test) => add(test, "skipped: a test runs or it is deleted"));
    runner.on("fail", (test, error) => add(test, describeError(error)));
  });
  mocha.dispose();
  const left = await leaks(before);
  if (left !== undefined)
    tests.push({ title: "leaves nothing running", ms: 0, error: `still open: ${left}` });
  return tests;
}

async function leaks(before: Map<string, number>): Promise<string | undefined> {
  const untilMs = nowMs() + LEAK_GRACE_MS;
  for (;;) {
    const left = [...resources()].filter(([kind, count]) => count > (before.get(kind) ?? 0));
    if (left.length === 0) return undefined;
    if (nowMs() > untilMs) return left.map(([kind, count]) => `${count} ${kind}`).join(", ");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function resources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (LEAKS.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

function putGlobalsBack(): string[] {
  const scope = globalThis as Record<string, unknown>;
  const left = GLOBALS.filter((name) => scope[name] !== originals.get(name));
  for (const name of left) scope[name] = originals.get(name);
  return left;
}

function captureOutput(): { end(): string } {
  const { stdout, stderr } = process;
  const write = stdout.write;
  let text = "";
  const take = (chunk: string | Uint8Array): boolean => {
    text += typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk);
    return true;
  };
  stdout.write = take as typeof write;
  stderr.write = take as typeof write;
  return {
    end() {
      // The streams' own methods, from their prototypes, come back.
      delete (stdout as { write?: unknown }).write;
      delete (stderr as { write?: unknown }).write;
      return text;
    },
  };
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const lines = (error.stack ?? error.message).split("\n");
  const text = lines.filter((line) => !/^\s+at .*(node:internal|node_modules)/.test(line)).join("\n");
  return error.cause === undefined ? text : `${text}\ncaused by ${describeError(error.cause)}`;
}
