import type { Listener, Stream, StreamEvents, Streams } from "../../src/ports/streams.ts";
import { check, equal, type Stage } from "./law.ts";

export interface StreamsHarness {
  stage: Stage;
  /** Two nodes on one network without loss; the same machine is allowed. */
  client: Streams;
  server: Streams;
  serverAddress: string;
  clientAddress: string;
  /** More than all the buffers between a writer and a reader who does not read. */
  mostBufferedBytes: number;
  /** Kept by the laws, to be closed after each. */
  listeners: Listener[];
  streams: Stream[];
}

/** One end of a connection; it notes what it is told, and reads only when asked. */
export class End implements StreamEvents {
  stream!: Stream;
  readable = 0;
  writable = 0;
  readonly closed: string[] = [];
  /** What could still be read when the connection ended. */
  rest = "";
  onEach: (what: "readable" | "writable" | "close") => void = () => {};
  private readonly stage: Stage;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  get calls(): number {
    return this.readable + this.writable + this.closed.length;
  }

  onReadable(): void {
    this.readable++;
    this.onEach("readable");
    this.stage.poke();
  }

  onWritable(): void {
    this.writable++;
    this.onEach("writable");
    this.stage.poke();
  }

  onClose(reason: string): void {
    this.rest = text(readAll(this.stream));
    this.closed.push(reason);
    this.onEach("close");
    this.stage.poke();
  }

  say(words: string): void {
    equal(this.stream.write(bytesOf(words)), words.length, `bytes taken of "${words}"`);
  }
}

export function readAll(stream: Stream, limit = 100_000): Uint8Array {
  let all = new Uint8Array(0);
  for (let bytes = stream.read(limit); bytes !== undefined; bytes = stream.read(limit)) {
    check(bytes.length > 0 && bytes.length <= limit, `${bytes.length} bytes read, of at most ${limit}`);
    const longer = new Uint8Array(all.length + bytes.length);
    longer.set(all);
    longer.set(bytes, all.length);
    all = longer;
  }
  return all;
}

export function bytesOf(words: string): Uint8Array {
  return Uint8Array.from(words, (letter) => letter.charCodeAt(0));
}

export function text(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** Listens on a free port; `accept` decides about each connection. */
export async function listen(
  harness: StreamsHarness,
  accept: (stream: Stream) => StreamEvents | undefined,
): Promise<{ port: number; listener: Listener }> {
  let port = 0;
  const listener = harness.server.listen({
    port: 0,
    onConnect(stream) {
      harness.streams.push(stream);
      return accept(stream);
    },
    onError(message) {
      throw new Error(message);
    },
    onListening(bound) {
      port = bound;
      harness.stage.poke();
    },
  });
  harness.listeners.push(listener);
  equal(port, 0, "the port is told during `listen`");
  await harness.stage.until(() => port > 0, "the listener's port");
  return { port, listener };
}

export function connect(harness: StreamsHarness, port: number, end = new End(harness.stage)): End {
  end.stream = harness.client.connect(harness.serverAddress, port, end);
  harness.streams.push(end.stream);
  return end;
}

/** An open connection. */
export async function pair(harness: StreamsHarness): Promise<{ client: End; server: End; port: number }> {
  const server = new End(harness.stage);
  const { port } = await listen(harness, (stream) => {
    server.stream = stream;
    return server;
  });
  const client = connect(harness, port);
  await harness.stage.until(() => client.writable > 0 && server.writable > 0, "both ends open");
  return { client, server, port };
}
