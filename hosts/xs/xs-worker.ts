import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";

/** Answers a synchronous call from inside the engine. */
export type HostCall = (request: Uint8Array) => Uint8Array;

/** A heap that does not grow, as on the device; without it there is room for anything. */
export interface FixedHeap {
  chunkBytes: number;
  slots: number;
}

/** A command that takes longer hangs. */
const LIMIT_MS = 60_000;

const ROOT = new URL("../../", import.meta.url);

/** A process that runs the XS engine; the protocol is described in test/xs/engine/worker.c. */
export class XsWorker {
  private readonly child: ChildProcess;
  private readonly toChild: Duplex;
  private readonly hostCall: HostCall;
  private received: Buffer = Buffer.alloc(0);
  private waiting: { resolve(reply: Uint8Array): void; reject(error: Error): void } | undefined;
  private stderr = "";

  constructor(hostCall: HostCall, heap?: FixedHeap) {
    this.hostCall = hostCall;
    const args = heap === undefined ? [] : [`${heap.chunkBytes}`, `${heap.slots}`];
    this.child = spawn(fileURLToPath(enginePath()), args, {
      stdio: ["ignore", "inherit", "pipe", "pipe", "pipe"],
    });
    this.toChild = this.child.stdio[3] as Duplex;
    this.toChild.on("error", () => {});
    (this.child.stdio[4] as Duplex).on("data", (chunk) => this.onData(chunk));
    this.child.stderr?.on("data", (chunk) => {
      this.stderr += chunk;
    });
    this.child.on("error", (error) => this.fail(error));
    this.child.on("close", (code, signal) => {
      this.fail(new Error(`the XS engine ended with ${signal ?? `code ${code}`} ${this.stderr}`.trimEnd()));
    });
  }

  /** Runs a script in the global scope; answers with its result's bytes. */
  evaluate(source: string): Promise<Uint8Array> {
    return this.send("e", Buffer.from(source, "utf8"));
  }

  /** Calls the engine's global function handleCommand with an ArrayBuffer. */
  command(request: Uint8Array): Promise<Uint8Array> {
    return this.send("?", request);
  }

  /** Ends the process. */
  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once("close", resolve));
    this.child.kill("SIGKILL");
    await ended;
  }

  private send(command: string, bytes: Uint8Array): Promise<Uint8Array> {
    if (this.waiting !== undefined) throw new Error("the XS engine takes one command at a time");
    const limit = setTimeout(() => {
      this.fail(new Error(`the XS engine did not answer in ${LIMIT_MS / 1000} s`));
      this.child.kill("SIGKILL");
    }, LIMIT_MS);
    const reply = new Promise<Uint8Array>((resolve, reject) => {
      this.waiting = { resolve, reject };
    });
    this.write(command, bytes);
    return reply.finally(() => clearTimeout(limit));
  }

  private write(command: string, bytes: Uint8Array): void {
    this.toChild.write(
      Buffer.concat([Buffer.from(`${bytes.length + 1}:${command}`), bytes, Buffer.from(",")]),
    );
  }

  private onData(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    for (;;) {
      const colon = this.received.indexOf(":");
      if (colon < 0) return;
      const end = colon + 1 + Number(this.received.toString("latin1", 0, colon));
      if (this.received.length < end + 1) return;
      const message = this.received.subarray(colon + 1, end);
      this.received = this.received.subarray(end + 1);
      this.onMessage(String.fromCharCode(message[0] ?? 0), message.subarray(1));
    }
  }

  private onMessage(kind: string, bytes: Buffer): void {
    if (kind === "?") this.write("/", this.hostCall(bytes));
    else if (kind === "!") this.fail(new Error(bytes.toString("utf8")));
    else {
      this.waiting?.resolve(bytes);
      this.waiting = undefined;
    }
  }

  private fail(error: Error): void {
    this.waiting?.reject(error);
    this.waiting = undefined;
  }
}

function enginePath(): URL {
  const engine = JSON.parse(readFileSync(new URL("node_modules/@agoric/xsnap/package.json", ROOT), "utf8"));
  const path = new URL(`build/xs/${engine.version}/worker`, ROOT);
  if (!existsSync(path))
    throw new Error('The XS engine is not built. Build it with "make -j2 -C test/xs/engine".');
  return path;
}
