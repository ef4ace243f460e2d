import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";
import type { DatagramOptions, DatagramSocket, Datagrams } from "../../src/ports/datagrams.ts";

export interface NodeNetworkOptions {
  /** "loopback": this machine only. "lan": every IPv4 interface but loopback. */
  interfaces: "loopback" | "lan";
}

const LOOPBACK = "127.0.0.1";
const MAX_DATAGRAM_BYTES = 1472;
/** How often a socket joins its group on interfaces that came up since. */
const JOIN_INTERVAL_MS = 2000;
/** How long a list of addresses is good for; asking the system takes 50 µs. */
const ADDRESSES_GOOD_MS = 1000;
/** Interfaces of virtual machines and containers, which poi are rarely behind. */
const VIRTUAL_INTERFACE = /^(docker|br-|veth|virbr|vmnet|vboxnet|tun|tap|utun|wg)/;

/** UDP over node:dgram. */
export class NodeDatagrams implements Datagrams {
  /** Datagrams that were not sent: too large, no such address, no route, or a full queue. */
  dropped = 0;
  readonly isLoopback: boolean;
  private known: readonly string[] = [];
  private knownAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: NodeNetworkOptions) {
    this.isLoopback = options.interfaces === "loopback";
  }

  open(options: DatagramOptions): DatagramSocket {
    return new NodeDatagramSocket(this, options);
  }

  addresses(): readonly string[] {
    const nowMs = performance.now();
    if (nowMs - this.knownAtMs > ADDRESSES_GOOD_MS) {
      this.known = this.isLoopback ? [LOOPBACK] : lanAddresses();
      this.knownAtMs = nowMs;
    }
    return this.known;
  }
}

/**
 * One socket, bound to all addresses. Multicast goes out of each interface in turn: the option that selects the interface
 * holds for the sends after it, and every send here reaches the kernel before it returns, because the look-up of an address
 * that is one already is answered at once. Binding is over when the constructor returns for the same reason, so `port` is
 * right from the start.
 */
class NodeDatagramSocket implements DatagramSocket {
  readonly port: number;
  private readonly owner: NodeDatagrams;
  private readonly options: DatagramOptions;
  private readonly socket: Socket;
  private joining: NodeJS.Timeout | undefined;
  private open = true;
  private failure: NodeJS.Immediate | undefined;

  constructor(owner: NodeDatagrams, options: DatagramOptions) {
    this.owner = owner;
    this.options = options;
    // A free port is not shared: with SO_REUSEADDR Linux may give out one that another such socket has.
    const reuseAddr = options.port !== 0;
    this.socket = createSocket({ type: "udp4", reuseAddr, lookup: answerAtOnce as never });
    this.socket.on("error", (error) => this.fail(error));
    this.socket.on("message", (bytes, from) => this.receive(bytes, from));
    this.socket.bind({ port: options.port, address: "0.0.0.0" });
    this.port = this.open ? this.socket.address().port : options.port;
    if (this.open) this.prepare();
  }

  send(bytes: Uint8Array, address: string, port: number): void {
    if (!this.open) return;
    const multicast = isMulticast(address);
    const abroad = this.owner.isLoopback && !multicast && !isLoopback(address);
    if (bytes.length > MAX_DATAGRAM_BYTES || !isIPv4(address) || port < 1 || port > 65_535 || abroad) {
      this.owner.dropped++;
      return;
    }
    const copy = Uint8Array.from(bytes);
    if (!multicast) {
      this.hand(copy, address, port);
      return;
    }
    for (const from of this.owner.addresses()) {
      if (this.sendMulticastFrom(from)) this.hand(copy, address, port);
      else this.owner.dropped++;
    }
  }

  close(): void {
    clearImmediate(this.failure);
    if (!this.open) return;
    this.open = false;
    clearInterval(this.joining);
    this.socket.close();
  }

  private prepare(): void {
    const { group } = this.options;
    // A link-local group's packets have a hop limit of 255 (RFC 6762, 11), all others shall stay on their link.
    const hops = group?.startsWith("224.0.0.") === false ? 1 : 255;
    this.socket.setTTL(hops === 1 ? 64 : 255);
    this.socket.setMulticastTTL(hops);
    this.socket.setMulticastLoopback(true);
    if (group === undefined) return;
    this.join(group);
    if (this.owner.isLoopback) return;
    this.joining = setInterval(() => this.join(group), JOIN_INTERVAL_MS);
    this.joining.unref();
  }

  /** Joins on every interface of now: one that went and came again must be joined anew, which shows nowhere else. */
  private join(group: string): void {
    for (const address of this.owner.addresses()) {
      try {
        this.socket.addMembership(group, address);
      } catch {
        // Joined there already, or the interface has just gone: both are mended by the next round.
      }
    }
  }

  /** Selects the interface of the next multicast; false where that cannot be done now. */
  private sendMulticastFrom(address: string): boolean {
    // What still waits in the queue would leave by the wrong interface.
    if (this.socket.getSendQueueCount() > 0) return false;
    try {
      // Each time, for the kernel remembers the interface and not its address: it may have gone and come again as another.
      this.socket.setMulticastInterface(address);
      return true;
    } catch {
      return false;
    }
  }

  private hand(bytes: Uint8Array, address: string, port: number): void {
    this.socket.send(bytes, port, address, (error) => {
      if (error) this.owner.dropped++;
    });
  }

  private receive(bytes: Buffer, from: RemoteInfo): void {
    if (!this.open) return;
    // Bound to all addresses, the socket hears the network too; on loopback only this machine counts.
    if (this.owner.isLoopback && !isLoopback(from.address)) return;
    const own = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.options.onReceive(own, from.address, from.port);
  }

  private fail(error: Error): void {
    if (!this.open) return;
    this.close();
    // Binding fails while the constructor still runs: the owner hears of it afterwards.
    this.failure = setImmediate(() =>
      this.options.onError(`UDP port ${this.options.port}: ${error.message}`),
    );
  }
}

/** Whether an IPv4 address is of this machine itself (127.0.0.0/8). */
export function isLoopback(address: string): boolean {
  return address.startsWith("127.");
}

function isMulticast(address: string): boolean {
  const first = Number.parseInt(address, 10);
  return first >= 224 && first <= 239;
}

function answerAtOnce(
  address: string,
  _family: number,
  callback: (error: null, address: string) => void,
): void {
  callback(null, address);
}

/** The IPv4 addresses of all interfaces but loopback: those of real networks first, self-assigned ones last. */
function lanAddresses(): string[] {
  const ranked: { address: string; rank: number }[] = [];
  for (const [name, entries] of Object.entries(networkInterfaces())) {
    for (const { address, family, internal } of entries ?? []) {
      if (family !== "IPv4" || internal) continue;
      const rank = address.startsWith("169.254.") ? 2 : VIRTUAL_INTERFACE.test(name) ? 1 : 0;
      ranked.push({ address, rank });
    }
  }
  ranked.sort((a, b) => a.rank - b.rank);
  return ranked.map(({ address }) => address);
}
