import type { Listener, ListenOptions, Stream, StreamEvents, Streams } from "../../src/ports/streams.ts";
import type { Timer, Timers } from "../../src/ports/timers.ts";

/** Bytes of a text, one a character. */
export function latin(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** One end of a connection whose other end is the test: every packet and every full queue is the test's choice. */
export class ScriptedStream implements Stream {
  readonly remoteAddress: string;
  /** Room of the send queue. */
  room = 1 << 20;
  /** How the owner ended it. */
  ended: "" | "close" | "abort" = "";
  events: StreamEvents | undefined;
  /** Bytes that the owner has read. */
  readBytes = 0;
  private readonly arrived: Uint8Array[] = [];
  private readonly written: Uint8Array[] = [];

  constructor(remoteAddress = "10.0.0.2") {
    this.remoteAddress = remoteAddress;
  }

  get writable(): number {
    return this.ended === "" ? this.room : 0;
  }

  read(limit: number): Uint8Array | undefined {
    const first = this.arrived[0];
    if (first === undefined) return undefined;
    const bytes = first.slice(0, limit);
    if (first.length <= limit) this.arrived.shift();
    else this.arrived[0] = first.subarray(limit);
    this.readBytes += bytes.length;
    return bytes;
  }

  write(bytes: Uint8Array): number {
    const taken = Math.min(this.writable, bytes.length);
    this.room -= taken;
    this.written.push(bytes.slice(0, taken));
    return taken;
  }

  close(): void {
    this.ended ||= "close";
  }

  abort(): void {
    this.ended ||= "abort";
  }

  /** The peer sends a packet. */
  arrive(bytes: Uint8Array | string): void {
    if (this.ended !== "") return;
    const packet = typeof bytes === "string" ? latin(bytes) : bytes.slice();
    if (packet.length > 0) this.arrived.push(packet);
    this.events?.onReadable();
  }

  /** The queue drained, and has this much room again. */
  drain(room = 1 << 20): void {
    this.room = room;
    if (this.ended === "") this.events?.onWritable();
  }

  /** The peer is gone. */
  vanish(): void {
    if (this.ended === "") this.events?.onClose("gone");
    this.ended ||= "abort";
  }

  /** Bytes that the owner left in the transport. */
  get waiting(): number {
    return this.arrived.reduce((sum, packet) => sum + packet.length, 0);
  }

  /** What the owner wrote since the last call. */
  take(): string {
    return textOf(this.takeBytes());
  }

  takeBytes(): Uint8Array {
    return concat(this.written.splice(0));
  }
}

/** A listener whose clients, and peers whose connections, are scripted streams. */
export class ScriptedStreams implements Streams {
  /** Connections that were asked for. */
  readonly connected: ScriptedStream[] = [];
  listening = true;
  private options: ListenOptions | undefined;

  listen(options: ListenOptions): Listener {
    this.options = options;
    return {
      close: () => {
        this.listening = false;
      },
    };
  }

  connect(address: string, _port: number, events: StreamEvents): Stream {
    const stream = new ScriptedStream(address);
    stream.events = events;
    this.connected.push(stream);
    return stream;
  }

  /** A client connects. */
  client(address?: string, room?: number): ScriptedStream {
    const stream = new ScriptedStream(address);
    if (room !== undefined) stream.room = room;
    stream.events = this.options?.onConnect(stream);
    stream.events?.onWritable();
    return stream;
  }
}

/** Time that the test moves. */
export class ScriptedTimers implements Timers {
  private nowMs = 0;
  private pending: { dueMs: number; callback: () => void }[] = [];

  after(delayMs: number, callback: () => void): Timer {
    const entry = { dueMs: this.nowMs + delayMs, callback };
    this.pending.push(entry);
    return {
      cancel: () => {
        this.pending = this.pending.filter((other) => other !== entry);
      },
    };
  }

  get pendingCount(): number {
    return this.pending.length;
  }

  advance(ms: number): void {
    const until = this.nowMs + ms;
    for (;;) {
      const next = this.pending.filter((entry) => entry.dueMs <= until).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (next === undefined) break;
      this.pending = this.pending.filter((entry) => entry !== next);
      this.nowMs = Math.max(this.nowMs, next.dueMs);
      next.callback();
    }
    this.nowMs = until;
  }
}

export interface ReceivedResponse {
  status: number;
  headers: Map<string, string>;
  body: string;
}

/** The responses in what a server wrote; `heads`: for each, whether it answers HEAD. Throws where they are no responses. */
export function parseResponses(text: string, heads: readonly boolean[] = []): ReceivedResponse[] {
  const responses: ReceivedResponse[] = [];
  let rest = text;
  while (rest !== "") {
    const end = rest.indexOf("\r\n\r\n");
    const lines = rest.slice(0, end).split("\r\n");
    const match = /^HTTP\/1\.1 (\d{3}) /.exec(lines[0] ?? "");
    if (end < 0 || match === null) throw new Error(`no response: ${rest}`);
    const status = Number(match[1]);
    const headers = new Map(
      lines.slice(1).map((line) => {
        const colon = line.indexOf(": ");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)];
      }),
    );
    rest = rest.slice(end + 4);
    if (status === 100) continue;
    let body = "";
    const length = headers.get("content-length");
    if (!heads[responses.length] && headers.get("transfer-encoding") === "chunked") {
      for (;;) {
        const line = rest.indexOf("\r\n");
        const size = Number.parseInt(rest.slice(0, line), 16);
        if (!(size >= 0)) throw new Error(`no chunk: ${rest}`);
        body += rest.slice(line + 2, line + 2 + size);
        rest = rest.slice(line + 2 + size + 2);
        if (size === 0) break;
      }
    } else if (!heads[responses.length] && length !== undefined) {
      body = rest.slice(0, Number(length));
      rest = rest.slice(Number(length));
    }
    responses.push({ status, headers, body });
  }
  return responses;
}
