import type { Duplex } from "node:stream";

/** Answers a synchronous call from inside the engine. */
export type HostCall = (request: Uint8Array) => Uint8Array;

/** A command that takes longer hangs. */
const LIMIT_MS = 60_000;

/** One machine of the XS engine, behind a pair of streams; the protocol is described in test/xs/engine/worker.c. */
export class XsMachine {
  private readonly toMachine: Duplex;
  private readonly hostCall: HostCall;
  private readonly onHang: () => void;
  private received: Buffer = Buffer.alloc(0);
  private waiting: { resolve(reply: Uint8Array): void; reject(error: Error): void } | undefined;

  /** @param onHang told when a command was not answered */
  constructor(to: Duplex, from: Duplex, hostCall: HostCall, onHang: () => void) {
    this.toMachine = to;
    this.hostCall = hostCall;
    this.onHang = onHang;
    to.on("error", () => {});
    from.on("data", (chunk) => this.onData(chunk));
  }

  /** Runs a script in the global scope; answers with its result's bytes. */
  evaluate(source: string): Promise<Uint8Array> {
    return this.send("e", Buffer.from(source, "utf8"));
  }

  /** Calls the machine's global function handleCommand with an ArrayBuffer. */
  command(request: Uint8Array): Promise<Uint8Array> {
    return this.send("?", request);
  }

  /** The command that waits is not answered any more. */
  fail(error: Error): void {
    this.waiting?.reject(error);
    this.waiting = undefined;
  }

  private send(command: string, bytes: Uint8Array): Promise<Uint8Array> {
    if (this.waiting !== undefined) throw new Error("the XS engine takes one command at a time");
    const limit = setTimeout(() => {
      this.fail(new Error(`the XS engine did not answer in ${LIMIT_MS / 1000} s`));
      this.onHang();
    }, LIMIT_MS);
    const reply = new Promise<Uint8Array>((resolve, reject) => {
      this.waiting = { resolve, reject };
    });
    this.write(command, bytes);
    return reply.finally(() => clearTimeout(limit));
  }

  private write(command: string, bytes: Uint8Array): void {
    this.toMachine.write(
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
}
