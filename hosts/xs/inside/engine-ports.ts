import { assert } from "../../../src/ports/assert.ts";
import type { LocalUs } from "../../../src/ports/clock.ts";
import type { DatagramOptions, DatagramSocket } from "../../../src/ports/datagrams.ts";
import {
  assertPath,
  type File,
  FilesError,
  type FilesErrorCode,
  type Space,
} from "../../../src/ports/files.ts";
import type { ImageDecoding, ImageRequest } from "../../../src/ports/images.ts";
import { PoiError, type PoiErrorCode } from "../../../src/ports/poi-error.ts";
import type { Ports } from "../../../src/ports/ports.ts";
import type { Listener, ListenOptions, Stream, StreamEvents } from "../../../src/ports/streams.ts";
import type { Timer } from "../../../src/ports/timers.ts";
import { callHost, HostError } from "./engine.ts";
import { EngineStrip } from "./engine-strip.ts";

/**
 * The ports of a node inside the engine, each call handed to the host (../port-server.ts), which has the real ones. What the host tells
 * later comes by `hear`, with the number of the timer, socket or connection that it is about.
 */
type Ear = (what: string, args: readonly unknown[], bytes: Uint8Array) => void;

export class EnginePorts implements Ports {
  readonly strip: EngineStrip = new EngineStrip();
  private readonly ears = new Map<number, Ear>();
  private nextId = 1;

  readonly clock = {
    localUs: (): LocalUs => call(["localUs"]) as LocalUs,
    wallMs: (): number | undefined => call(["wallMs"]) as number | undefined,
  };

  readonly timers = {
    after: (delayMs: number, callback: () => void): Timer => {
      const id = this.listen(() => {
        this.forget(id);
        callback();
      });
      call(["after", id, delayMs]);
      return { cancel: () => this.end(id, "cancel") };
    },
  };

  readonly random = {
    fill: (bytes: Uint8Array): void => bytes.set(callHost(["random", bytes.length]).bytes),
  };

  readonly digest = {
    sha256: () => {
      const id = this.nextId++;
      call(["sha256", id]);
      return {
        update: (bytes: Uint8Array): void => {
          call(["update", id], bytes);
        },
        digest: (): Uint8Array => callHost(["digest", id]).bytes,
      };
    },
  };

  readonly files = {
    open: (path: string, mode: "r" | "r+" | "w"): File => {
      assertPath(path);
      const id = this.nextId++;
      callFiles(["open", id, path, mode]);
      return new EngineFile(id);
    },
    size: (path: string): number | undefined => {
      assertPath(path);
      return (callFiles(["size", path]) ?? undefined) as number | undefined;
    },
    remove: (path: string): void => {
      assertPath(path);
      callFiles(["remove", path]);
    },
    rename: (from: string, to: string): void => {
      assertPath(from);
      assertPath(to);
      callFiles(["rename", from, to]);
    },
    list: (directory: string): string[] => callFiles(["list", directory]) as string[],
    makeDirectory: (directory: string): void => {
      callFiles(["makeDirectory", directory]);
    },
    space: (): Space => callFiles(["space"]) as Space,
  };

  readonly datagrams = {
    open: (options: DatagramOptions): DatagramSocket => {
      const id = this.listen((what, args, bytes) => {
        if (what === "error") {
          this.forget(id);
          options.onError(args[0] as string);
        } else options.onReceive(bytes, args[0] as string, args[1] as number, args[2] as LocalUs | undefined);
      });
      const port = call(["openSocket", id, options.port, options.group ?? null]) as number;
      return {
        port,
        send: (bytes, address, to) => {
          call(["send", id, address, to], bytes);
        },
        close: () => this.end(id, "closeSocket"),
      };
    },
    addresses: (): readonly string[] => call(["addresses"]) as string[],
  };

  readonly streams = {
    listen: (options: ListenOptions): Listener => {
      const id = this.listen((what, args) => {
        if (what === "listening") options.onListening?.(args[0] as number);
        else if (what === "error") options.onError(args[0] as string);
        else this.accept(options, args[0] as number, args[1] as string);
      });
      call(["listen", id, options.port]);
      return { close: () => this.end(id, "closeListener") };
    },
    connect: (address: string, port: number, events: StreamEvents): Stream => {
      const id = this.listen((what, args) => tell(events, what, args));
      call(["connect", id, address, port]);
      return new EngineStream(this, id, address);
    },
  };

