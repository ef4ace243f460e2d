import type { SimDatagramSocket } from "./sim-datagrams.ts";
import type { SimNetwork } from "./sim-network.ts";
import type { SimStream } from "./sim-stream.ts";
import type { SimListener } from "./sim-streams.ts";

/** What went through one node's network interface, or through the whole network. */
export interface NetworkCounters {
  udpPacketsSent: number;
  udpBytesSent: number;
  udpPacketsReceived: number;
  udpBytesReceived: number;
  /** Larger than the MTU allows, and dropped. */
  udpOversize: number;
  /** Arrived where no socket was open for it. */
  udpUnheard: number;
  tcpConnects: number;
  tcpSegmentsSent: number;
  /** Payload bytes sent for the first time. */
  tcpBytesSent: number;
  /** Payload bytes sent again. */
  tcpBytesResent: number;
  /** Payload bytes that arrived for the first time. */
  tcpBytesReceived: number;
  /** Packets of either kind that the network lost: by chance, by a cut, or for want of a receiver. */
  packetsLost: number;
}

export function emptyCounters(): NetworkCounters {
  return {
    udpPacketsSent: 0,
    udpBytesSent: 0,
    udpPacketsReceived: 0,
    udpBytesReceived: 0,
    udpOversize: 0,
    udpUnheard: 0,
    tcpConnects: 0,
    tcpSegmentsSent: 0,
    tcpBytesSent: 0,
    tcpBytesResent: 0,
    tcpBytesReceived: 0,
    packetsLost: 0,
  };
}

const FIRST_FREE_PORT = 49_152;
const NO_ADDRESSES: readonly string[] = [];

/** One node's place in the network. It outlives the node's crashes; what is open on it does not. */
export class Nic {
  readonly network: SimNetwork;
  readonly index: number;
  readonly counters = emptyCounters();
  readonly sockets = new Map<number, SimDatagramSocket[]>();
  readonly listeners = new Map<number, SimListener>();
  readonly streams = new Set<SimStream>();
  /** Multicast groups, each with the number of sockets that joined it. */
  readonly groups = new Map<string, number>();
  /** Counts the times the power came or went: what was opened under another number is gone. */
  boot = 0;
  private addressList: readonly string[];
  private powered = false;
  private lastFreePort = FIRST_FREE_PORT;

  constructor(network: SimNetwork, index: number, address: string) {
    this.network = network;
    this.index = index;
    this.addressList = [address];
  }

  /** The IPv4 address, undefined while there is no network. */
  get address(): string | undefined {
    return this.addressList[0];
  }

  /** The address as the port shows it. */
  get addresses(): readonly string[] {
    return this.addressList;
  }

  /** Whether packets can arrive: the node has power and an address. */
  get isUp(): boolean {
    return this.powered && this.addressList.length > 0;
  }

  /** Another address, or none: connections to the old one are not told. */
  setAddress(address: string | undefined): void {
    this.network.moveAddress(this, this.address, address);
    this.addressList = address === undefined ? NO_ADDRESSES : [address];
  }

  powerOn(): void {
    this.powered = true;
    this.boot++;
  }

  /** All sockets vanish and nobody is told, neither here nor there. */
  powerOff(): void {
    this.powered = false;
    this.boot++;
    for (const list of this.sockets.values()) for (const socket of list) socket.vanish();
    for (const stream of this.streams) stream.vanish();
    for (const group of this.groups.keys()) this.network.leave(this, group);
    this.sockets.clear();
    this.listeners.clear();
    this.streams.clear();
    this.groups.clear();
  }

  /** A port that neither UDP nor TCP uses here. */
  freePort(): number {
    do {
      this.lastFreePort = this.lastFreePort >= 65_535 ? FIRST_FREE_PORT : this.lastFreePort + 1;
    } while (this.sockets.has(this.lastFreePort) || this.listeners.has(this.lastFreePort));
    return this.lastFreePort;
  }

  join(group: string): void {
    const count = this.groups.get(group) ?? 0;
    this.groups.set(group, count + 1);
    if (count === 0) this.network.join(this, group);
  }

  leave(group: string): void {
    const count = this.groups.get(group) ?? 0;
    if (count > 1) {
      this.groups.set(group, count - 1);
      return;
    }
    this.groups.delete(group);
    this.network.leave(this, group);
  }
}
