import type { Listener, ListenOptions, Stream, StreamEvents, Streams } from "../src/ports/streams.ts";
import type { Nic } from "./nic.ts";
import { SimEvent } from "./scheduler.ts";
import { SimStream, type StreamSizes } from "./sim-stream.ts";
import type { TcpPacket } from "./tcp-packet.ts";

/** lwIP's defaults on the ESP32: four segments each way. Small, so that a node in the simulator meets full queues. */
export const LWIP_SIZES: StreamSizes = { sendBytes: 5744, receiveBytes: 5744 };

/** TCP over the virtual network, from one boot of a node to the next. */
export class SimStreams implements Streams {
  private readonly nic: Nic;
  private readonly sizes: StreamSizes;
  private dead = false;

  constructor(nic: Nic, sizes: StreamSizes = LWIP_SIZES) {
    this.nic = nic;
    this.sizes = sizes;
  }

  listen(options: ListenOptions): Listener {
    const port = options.port === 0 ? this.nic.freePort() : options.port;
    const listener = new SimListener(this.nic, port, options, this.sizes);
    if (!this.dead) listener.bind();
    return listener;
  }

  connect(address: string, port: number, events: StreamEvents): Stream {
    const stream = new SimStream(this.nic, this.nic.freePort(), address, port, this.sizes);
    if (this.dead) {
      stream.vanish();
      return stream;
    }
    this.nic.counters.tcpConnects++;
    this.nic.network.counters.tcpConnects++;
    stream.connect(events);
    return stream;
  }

  /** The node is gone: nothing can be opened any more. */
  crash(): void {
    this.dead = true;
  }
}

export class SimListener implements Listener {
  private readonly nic: Nic;
  private readonly port: number;
  private readonly options: ListenOptions;
  private readonly sizes: StreamSizes;
  private readonly boot: number;
  private open = true;
  private bound = false;

  constructor(nic: Nic, port: number, options: ListenOptions, sizes: StreamSizes) {
    this.nic = nic;
    this.port = port;
    this.options = options;
    this.sizes = sizes;
    this.boot = nic.boot;
  }

  bind(): void {
    if (!this.nic.listeners.has(this.port)) {
      this.nic.listeners.set(this.port, this);
      this.bound = true;
    }
    this.nic.network.schedule(new Bound(this), this.nic.network.scheduler.nowUs);
  }

  close(): void {
    this.open = false;
    if (this.nic.listeners.get(this.port) === this) this.nic.listeners.delete(this.port);
  }

  /** @internal */
  report(): void {
    // A node that crashed meanwhile is told nothing.
    if (!this.open || this.boot !== this.nic.boot) return;
    if (this.bound) {
      this.options.onListening?.(this.port);
      return;
    }
    this.open = false;
    this.options.onError(`Port ${this.port} is taken.`);
  }

  /** @internal */
  accept(first: TcpPacket): void {
    const known = first.source.peer;
    if (known !== undefined && !known.isDead) {
      // The answer to the first segment was lost.
      known.acknowledgeConnect();
      return;
    }
    const stream = new SimStream(this.nic, this.port, first.fromAddress, first.fromPort, this.sizes);
    stream.accept(first);
    const events = this.options.onConnect(stream);
    if (events === undefined) stream.abort();
    else stream.own(events);
  }
}

/** Tells a listener's owner, after `listen` returned, whether the port could be bound. */
class Bound extends SimEvent {
  private readonly listener: SimListener;

  constructor(listener: SimListener) {
    super();
    this.listener = listener;
  }

  override fire(): void {
    this.listener.report();
  }
}
