import type { DatagramOptions, DatagramSocket, Datagrams } from "../../../src/ports/datagrams.ts";
import type { Listener, ListenOptions, Stream, StreamEvents, Streams } from "../../../src/ports/streams.ts";

const ADDRESS = "127.0.0.1";
/** Bytes on their way in one direction of a connection. */
const STREAM_CAPACITY = 4096;

/** A network of one machine: nothing is lost, and everything arrives when `settle` is called, in order. */
export class Loopback implements Datagrams, Streams {
  private readonly queue: (() => void)[] = [];
  private readonly sockets = new Set<LoopbackSocket>();
  private readonly listeners = new Map<number, ListenOptions>();
  private nextPort = 49152;

  /** Calls back until nothing is on its way any more. */
  settle(): void {
    for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) next();
  }

  addresses(): readonly string[] {
    return [ADDRESS];
  }

  open(options: DatagramOptions): DatagramSocket {
    const socket = new LoopbackSocket(options, options.port || this.nextPort++, this.sockets, this.queue);
    this.sockets.add(socket);
    return socket;
  }

  listen(options: ListenOptions): Listener {
    const port = options.port || this.nextPort++;
    this.listeners.set(port, options);
    this.queue.push(() => options.onListening?.(port));
    return { close: () => this.listeners.delete(port) };
  }

  connect(_address: string, port: number, events: StreamEvents): Stream {
    const near = new LoopbackStream(this.queue);
    const far = new LoopbackStream(this.queue);
    near.events = events;
    near.other = far;
    far.other = near;
    this.queue.push(() => {
      far.events = this.listeners.get(port)?.onConnect(far);
      if (far.events === undefined) near.end("refused");
      else {
        far.open();
        near.open();
      }
    });
    return near;
  }
}

class LoopbackSocket implements DatagramSocket {
  readonly port: number;
  private readonly options: DatagramOptions;
  private readonly sockets: Set<LoopbackSocket>;
  private readonly queue: (() => void)[];

  constructor(options: DatagramOptions, port: number, sockets: Set<LoopbackSocket>, queue: (() => void)[]) {
    this.options = options;
    this.port = port;
    this.sockets = sockets;
    this.queue = queue;
  }

  send(bytes: Uint8Array, address: string, port: number): void {
    const copy = bytes.slice();
    this.queue.push(() => {
      for (const socket of this.sockets) {
        const hears = socket.port === port && (address === ADDRESS || socket.options.group === address);
        if (hears) socket.options.onReceive(copy.slice(), ADDRESS, this.port);
      }
    });
  }

  close(): void {
    this.sockets.delete(this);
  }
}

class LoopbackStream implements Stream {
  readonly remoteAddress = ADDRESS;
  events: StreamEvents | undefined;
  other: LoopbackStream | undefined;
  private readonly queue: (() => void)[];
  private received = new Uint8Array(0);
  private isOpen = false;
  private wasFull = false;

  constructor(queue: (() => void)[]) {
    this.queue = queue;
  }

  get writable(): number {
    return this.isOpen ? STREAM_CAPACITY - (this.other?.received.length ?? 0) : 0;
  }

  open(): void {
    this.isOpen = true;
    this.later((events) => events.onWritable());
  }

  read(limit: number): Uint8Array | undefined {
    if (this.received.length === 0) return undefined;
    const bytes = this.received.slice(0, limit);
    this.received = this.received.slice(bytes.length);
    const { other } = this;
    if (other?.wasFull && this.received.length === 0) {
      other.wasFull = false;
      other.later((events) => events.onWritable());
    }
    return bytes;
  }

  write(bytes: Uint8Array): number {
    const { other } = this;
    const taken = Math.min(bytes.length, this.writable);
    this.wasFull ||= taken < bytes.length || this.writable === taken;
    if (taken === 0 || other === undefined) return 0;
    const joined = new Uint8Array(other.received.length + taken);
    joined.set(other.received);
    joined.set(bytes.subarray(0, taken), other.received.length);
    other.received = joined;
    other.later((events) => events.onReadable());
    return taken;
  }

  close(): void {
    this.abort();
  }

  abort(): void {
    const { other } = this;
    this.events = undefined;
    this.isOpen = false;
    other?.end("the peer closed");
  }

  /** The connection is over; what had arrived can still be read. */
  end(reason: string): void {
    this.later((events) => {
      this.isOpen = false;
      events.onClose(reason);
      this.events = undefined;
    });
  }

  private later(call: (events: StreamEvents) => void): void {
    this.queue.push(() => {
      if (this.events !== undefined) call(this.events);
    });
  }
}
