import type { DatagramOptions, DatagramSocket, Datagrams } from "../../src/ports/datagrams.ts";
import type { Timer, Timers } from "../../src/ports/timers.ts";
import { interfaceAddresses, microseconds } from "./native/machine.ts";
import { UdpSocket } from "./native/udp-socket.ts";

export interface ModdableNetworkOptions {
  /** Keeps to this machine: for several nodes on one computer. */
  loopback: boolean;
  timers: Timers;
}

const LOOPBACK = "127.0.0.1";
const MAX_DATAGRAM_BYTES = 1472;
/** How long a list of addresses is good for, and how often a socket joins its group on interfaces that came up since. */
const ADDRESSES_GOOD_US = 1_000_000;
const JOIN_INTERVAL_MS = 2000;
/** Datagrams of one socket before others have a turn. */
const MOST_AT_ONCE = 16;

/** UDP over the platform's sockets: multicast on every interface, the access point's and the station's alike. */
export class ModdableDatagrams implements Datagrams {
  /** Datagrams that were not sent: too large, no such address, no route, or a full queue. */
  dropped = 0;
  readonly loopback: boolean;
  readonly timers: Timers;
  private known: readonly string[] = [];
  private knownAtUs = Number.NEGATIVE_INFINITY;

  constructor(options: ModdableNetworkOptions) {
    this.loopback = options.loopback;
    this.timers = options.timers;
  }

  open(options: DatagramOptions): DatagramSocket {
    return new Port(this, options);
  }

  addresses(): readonly string[] {
    const nowUs = microseconds();
    if (nowUs - this.knownAtUs > ADDRESSES_GOOD_US) {
      const text = this.loopback ? LOOPBACK : interfaceAddresses();
      if (text !== this.known.join()) this.known = text === "" ? [] : text.split(",");
      this.knownAtUs = nowUs;
    }
    return this.known;
  }
}

/** One socket. */
class Port implements DatagramSocket {
  readonly port: number;
  private readonly owner: ModdableDatagrams;
  private readonly options: DatagramOptions;
  private readonly socket: EarSocket | undefined;
  private readonly joined: string[] = [];
  private timer: Timer | undefined;
  private open = true;

  constructor(owner: ModdableDatagrams, options: DatagramOptions) {
    this.owner = owner;
    this.options = options;
    const { group } = options;
    try {
      // A link-local group's packets have a hop limit of 255 (RFC 6762, 11), all others shall stay on their link. A free
      // port is not shared: the system may give out one that another such socket has.
      const hops = group?.startsWith("224.0.0.") === false ? 1 : 255;
      this.socket = new EarSocket(this, options.port, options.port !== 0, hops);
    } catch (error) {
      this.port = options.port;
      const { message } = error as Error;
      this.timer = owner.timers.after(0, () => this.fail(`UDP port ${options.port}: ${message}`));
      return;
    }
    this.port = this.socket.port;
    if (group !== undefined) this.join(group);
  }

  send(bytes: Uint8Array, address: string, port: number): void {
    const { owner, socket } = this;
    if (!this.open || socket === undefined) return;
    const multicast = isMulticast(address);
    const abroad = owner.loopback && !multicast && !address.startsWith("127.");
    if (bytes.length > MAX_DATAGRAM_BYTES || port < 1 || port > 65_535 || abroad) {
      owner.dropped++;
      return;
    }
    if (!multicast) {
      if (!socket.send(bytes, address, port, undefined)) owner.dropped++;
      return;
    }
    const from = owner.addresses();
    for (let i = 0; i < from.length; i++) if (!socket.send(bytes, address, port, from[i])) owner.dropped++;
  }

  close(): void {
    this.timer?.cancel();
    if (!this.open) return;
    this.open = false;
    this.socket?.close();
  }

  /** Hands over what waits; what is left makes the socket readable again. */
  receive(): void {
    const { owner, options } = this;
    const socket = this.socket!;
    for (let i = 0; i < MOST_AT_ONCE && this.open; i++) {
      const buffer = socket.receive();
      if (buffer === undefined) return;
      const { address } = socket;
      // Bound to all addresses, the socket hears the network too; on loopback only this machine counts.
      if (owner.loopback && !address.startsWith("127.")) continue;
      options.onReceive(new Uint8Array(buffer), address, socket.senderPort);
    }
  }

  /** Joins on the interfaces that came up since, and goes on looking for such. */
  private join(group: string): void {
    const { owner, joined } = this;
    const addresses = owner.addresses();
    for (let i = joined.length - 1; i >= 0; i--) if (!addresses.includes(joined[i]!)) joined.splice(i, 1);
    for (const address of addresses)
      if (!joined.includes(address) && this.socket?.join(group, address)) joined.push(address);
    if (!owner.loopback) this.timer = owner.timers.after(JOIN_INTERVAL_MS, () => this.join(group));
  }

  private fail(message: string): void {
    this.close();
    this.options.onError(message);
  }
}

class EarSocket extends UdpSocket {
  private readonly owner: Port;

  constructor(owner: Port, port: number, shared: boolean, groupHops: number) {
    super(port, shared, groupHops);
    this.owner = owner;
  }

  override onReadable(): void {
    this.owner.receive();
  }
}

function isMulticast(address: string): boolean {
  const first = Number.parseInt(address, 10);
  return first >= 224 && first <= 239;
}
