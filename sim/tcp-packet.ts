import type { Nic } from "./nic.ts";
import { SimEvent } from "./scheduler.ts";
import type { PacketNote } from "./sim-network.ts";
import type { SimStream } from "./sim-stream.ts";

export const SYN = 2;
export const SYN_ACK = 3;
export const DATA = 4;
export const ACK = 5;
export const FIN = 6;
export const RST = 7;
export type TcpKind = 2 | 3 | 4 | 5 | 6 | 7;

const NAMES: readonly PacketNote["kind"][] = ["udp", "udp", "syn", "syn-ack", "data", "ack", "fin", "rst"];
const NO_BYTES = new Uint8Array(0);
const TO_NOBODY = 0xfffe;

/** A TCP segment on its way. The ends know each other as objects, which stand for the four-tuple of a real segment. */
export class TcpPacket extends SimEvent {
  readonly kind: TcpKind;
  /** Who sent it; for a reset by a node that knows no such connection, the one that is reset. */
  readonly source: SimStream;
  /** The connection it belongs to; undefined for the first segment. */
  readonly target: SimStream | undefined;
  readonly from: Nic;
  readonly to: Nic | undefined;
  readonly toAddress: string;
  readonly fromAddress: string;
  readonly fromPort: number;
  readonly toPort: number;
  /** Offset of the payload's first byte. */
  sequence = 0;
  payload: Uint8Array = NO_BYTES;
  /** Offset of the byte that the sender of this packet expects next, and how many more it has room for. */
  acknowledged = 0;
  window = 0;
  /** The sender of this packet got something behind what it expects: a packet was lost. */
  gap = false;

  constructor(
    kind: TcpKind,
    source: SimStream,
    target: SimStream | undefined,
    from: Nic,
    route: { fromAddress: string; fromPort: number; toAddress: string; toPort: number },
  ) {
    super();
    this.kind = kind;
    this.source = source;
    this.target = target;
    this.from = from;
    this.to = from.network.find(from, route.toAddress);
    this.fromAddress = route.fromAddress;
    this.fromPort = route.fromPort;
    this.toAddress = route.toAddress;
    this.toPort = route.toPort;
  }

  /** Puts the packet into the network, which may lose it. */
  launch(): void {
    const { from, to } = this;
    const { network } = from;
    from.counters.tcpSegmentsSent++;
    network.counters.tcpSegmentsSent++;
    network.note(this.kind, from, to?.index ?? TO_NOBODY, this.payload);
    network.onPacket?.({
      atUs: network.scheduler.nowUs,
      kind: NAMES[this.kind]!,
      from: this.fromAddress,
      fromPort: this.fromPort,
      to: this.toAddress,
      toPort: this.toPort,
      bytes: this.payload,
    });
    if (to === undefined) {
      network.counters.packetsLost++;
      return;
    }
    const arrivalUs = network.arrivalUs(from, to, this.payload.length, false, false);
    if (arrivalUs >= 0) network.schedule(this, arrivalUs);
  }

  override fire(): void {
    const to = this.to!;
    const local = this.toAddress.startsWith("127.");
    if (!to.isUp || !(local || to.address === this.toAddress)) {
      to.network.counters.packetsLost++;
      return;
    }
    if (this.kind === SYN) {
      const listener = to.listeners.get(this.toPort);
      if (listener === undefined) this.refuse();
      else listener.accept(this);
      return;
    }
    const target = this.target!;
    if (!target.isDead) target.receive(this);
    else if (this.kind !== RST && this.kind !== ACK) this.refuse();
  }

  /** Answers for a node that knows of no such connection. */
  private refuse(): void {
    new TcpPacket(RST, this.source, this.source, this.to!, {
      fromAddress: this.toAddress,
      fromPort: this.toPort,
      toAddress: this.fromAddress,
      toPort: this.fromPort,
    }).launch();
  }
}
