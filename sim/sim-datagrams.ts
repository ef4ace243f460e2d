import type { DatagramOptions, DatagramSocket, Datagrams } from "../src/ports/datagrams.ts";
import type { Nic } from "./nic.ts";
import { SimEvent } from "./scheduler.ts";

/** What fits into an Ethernet frame of 1,500 bytes behind the IP and UDP headers. */
export const MAX_DATAGRAM_BYTES = 1472;

const UDP = 1;
/** The trace's number of a destination that is a group, not a node. */
const TO_GROUP = 0xffff;

/** UDP over the virtual network, from one boot of a node to the next. */
export class SimDatagrams implements Datagrams {
  private readonly nic: Nic;
  private dead = false;

  constructor(nic: Nic) {
    this.nic = nic;
  }

  open(options: DatagramOptions): DatagramSocket {
    const port = options.port === 0 ? this.nic.freePort() : options.port;
    const socket = new SimDatagramSocket(this.nic, port, options);
    if (this.dead) socket.vanish();
    else socket.attach();
    return socket;
  }

  addresses(): readonly string[] {
    return this.nic.addresses;
  }

  /** The node is gone: nothing can be opened any more. */
  crash(): void {
    this.dead = true;
  }
}

export class SimDatagramSocket implements DatagramSocket {
  readonly port: number;
  readonly group: string | undefined;
  private readonly nic: Nic;
  private readonly options: DatagramOptions;
  private open = true;

  constructor(nic: Nic, port: number, options: DatagramOptions) {
    this.nic = nic;
    this.port = port;
    this.group = options.group;
    this.options = options;
  }

  attach(): void {
    const sharing = this.nic.sockets.get(this.port);
    if (sharing === undefined) this.nic.sockets.set(this.port, [this]);
    else sharing.push(this);
    if (this.group !== undefined) this.nic.join(this.group);
  }

  send(bytes: Uint8Array, address: string, port: number): void {
    const { nic } = this;
    if (!this.open || !nic.isUp) return;
    const { network, counters } = nic;
    if (bytes.length > MAX_DATAGRAM_BYTES) {
      counters.udpOversize++;
      network.counters.udpOversize++;
      return;
    }
    counters.udpPacketsSent++;
    counters.udpBytesSent += bytes.length;
    network.counters.udpPacketsSent++;
    network.counters.udpBytesSent += bytes.length;
    const copy = bytes.slice();
    if (network.onPacket !== undefined) {
      const { nowUs: atUs } = network.scheduler;
      const from = nic.address ?? "";
      network.onPacket({
        atUs,
        kind: "udp",
        from,
        fromPort: this.port,
        to: address,
        toPort: port,
        bytes: copy,
      });
    }
    if (isMulticast(address)) {
      network.note(UDP, nic, TO_GROUP, copy);
      const flight = new Route(address, port, nic.address!, this.port, true);
      for (const to of network.listeners(address)) this.launch(to, copy, flight);
      return;
    }
    const to = network.find(nic, address);
    network.note(UDP, nic, to === undefined ? TO_GROUP : to.index, copy);
    if (to === undefined) {
      network.counters.packetsLost++;
      return;
    }
    const source = address.startsWith("127.") ? "127.0.0.1" : nic.address!;
    this.launch(to, copy, new Route(address, port, source, this.port, false));
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    const sharing = this.nic.sockets.get(this.port)!.filter((socket) => socket !== this);
    if (sharing.length === 0) this.nic.sockets.delete(this.port);
    else this.nic.sockets.set(this.port, sharing);
    if (this.group !== undefined) this.nic.leave(this.group);
  }

  /** The node is gone; unlike `close` this tells nobody. */
  vanish(): void {
    this.open = false;
  }

  /** @internal */
  receive(bytes: Uint8Array, address: string, port: number): void {
    if (!this.open) return;
    const { counters, network } = this.nic;
    counters.udpPacketsReceived++;
    counters.udpBytesReceived += bytes.length;
    network.counters.udpPacketsReceived++;
    network.counters.udpBytesReceived += bytes.length;
    this.options.onReceive(bytes.slice(), address, port);
  }

  private launch(to: Nic, bytes: Uint8Array, route: Route): void {
    const { network } = this.nic;
    const copies = network.duplicates(this.nic, to) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const arrivalUs = network.arrivalUs(this.nic, to, bytes.length, true, route.multicast);
      if (arrivalUs >= 0) network.schedule(new Flight(to, bytes, route), arrivalUs);
    }
  }
}

/** Where a datagram goes and whence it comes; all receivers of a multicast share one. */
class Route {
  readonly address: string;
  readonly port: number;
  readonly source: string;
  readonly sourcePort: number;
  readonly multicast: boolean;

  constructor(address: string, port: number, source: string, sourcePort: number, multicast: boolean) {
    this.address = address;
    this.port = port;
    this.source = source;
    this.sourcePort = sourcePort;
    this.multicast = multicast;
  }
}

/** A datagram on its way to one node. */
class Flight extends SimEvent {
  private readonly to: Nic;
  private readonly bytes: Uint8Array;
  private readonly route: Route;

  constructor(to: Nic, bytes: Uint8Array, route: Route) {
    super();
    this.to = to;
    this.bytes = bytes;
    this.route = route;
  }

  override fire(): void {
    const { to, bytes } = this;
    const { address, source, sourcePort, port, multicast } = this.route;
    const sharing = to.isUp ? to.sockets.get(port) : undefined;
    if (sharing === undefined) {
      to.counters.udpUnheard++;
      to.network.counters.udpUnheard++;
      return;
    }
    if (multicast) {
      // A callback may open or close sockets: the list is replaced then, or grows behind the end of this round.
      const count = sharing.length;
      for (let i = 0; i < count; i++) {
        const socket = sharing[i]!;
        if (socket.group === address) socket.receive(bytes, source, sourcePort);
      }
      return;
    }
    // As on Linux: of the sockets that share a port, the one opened last gets what is sent to this node alone.
    if (address === to.address || address.startsWith("127.")) {
      sharing[sharing.length - 1]!.receive(bytes, source, sourcePort);
    }
  }
}

/** Whether an IPv4 address is a group (RFC 5771: 224.0.0.0/4). */
export function isMulticast(address: string): boolean {
  const first = Number.parseInt(address, 10);
  return first >= 224 && first <= 239;
}
