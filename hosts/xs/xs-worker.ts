import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { type HostCall, XsMachine } from "./xs-machine.ts";

/** A heap that does not grow, as on the device; without it there is room for anything. */
export interface FixedHeap {
  chunkBytes: number;
  slots: number;
}

const ROOT = new URL("../../", import.meta.url);

/** A process that runs the XS engine. */
export class XsWorker {
  readonly machine: XsMachine;
  /** One on another core, as a worker is on the device; where a pair was asked for. */
  readonly second: XsMachine | undefined;
  private readonly child: ChildProcess;
  private stderr = "";

  constructor(hostCall: HostCall, heap?: FixedHeap | "pair") {
    const isPair = heap === "pair";
    const args = isPair ? [heap] : heap === undefined ? [] : [`${heap.chunkBytes}`, `${heap.slots}`];
    const pipes = Array.from({ length: isPair ? 4 : 2 }, () => "pipe" as const);
    this.child = spawn(fileURLToPath(enginePath()), args, { stdio: ["ignore", "inherit", "pipe", ...pipes] });
    const [to, from, toSecond, fromSecond] = this.child.stdio.slice(3) as Duplex[];
    const kill = (): void => void this.child.kill("SIGKILL");
    this.machine = new XsMachine(to!, from!, hostCall, kill);
    if (isPair) this.second = new XsMachine(toSecond!, fromSecond!, hostCall, kill);
    this.child.stderr?.on("data", (chunk) => {
      this.stderr += chunk;
    });
    this.child.on("error", (error) => this.fail(error));
    this.child.on("close", (code, signal) => {
      this.fail(new Error(`the XS engine ended with ${signal ?? `code ${code}`} ${this.stderr}`.trimEnd()));
    });
  }

  /** Ends the process. */
  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once("close", resolve));
    this.child.kill("SIGKILL");
    await ended;
  }

  private fail(error: Error): void {
    this.machine.fail(error);
    this.second?.fail(error);
  }
}

function enginePath(): URL {
  const engine = JSON.parse(readFileSync(new URL("node_modules/@agoric/xsnap/package.json", ROOT), "utf8"));
  const path = new URL(`build/xs/${engine.version}/worker`, ROOT);
  if (!existsSync(path))
    throw new Error('The XS engine is not built. Build it with "make -j2 -C test/xs/engine".');
  return path;
}
