import type { Listener, ListenOptions, Stream, StreamEvents, Streams } from "../../src/ports/streams.ts";
import type { ModdableNetworkOptions } from "./moddable-datagrams.ts";
import { TcpListener } from "./native/tcp-listener.ts";
import { CLOSED, READABLE, TcpSocket, WRITABLE } from "./native/tcp-socket.ts";

/** TCP over the platform's sockets. */
export class ModdableStreams implements Streams {
  private readonly options: ModdableNetworkOptions;

  constructor(options: ModdableNetworkOptions) {
    this.options = options;
  }

  listen(options: ListenOptions): Listener {
    return new ModdableListener(options, this.options);
  }

  connect(address: string, port: number, events: StreamEvents): Stream {
    const stream = new ModdableStream();
    stream.own(events);
    const abroad = this.options.loopback && !address.startsWith("127.");
    stream.connect(abroad ? "not on this machine" : address, port);
    return stream;
  }
}

class ModdableListener implements Listener {
  private readonly options: ListenOptions;
  private socket: AcceptingSocket | undefined;
  private open = true;

  constructor(options: ListenOptions, { loopback, timers }: ModdableNetworkOptions) {
    this.options = options;
    let trouble = "";
    try {
      this.socket = new AcceptingSocket(this, options.port, loopback);
    } catch (error) {
      trouble = `TCP port ${options.port}: ${(error as Error).message}`;
    }
    timers.after(0, () => this.report(trouble));
  }

  close(): void {
    this.open = false;
    this.socket?.close();
    this.socket = undefined;
  }

  /** Connections wait. */
  accept(): void {
    while (this.socket !== undefined) {
      const stream = new ModdableStream();
      if (!this.socket.accept(stream)) return;
      const events = this.options.onConnect(stream);
      if (events === undefined) stream.abort();
      else stream.greet(events);
    }
  }

  private report(trouble: string): void {
    if (!this.open) return;
    if (this.socket !== undefined) this.options.onListening?.(this.socket.port);
    else {
      this.open = false;
      this.options.onError(trouble);
    }
  }
}

class AcceptingSocket extends TcpListener {
  private readonly owner: ModdableListener;

  constructor(owner: ModdableListener, port: number, loopbackOnly: boolean) {
    super(port, loopbackOnly);
    this.owner = owner;
  }

  override onConnection(): void {
    this.owner.accept();
  }
}

class ModdableStream extends TcpSocket implements Stream {
  private events: StreamEvents | undefined;

  /** Who is told of what happens. */
  own(events: StreamEvents): void {
    this.events = events;
  }

  /** The owner of an accepted connection is known; it may have closed it already. */
  greet(events: StreamEvents): void {
    if (this.writable === 0) return;
    this.events = events;
    events.onWritable();
  }

  read(limit: number): Uint8Array | undefined {
    const bytes = this.take(limit);
    return bytes === undefined ? undefined : new Uint8Array(bytes);
  }

  override onEvent(what: number): void {
    const { events } = this;
    if (events === undefined) return;
    if (what === READABLE) events.onReadable();
    else if (what === WRITABLE) events.onWritable();
    else if (what === CLOSED) {
      this.events = undefined;
      events.onClose(this.reason);
    }
  }

  override close(): void {
    this.events = undefined;
    super.close();
  }

  override abort(): void {
    this.events = undefined;
    super.abort();
  }
}
