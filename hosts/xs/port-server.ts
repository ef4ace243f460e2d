import { createHash, type Hash } from "node:crypto";
import type { Page } from "../../src/api/page.ts";
import type { DatagramSocket } from "../../src/ports/datagrams.ts";
import { type File, FilesError } from "../../src/ports/files.ts";
import type { Ports } from "../../src/ports/ports.ts";
import type { Listener, Stream } from "../../src/ports/streams.ts";
import type { LocalConfig } from "../../src/store/local-config.ts";
import type { Step } from "../node/step.ts";

/** Tells the engine of what has a number there. */
export type Tell = (id: number, what: string, args: readonly unknown[], bytes?: Uint8Array) => void;

/** Ends something: a timer, a decoding. */
interface Cancellable {
  cancel(): void;
}

/** A connection, and what arrived before it was over: the engine reads later than it is told. */
interface Connection {
  stream: Stream;
  rest: Uint8Array[];
}

type Args = readonly unknown[];
type Call = (args: Args, bytes: Uint8Array) => unknown;

/** What the node itself says to its host. */
export interface NodeEvents {
  restart(): void;
  listensAt(port: number): void;
  cannotServe(message: string): void;
  configIs(config: LocalConfig): void;
  isInStep(step: Step): void;
  /** The strip plays the memory that is shared, or no more. */
  play(): void;
  stopPlaying(): void;
}

/** Serves the ports that a node in the engine calls (inside/engine-ports.ts) from those of this computer. */
export class PortServer {
  private readonly ports: Ports;
  private readonly tell: Tell;
  private readonly files = new Map<number, File>();
  private readonly hashes = new Map<number, Hash>();
  private readonly waiting = new Map<number, Cancellable>();
  private readonly sockets = new Map<number, DatagramSocket>();
  private readonly listeners = new Map<number, Listener>();
  private readonly connections = new Map<number, Connection>();
  private readonly calls: Record<string, Call>;
  private lastTaken = 0;

  constructor(ports: Ports, page: Page | undefined, node: NodeEvents, tell: Tell) {
    this.ports = ports;
    this.tell = tell;
    this.calls = {
      ...this.timeCalls(),
      ...this.fileCalls(),
      ...this.networkCalls(),
      ...this.streamCalls(),
      page: ([from, to]) => page?.slice(from as number, to as number),
      restart: () => node.restart(),
      listensAt: ([port]) => node.listensAt(port as number),
      cannotServe: ([message]) => node.cannotServe(message as string),
      configIs: ([config]) => node.configIs(config as LocalConfig),
      isInStep: ([step]) => node.isInStep(step as Step),
      play: () => node.play(),
      stopPlaying: () => node.stopPlaying(),
    };
  }

  /** A call from the engine: a line of JSON, then bytes, both ways. */
  answer(request: Uint8Array): Uint8Array {
    const bytes = Buffer.from(request.buffer, request.byteOffset, request.byteLength);
    const end = bytes.indexOf(10);
    const [name, ...args] = JSON.parse(bytes.toString("utf8", 0, end)) as [string, ...unknown[]];
    try {
      const value = this.calls[name]!(args, bytes.subarray(end + 1));
      return value instanceof Uint8Array ? reply({}, value) : reply({ value });
    } catch (error) {
      if (error instanceof FilesError) return reply({ error: [error.code, error.message] });
      throw error;
    }
  }

  private timeCalls(): Record<string, Call> {
    const { clock, timers, random } = this.ports;
    return {
      localUs: () => clock.localUs(),
      wallMs: () => clock.wallMs(),
      after: ([id, delayMs]) => {
        this.waiting.set(
          id as number,
          timers.after(delayMs as number, () => {
            this.waiting.delete(id as number);
            this.tell(id as number, "due", []);
          }),
        );
      },
      cancel: ([id]) => {
        this.waiting.get(id as number)?.cancel();
        this.waiting.delete(id as number);
      },
      random: ([length]) => {
        const bytes = new Uint8Array(length as number);
        random.fill(bytes);
        return bytes;
      },
      decode: ([id, path, maxPixels]) => this.decode(id as number, path as string, maxPixels as number),
    };
  }

  private fileCalls(): Record<string, Call> {
    const { files } = this.ports;
    const file = (id: unknown): File => this.files.get(id as number)!;
    return {
      sha256: ([id]) => void this.hashes.set(id as number, createHash("sha256")),
      update: ([id], bytes) => void this.hashes.get(id as number)!.update(bytes),
      digest: ([id]) => {
        const hash = this.hashes.get(id as number)!;
        this.hashes.delete(id as number);
        return hash.digest();
      },
      open: ([id, path, mode]) =>
        void this.files.set(id as number, files.open(path as string, mode as "r" | "r+" | "w")),
      size: ([path]) => files.size(path as string),
      remove: ([path]) => files.remove(path as string),
      rename: ([from, to]) => files.rename(from as string, to as string),
      list: ([directory]) => files.list(directory as string),
      makeDirectory: ([directory]) => files.makeDirectory(directory as string),
      space: () => files.space(),
      fileSize: ([id]) => file(id).size,
      readFile: ([id, position, length]) => {
        const bytes = new Uint8Array(length as number);
        return bytes.subarray(0, file(id).read(bytes, position as number));
      },
      writeFile: ([id, position], bytes) => file(id).write(bytes, position as number),
      truncate: ([id, size]) => file(id).truncate(size as number),
      flush: ([id]) => file(id).flush(),
      closeFile: ([id]) => {
        file(id).close();
        this.files.delete(id as number);
      },
    };
  }