  readonly images = {
    decode: (request: ImageRequest): ImageDecoding => {
      const id = this.listen((what, args, bytes) => {
        if (what === "rows") request.onRows(bytes);
        else if (what === "size") request.onSize(args[0] as number, args[1] as number);
        else {
          this.forget(id);
          if (what === "done") request.onDone();
          else request.onError(new PoiError(args[0] as PoiErrorCode, args[1] as string));
        }
      });
      call(["decode", id, request.path, request.maxPixels]);
      return { cancel: () => this.end(id, "cancel") };
    },
  };

  /** The host tells of something that may be over here already. */
  hear(id: number, what: string, args: readonly unknown[], bytes: Uint8Array): void {
    this.ears.get(id)?.(what, args, bytes);
  }

  /** Nothing more is to be heard of it, and the host may drop it. */
  end(id: number, how: string): void {
    this.forget(id);
    call([how, id]);
  }

  private listen(ear: Ear): number {
    const id = this.nextId++;
    this.ears.set(id, ear);
    return id;
  }

  private forget(id: number): void {
    this.ears.delete(id);
  }

  /** A connection that the host has taken: numbers of its making are negative. */
  private accept(options: ListenOptions, id: number, remoteAddress: string): void {
    assert(id < 0, "a number of the host's");
    const stream = new EngineStream(this, id, remoteAddress);
    const events = options.onConnect(stream);
    if (events === undefined) stream.abort();
    else if (!stream.isOver) this.ears.set(id, (what, args) => tell(events, what, args));
  }
}

class EngineStream implements Stream {
  readonly remoteAddress: string;
  isOver = false;
  private readonly owner: EnginePorts;
  private readonly id: number;

  constructor(owner: EnginePorts, id: number, remoteAddress: string) {
    this.owner = owner;
    this.id = id;
    this.remoteAddress = remoteAddress;
  }

  get writable(): number {
    return this.isOver ? 0 : (call(["writable", this.id]) as number);
  }

  read(limit: number): Uint8Array | undefined {
    if (this.isOver) return undefined;
    const { bytes } = callHost(["read", this.id, limit]);
    return bytes.length === 0 ? undefined : bytes;
  }

  write(bytes: Uint8Array): number {
    return this.isOver ? 0 : (call(["write", this.id], bytes) as number);
  }

  close(): void {
    this.isOver = true;
    this.owner.end(this.id, "closeStream");
  }

  abort(): void {
    this.isOver = true;
    this.owner.end(this.id, "abortStream");
  }
}

class EngineFile implements File {
  private readonly id: number;

  constructor(id: number) {
    this.id = id;
  }

  get size(): number {
    return callFiles(["fileSize", this.id]) as number;
  }

  read(into: Uint8Array, position: number): number {
    const { bytes } = callHost(["readFile", this.id, position, into.length]);
    into.set(bytes);
    return bytes.length;
  }

  write(bytes: Uint8Array, position: number): void {
    callFiles(["writeFile", this.id, position], bytes);
  }

  truncate(size: number): void {
    callFiles(["truncate", this.id, size]);
  }

  flush(): void {
    callFiles(["flush", this.id]);
  }

  close(): void {
    callFiles(["closeFile", this.id]);
  }
}

function tell(events: StreamEvents, what: string, args: readonly unknown[]): void {
  if (what === "readable") events.onReadable();
  else if (what === "writable") events.onWritable();
  else events.onClose(args[0] as string);
}

function call(request: unknown[], bytes?: Uint8Array): unknown {
  return callHost(request, bytes).value;
}

function callFiles(request: unknown[], bytes?: Uint8Array): unknown {
  try {
    return call(request, bytes);
  } catch (error) {
    if (error instanceof HostError) throw new FilesError(error.code as FilesErrorCode, error.message);
    throw error;
  }
}
