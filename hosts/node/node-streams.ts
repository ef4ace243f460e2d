import { createConnection, createServer, isIPv4, type Server, type Socket } from "node:net";
import type { Listener, ListenOptions, Stream, StreamEvents, Streams } from "../../src/ports/streams.ts";
import { isLoopback, type NodeNetworkOptions } from "./node-datagrams.ts";

/** What is queued to be sent, and what has arrived and is not read, are kept below this. */
const HIGH_WATER_BYTES = 16 * 1024;
const CONNECT_TIMEOUT_MS = 20_000;
/** After `close`: how long the peer may take to accept what is queued, and how much of what it still sends is read away. */
const LINGER_MS = 10_000;
const LINGER_BYTES = 64 * 1024 * 1024;

/** TCP over node:net. */
export class NodeStreams implements Streams {
  private readonly loopback: boolean;

  constructor(options: NodeNetworkOptions) {
    this.loopback = options.interfaces === "loopback";
  }

  listen(options: ListenOptions): Listener {
    return new NodeListener(options, this.loopback ? "127.0.0.1" : "0.0.0.0");
  }

  connect(address: string, port: number, events: StreamEvents): Stream {
    const stream = new NodeStream(address);
    if (!isIPv4(address)) stream.failSoon(events, `"${address}" is not an IPv4 address`);
    else if (this.loopback && !isLoopback(address))
      stream.failSoon(events, `${address} is not on this machine`);
    else stream.connect(port, events);
    return stream;
  }
}

class NodeListener implements Listener {
  private readonly server: Server;
  private readonly options: ListenOptions;
  private open = true;
  private bound = false;

  constructor(options: ListenOptions, host: string) {
    this.options = options;
    this.server = createServer({ noDelay: true }, (socket) => this.accept(socket));
    this.server.on("error", (error) => this.fail(error));
    this.server.on("listening", () => this.report());
    this.server.listen({ port: options.port, host });
  }

  close(): void {
    this.open = false;
    this.server.close();
  }

  private report(): void {
    this.bound = true;
    const address = this.server.address();
    if (this.open && address !== null && typeof address === "object")
      this.options.onListening?.(address.port);
  }

  private accept(socket: Socket): void {
    const { remoteAddress } = socket;
    // One that came and went before it was looked at has no address any more.
    if (!this.open || remoteAddress === undefined) {
      socket.on("error", ignore);
      socket.destroy();
      return;
    }
    const stream = new NodeStream(remoteAddress, socket);
    const events = this.options.onConnect(stream);
    if (events === undefined) stream.abort();
    else stream.own(events);
  }

  private fail(error: Error): void {
    // Once bound, an error means that one connection could not be accepted (no descriptors left, say): the next may.
    if (this.bound || !this.open) return;
    this.open = false;
    this.options.onError(`TCP port ${this.options.port}: ${error.message}`);
  }
}

class NodeStream implements Stream {
  readonly remoteAddress: string;
  private socket: Socket | undefined;
  private events: StreamEvents | undefined;
  private isOpen = false;
  /** The owner has closed, or was told that all is over: no callback any more. */
  private over = false;
  private starved = false;
  private reason = "closed";
  private readonly chunks: Uint8Array[] = [];
  private buffered = 0;
  private discarded = 0;
  private deadline: NodeJS.Timeout | undefined;
  private readonly onSent = (): void => this.drained();

  /** `socket` is one that was accepted, and open. */
  constructor(remoteAddress: string, socket?: Socket) {
    this.remoteAddress = remoteAddress;
    if (socket === undefined) return;
    this.isOpen = true;
    this.attach(socket);
  }

  get writable(): number {
    if (!this.isOpen || this.over) return 0;
    return Math.max(0, HIGH_WATER_BYTES - this.socket!.writableLength);
  }

