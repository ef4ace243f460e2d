import { type ChildProcess, fork } from "node:child_process";
import type { Report, TestOutcome } from "./run-report.ts";

export interface RunOptions {
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
}

/** A file that runs longer hangs. */
const FILE_LIMIT_MS = 240_000;

/** Runs test files in `workers` processes, each taking the next file when it is done with one. */
export async function runFiles(
  files: readonly string[],
  workers: number,
  options: RunOptions,
): Promise<void> {
  const queue = [...files];
  await Promise.all(Array.from({ length: Math.min(workers, files.length) }, () => serve(queue, options)));
}

async function serve(queue: string[], options: RunOptions): Promise<void> {
  let worker: ChildProcess | undefined;
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    if (worker === undefined || worker.killed || !worker.connected) worker = start();
    const startMs = performance.now();
    const reply = await ask(worker, { file, grep: options.grep, forbidOnly: options.forbidOnly });
    const { tests } = reply;
    if (tests.length === 0 && options.grep !== undefined) continue;
    if (tests.length === 0) tests.push({ title: "has tests", ms: 0, error: "no test ran in this file" });
    options.report.file(file, tests, reply.output, performance.now() - startMs);
  }
  if (worker?.connected) worker.disconnect();
}

function start(): ChildProcess {
  return fork(new URL("./run-worker.ts", import.meta.url), {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

/** Answers even when the worker dies or hangs: then that is the one failure of the file. */
function ask(worker: ChildProcess, request: FileRequest): Promise<FileReply> {
  return new Promise((resolve) => {
    let running = "before its first test";
    const end = (reply: FileReply) => {
      clearTimeout(limit);
      worker.off("message", onMessage);
      worker.off("exit", onExit);
      resolve(reply);
    };
    const fail = (error: string) => end({ tests: [{ title: "runs to its end", ms: 0, error }], output: "" });
    const limit = setTimeout(() => {
      worker.kill("SIGKILL");
      fail(`still running after ${FILE_LIMIT_MS / 1000} s, ${running}`);
    }, FILE_LIMIT_MS);
    const onMessage = (message: unknown) => {
      if ("running" in (message as object)) running = `in "${(message as FileProgress).running}"`;
      else end(message as FileReply);
    };
    const onExit = (code: number | null, signal: string | null) => {
      fail(`the test process ended with ${signal ?? `code ${code}`}, ${running}`);
    };
    worker.on("message", onMessage);
    worker.on("exit", onExit);
    worker.send(request);
  });
}