  private networkCalls(): Record<string, Call> {
    const { datagrams, streams } = this.ports;
    return {
      addresses: () => datagrams.addresses(),
      openSocket: ([id, port, group]) => {
        const socket = datagrams.open({
          port: port as number,
          ...(group === null ? {} : { group: group as string }),
          onReceive: (bytes, address, from, receivedUs) =>
            this.tell(id as number, "datagram", [address, from, receivedUs], bytes),
          onError: (message) => this.tell(id as number, "error", [message]),
        });
        this.sockets.set(id as number, socket);
        return socket.port;
      },
      send: ([id, address, port], bytes) =>
        this.sockets.get(id as number)?.send(bytes, address as string, port as number),
      closeSocket: ([id]) => {
        this.sockets.get(id as number)?.close();
        this.sockets.delete(id as number);
      },
      listen: ([id, port]) => this.listen(id as number, port as number),
      closeListener: ([id]) => this.listeners.get(id as number)?.close(),
      connect: ([id, address, port]) => {
        const connection = this.connection(id as number);
        connection.stream = streams.connect(address as string, port as number, this.events(id as number));
      },
    };
  }

  private streamCalls(): Record<string, Call> {
    const take = (id: unknown): Stream | undefined => {
      const stream = this.connections.get(id as number)?.stream;
      this.connections.delete(id as number);
      return stream;
    };
    return {
      writable: ([id]) => this.connections.get(id as number)?.stream.writable ?? 0,
      read: ([id, limit]) => this.read(id as number, limit as number) ?? NO_BYTES,
      write: ([id], bytes) => this.connections.get(id as number)?.stream.write(bytes) ?? 0,
      closeStream: ([id]) => take(id)?.close(),
      abortStream: ([id]) => take(id)?.abort(),
    };
  }

  private listen(id: number, port: number): void {
    const listener = this.ports.streams.listen({
      port,
      onConnect: (stream) => {
        const taken = --this.lastTaken;
        this.connection(taken).stream = stream;
        this.tell(id, "connection", [taken, stream.remoteAddress]);
        return this.events(taken);
      },
      onError: (message) => this.tell(id, "error", [message]),
      onListening: (bound) => this.tell(id, "listening", [bound]),
    });
    this.listeners.set(id, listener);
  }

  private connection(id: number): Connection {
    const connection = { stream: undefined as unknown as Stream, rest: [] };
    this.connections.set(id, connection);
    return connection;
  }

  private events(id: number): { onReadable(): void; onWritable(): void; onClose(reason: string): void } {
    return {
      onReadable: () => this.tell(id, "readable", []),
      onWritable: () => this.tell(id, "writable", []),
      onClose: (reason) => {
        const connection = this.connections.get(id);
        for (let i = 0; connection !== undefined && i < MOST_RESTS; i++) {
          const bytes = connection.stream.read(REST_BYTES);
          if (bytes === undefined) break;
          connection.rest.push(bytes);
        }
        this.tell(id, "closed", [reason]);
      },
    };
  }

  private read(id: number, limit: number): Uint8Array | undefined {
    const connection = this.connections.get(id);
    const first = connection?.rest.shift();
    if (connection === undefined || first === undefined) return connection?.stream.read(limit);
    if (first.length > limit) connection.rest.unshift(first.subarray(limit));
    return first.subarray(0, limit);
  }

  private decode(id: number, path: string, maxPixels: number): void {
    const over = (what: string, args: readonly unknown[]): void => {
      this.waiting.delete(id);
      this.tell(id, what, args);
    };
    const decoding = this.ports.images.decode({
      path,
      maxPixels,
      onSize: (width, height) => this.tell(id, "size", [width, height]),
      onRows: (rgb) => this.tell(id, "rows", [], rgb.slice()),
      onDone: () => over("done", []),
      onError: (error) => over("failed", [error.code, error.message]),
    });
    this.waiting.set(id, decoding);
  }
}

const NO_BYTES = new Uint8Array(0);
/** More than a stream keeps of what nobody read. */
const MOST_RESTS = 16;
const REST_BYTES = 65_536;

function reply(head: object, bytes: Uint8Array = NO_BYTES): Uint8Array {
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), bytes]);
}