  read(limit: number): Uint8Array | undefined {
    const chunk = this.chunks[0];
    if (chunk === undefined || limit <= 0) return undefined;
    const bytes = chunk.length <= limit ? chunk : chunk.subarray(0, limit);
    if (bytes === chunk) this.chunks.shift();
    else this.chunks[0] = chunk.subarray(limit);
    const wasFull = this.buffered >= HIGH_WATER_BYTES;
    this.buffered -= bytes.length;
    if (wasFull && this.buffered < HIGH_WATER_BYTES) this.socket!.resume();
    return bytes;
  }

  write(bytes: Uint8Array): number {
    const taken = Math.min(bytes.length, this.writable);
    // A copy: what the kernel does not take at once is sent from it later.
    if (taken > 0) this.socket!.write(Uint8Array.from(bytes.subarray(0, taken)), this.onSent);
    if (taken < bytes.length || this.writable === 0) this.starved = this.isOpen;
    return taken;
  }

  close(): void {
    if (this.over) return;
    this.finish();
    if (this.isOpen) this.linger();
    else this.socket?.destroy();
  }

  abort(): void {
    if (this.over) return;
    this.finish();
    if (this.isOpen) this.socket!.resetAndDestroy();
    else this.socket?.destroy();
  }

  /** Starts to connect. */
  connect(port: number, events: StreamEvents): void {
    this.events = events;
    const socket = createConnection({ host: this.remoteAddress, port, noDelay: true });
    this.attach(socket);
    this.setDeadline(CONNECT_TIMEOUT_MS, "timed out");
    socket.on("connect", () => {
      clearTimeout(this.deadline);
      this.isOpen = !this.over;
      this.events?.onWritable();
    });
  }

  /** Reports, after `connect` returned, that it is not even tried. */
  failSoon(events: StreamEvents, reason: string): void {
    this.events = events;
    setImmediate(() => this.end(reason));
  }

  /** The owner of an accepted connection is known. */
  own(events: StreamEvents): void {
    if (this.over) return;
    this.events = events;
    events.onWritable();
  }

  private attach(socket: Socket): void {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => this.arrived(chunk));
    socket.on("end", () => this.ended());
    socket.on("error", (error) => {
      this.reason = error.message;
    });
    socket.on("close", () => this.gone());
  }

  private arrived(chunk: Buffer): void {
    if (this.over) {
      this.discarded += chunk.length;
      if (this.discarded > LINGER_BYTES) this.socket!.destroy();
      return;
    }
    this.keep(chunk);
    if (this.buffered >= HIGH_WATER_BYTES) this.socket!.pause();
    this.events?.onReadable();
  }

  private keep(chunk: Buffer): void {
    this.chunks.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.buffered += chunk.length;
  }

  private drained(): void {
    if (!this.starved || this.over || this.socket!.writableLength > HIGH_WATER_BYTES / 2) return;
    this.starved = false;
    this.events?.onWritable();
  }

  /** The peer sent all that it had. */
  private ended(): void {
    if (this.over) return;
    this.end("ended by the peer");
    this.linger();
  }

  private gone(): void {
    clearTimeout(this.deadline);
    if (this.over) return;
    // What arrived while reading was paused is in Node's own queue.
    for (let chunk = this.socket!.read(); chunk !== null; chunk = this.socket!.read()) this.keep(chunk);
    this.end(this.reason);
  }

  /** Tells the owner that all is over. */
  private end(reason: string): void {
    if (this.over) return;
    const { events } = this;
    this.over = true;
    this.events = undefined;
    events?.onClose(reason);
    this.chunks.length = 0;
  }

  private finish(): void {
    this.over = true;
    this.events = undefined;
    this.chunks.length = 0;
    clearTimeout(this.deadline);
  }

  /** Sends what is queued and the end; reads away what still comes, which would otherwise turn the end into a reset. */
  private linger(): void {
    const socket = this.socket!;
    socket.end();
    socket.resume();
    this.setDeadline(LINGER_MS, "closed");
  }

  private setDeadline(ms: number, reason: string): void {
    this.deadline = setTimeout(() => {
      this.reason = reason;
      this.socket!.destroy();
    }, ms);
    this.deadline.unref();
  }
}

function ignore(): void {}
