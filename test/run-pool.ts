import { type ChildProcess, fork } from "node:child_process";
import { constants, getPriority, setPriority } from "node:os";
import type { Report, TestOutcome } from "./run-report.ts";

export interface RunOptions {
  /** Processes, each taking the next file when it is done with one. */
  workers: number;
  /** Whether they give way to everything else that runs. */
  yields: boolean;
  grep: string | undefined;
  forbidOnly: boolean;
  report: Report;
}

/** What a worker is asked. */
export interface FileRequest {
  file: string;
  grep: string | undefined;
  forbidOnly: boolean;
}

/** What it says on its way. */
export interface FileProgress {
  /** Title of the test that begins. */
  running: string;
}

/** What it answers. */
export interface FileReply {
  tests: TestOutcome[];
  output: string;
  /** Of the process and what it started. */
  cpuMs: number;
}

/** A file of which no test ends or begins for so long hangs. */
const STILL_LIMIT_MS = 240_000;
/** Lower than this process by so much, and not below the lowest (nice values of POSIX: the lowest is the highest number). */
const LOWER = 10;
const LOWEST = constants.priority.PRIORITY_LOW;

/** Runs test files, in their order. */
export async function runFiles(files: readonly string[], options: RunOptions): Promise<void> {
  const queue = [...files];
  const workers = Math.min(options.workers, files.length);
  await Promise.all(Array.from({ length: workers }, () => serve(queue, options)));
}

/** Lets a process, just started, have what others leave of the cores. */
export function yieldToOthers(child: ChildProcess): void {
  if (child.pid !== undefined) setPriority(child.pid, Math.min(LOWEST, getPriority() + LOWER));
}

async function serve(queue: string[], options: RunOptions): Promise<void> {
  let worker: ChildProcess | undefined;
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    if (worker === undefined || worker.killed || !worker.connected) worker = start(options);
    const startMs = performance.now();
    const reply = await ask(worker, { file, grep: options.grep, forbidOnly: options.forbidOnly });
    const { tests, cpuMs } = reply;
    if (tests.length === 0 && options.grep !== undefined) continue;
    if (tests.length === 0) tests.push({ title: "has tests", ms: 0, error: "no test ran in this file" });
    options.report.file(file, tests, reply.output, { ms: performance.now() - startMs, cpuMs });
  }
  if (worker?.connected) worker.disconnect();
}

function start({ yields }: RunOptions): ChildProcess {
  const worker = fork(new URL("./run-worker.ts", import.meta.url), {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  if (yields) yieldToOthers(worker);
  return worker;
}

/** Answers even when the worker dies or hangs: then that is the one failure of the file. */
function ask(worker: ChildProcess, request: FileRequest): Promise<FileReply> {
  return new Promise((resolve) => {
    let running = "before its first test";
    let limit: NodeJS.Timeout;
    const end = (reply: FileReply) => {
      clearTimeout(limit);
      worker.off("message", onMessage);
      worker.off("exit", onExit);
      resolve(reply);
    };
    const fail = (error: string) => {
      end({ tests: [{ title: "runs to its end", ms: 0, error }], output: "", cpuMs: 0 });
    };
    const watch = () => {
      limit = setTimeout(() => {
        worker.kill("SIGKILL");
        fail(`still running after ${STILL_LIMIT_MS / 1000} s, ${running}`);
      }, STILL_LIMIT_MS);
    };
    const onMessage = (message: unknown) => {
      clearTimeout(limit);
      if (!("running" in (message as object))) return end(message as FileReply);
      running = `in "${(message as FileProgress).running}"`;
      watch();
    };
    const onExit = (code: number | null, signal: string | null) => {
      fail(`the test process ended with ${signal ?? `code ${code}`}, ${running}`);
    };
    watch();
    worker.on("message", onMessage);
    worker.on("exit", onExit);
    worker.send(request);
  });
}
