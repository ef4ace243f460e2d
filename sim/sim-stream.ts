import type { Stream, StreamEvents } from "../src/ports/streams.ts";
import type { Nic } from "./nic.ts";
import { SimEvent } from "./scheduler.ts";
import { ACK, DATA, FIN, RST, SYN, SYN_ACK, type TcpKind, TcpPacket } from "./tcp-packet.ts";
import { ReceiveQueue, SendQueue } from "./tcp-queues.ts";

/** Payload of a segment: 1,500 bytes of Ethernet less 40 of headers. */
const SEGMENT_BYTES = 1460;
/** First wait for an acknowledgement, doubled at each try up to the most. */
const RETRY_US = 300_000;
const CONNECT_RETRY_US = 1_000_000;
const MAX_RETRY_US = 5_000_000;
/** A peer that is silent for so long, with something to acknowledge, is gone. */
export const PEER_TIMEOUT_US = 20_000_000;
/** What is queued when the owner closes is given up after so long. */
const LINGER_US = 60_000_000;
const NO_BYTES = new Uint8Array(0);

export interface StreamSizes {
  /** Room for bytes that are written and not yet acknowledged. */
  sendBytes: number;
  /** Room for bytes that arrived and are not yet read. */
  receiveBytes: number;
}

/** "closing": the owner has closed, what is queued still goes out. */
type Phase = "connecting" | "open" | "closing" | "dead";

/**
 * One end of a virtual TCP connection: cumulative acknowledgements, a receive window, go-back-N on a lost segment
 * (RFC 9293 without options; at most one window is in flight, so there is no congestion control). Delay under loss, stalls
 * and time-outs in a partition and resets by a rebooted peer follow from that.
 */
export class SimStream implements Stream {
  readonly nic: Nic;
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** The other end, once it is known. */
  peer: SimStream | undefined;
  private events: StreamEvents | undefined;
  private phase: Phase;
  private failure: string | undefined;

  private readonly outgoing: SendQueue;
  /** Offset of the next byte to send, and behind the last byte ever sent. */
  private next = 0;
  private furthest = 0;
  private peerWindow = 0;
  private starved = false;
  private finSent = false;
  private recovering = false;

  private readonly incoming: ReceiveQueue;
  private expected = 0;
  private advertised = 0;
  private ackOwed = false;

  private readonly retry: Retry;
  private retryUs = RETRY_US;
  private deadlineUs = 0;
  private heardUs = 0;
  private closedUs = 0;

  constructor(nic: Nic, localPort: number, remoteAddress: string, remotePort: number, sizes: StreamSizes) {
    this.nic = nic;
    this.localAddress = remoteAddress.startsWith("127.") ? "127.0.0.1" : (nic.address ?? "");
    this.localPort = localPort;
    this.remoteAddress = remoteAddress;
    this.remotePort = remotePort;
    this.phase = "connecting";
    this.outgoing = new SendQueue(sizes.sendBytes);
    this.incoming = new ReceiveQueue(sizes.receiveBytes);
    this.retry = new Retry(this);
  }

  get isDead(): boolean {
    return this.phase === "dead";
  }

  get writable(): number {
    return this.phase === "open" ? this.outgoing.room : 0;
  }

  read(limit: number): Uint8Array | undefined {
    const bytes = this.incoming.take(limit);
    const starvedPeer = this.advertised < SEGMENT_BYTES && this.incoming.room >= SEGMENT_BYTES;
    if (this.phase === "open" && !this.ackOwed && starvedPeer) this.transmit(ACK, this.next);
    return bytes;
  }

  write(bytes: Uint8Array): number {
    if (this.phase !== "open") return 0;
    this.expectAnswer();
    const taken = this.outgoing.push(bytes);
    if (this.outgoing.room === 0) this.starved = true;
    this.pump(Number.POSITIVE_INFINITY);
    return taken;
  }

  close(): void {
    if (this.phase === "connecting") this.die();
    if (this.phase !== "open") return;
    this.expectAnswer();
    this.phase = "closing";
    this.events = undefined;
    this.closedUs = this.nowUs;
    this.incoming.clear();
    this.pump(Number.POSITIVE_INFINITY);
  }

  abort(): void {
    if (this.phase === "open" || this.phase === "closing") this.transmit(RST, this.next);
    this.die();
  }

  /** Starts the handshake. */
  connect(events: StreamEvents): void {
    this.events = events;
    this.nic.streams.add(this);
    this.heardUs = this.nowUs;
    if (this.localAddress === "") {
      this.failure = "no network";
      this.arm(0);
      return;
    }
    this.retryUs = CONNECT_RETRY_US;
    this.transmit(SYN, 0);
    this.arm(this.retryUs);
  }

  /** The other side of `connect`: answers a first segment. */
  accept(first: TcpPacket): void {
    this.peer = first.source;
    first.source.peer = this;
    this.phase = "open";
    this.peerWindow = first.window;
    this.heardUs = this.nowUs;
    this.nic.streams.add(this);
    this.acknowledgeConnect();
  }

  acknowledgeConnect(): void {
    this.transmit(SYN_ACK, 0);
  }

  /** The owner of an accepted connection is known. */
  own(events: StreamEvents): void {
    if (this.phase !== "open") return;
    this.events = events;
    events.onWritable();
  }

  /** The node is gone: this end falls silent. */
  vanish(): void {
    this.phase = "dead";
    this.events = undefined;
    this.nic.network.scheduler.cancel(this.retry);
  }

  /** @internal */
  receive(packet: TcpPacket): void {
    this.heardUs = this.nowUs;
    if (packet.kind === RST) {
      this.end(this.phase === "connecting" ? "refused by the peer" : "reset by the peer");
      return;
    }
    if (this.phase === "connecting") this.opened(packet);
    if (this.isDead) return;
    this.onAcknowledge(packet);
    if (this.isDead) return;
    if (packet.kind === DATA) this.onData(packet);
    else if (packet.kind === FIN) this.onFin(packet);
    else if (packet.kind === SYN_ACK) this.transmit(ACK, this.next);
  }

  /** @internal */
  onRetry(): void {
    if (this.failure !== undefined) {
      this.end(this.failure);
      return;
    }
    const connecting = this.phase === "connecting";
    if (!connecting && !this.isWaiting) return;
    const { nowUs } = this;
    if (nowUs < this.deadlineUs) {
      this.nic.network.schedule(this.retry, this.deadlineUs);
      return;
    }
    if (nowUs - this.heardUs >= PEER_TIMEOUT_US) {
      this.end("timed out");
      return;
    }
    if (this.phase === "closing" && nowUs - this.closedUs >= LINGER_US) {
      this.abort();
      return;
    }
    this.retryUs = Math.min(this.retryUs * 2, MAX_RETRY_US);
    this.arm(Math.min(this.retryUs, this.heardUs + PEER_TIMEOUT_US - nowUs));
    if (connecting) {
      this.transmit(SYN, 0);
      return;
    }
    this.goBack();
    if (!this.pump(1)) this.transmit(DATA, this.next);
  }

  private get nowUs(): number {
    return this.nic.network.scheduler.nowUs;
  }

  /** Whether the peer owes an answer. */
  private get isWaiting(): boolean {
    return this.next > this.outgoing.start || this.finSent || this.outgoing.end > this.next;
  }

  /** The peer is about to owe an answer: where it owed none, its silence counts from now. */
  private expectAnswer(): void {
    if (this.isWaiting) return;
    this.heardUs = this.nowUs;
    this.arm(this.retryUs);
  }

  private opened(packet: TcpPacket): void {
    this.peer = packet.source;
    this.phase = "open";
    this.retryUs = RETRY_US;
    this.peerWindow = packet.window;
    this.events!.onWritable();
  }

  private onAcknowledge(packet: TcpPacket): void {
    const { outgoing } = this;
    const { acknowledged } = packet;
    this.peerWindow = packet.window;
    if (acknowledged > outgoing.end && this.phase === "closing") {
      this.die();
      return;
    }
    if (acknowledged > outgoing.start) {
      outgoing.start = Math.min(acknowledged, outgoing.end);
      if (this.next < outgoing.start) this.next = outgoing.start;
      this.recovering = false;
      this.retryUs = RETRY_US;
      if (this.retry.slot >= 0) this.arm(RETRY_US);
    } else if (packet.gap && this.next > outgoing.start && !this.recovering) {
      this.recovering = true;
      this.goBack();
    }
    this.pump(Number.POSITIVE_INFINITY);
    if (this.starved && this.phase === "open" && outgoing.room >= outgoing.end - outgoing.start) {
      this.starved = false;
      this.events?.onWritable();
    }
  }

  private onData(packet: TcpPacket): void {
    const skip = this.expected - packet.sequence;
    const room = this.phase === "open" ? this.incoming.room : Number.POSITIVE_INFINITY;
    const fresh = skip < 0 ? 0 : Math.min(packet.payload.length - skip, room);
    if (fresh <= 0) {
      this.transmit(ACK, this.next, NO_BYTES, skip < 0);
      return;
    }
    this.expected += fresh;
    this.nic.counters.tcpBytesReceived += fresh;
    this.nic.network.counters.tcpBytesReceived += fresh;
    this.ackOwed = true;
    if (this.phase === "open") {
      this.incoming.push(
        fresh === packet.payload.length ? packet.payload : packet.payload.subarray(skip, skip + fresh),
      );
      this.events?.onReadable();
    }
    if (this.ackOwed && !this.isDead) this.transmit(ACK, this.next);
  }

  private onFin(packet: TcpPacket): void {
    if (packet.sequence === this.expected) this.expected++;
    const inOrder = packet.sequence < this.expected;
    this.transmit(ACK, this.next, NO_BYTES, !inOrder);
    if (inOrder && this.phase === "open") this.end("ended by the peer");
  }

  /** Sends again from the first byte that is not acknowledged. */
  private goBack(): void {
    this.next = this.outgoing.start;
    this.finSent = false;
  }

  /** Sends what the peer has room for, at most `limit` segments; returns whether anything went out. */
  private pump(limit: number): boolean {
    if (this.phase !== "open" && this.phase !== "closing") return false;
    const { outgoing } = this;
    let sent = 0;
    while (sent < limit) {
      const inFlight = this.next - outgoing.start;
      const left = outgoing.end - this.next;
      const length = Math.min(SEGMENT_BYTES, left, this.peerWindow - inFlight);
      // A crumb of window is not worth a packet while an answer that widens it is under way (RFC 9293, 3.8.6.2.1).
      if (length <= 0 || (length < SEGMENT_BYTES && length < left && inFlight > 0)) break;
      this.sendSegment(length);
      sent++;
    }
    if (this.phase === "closing" && !this.finSent && this.next === outgoing.end && sent < limit) {
      this.transmit(FIN, this.next);
      this.finSent = true;
      sent++;
    }
    return sent > 0;
  }

  private sendSegment(length: number): void {
    const { counters, network } = this.nic;
    const end = this.next + length;
    const fresh = Math.max(0, Math.min(length, end - this.furthest));
    counters.tcpBytesSent += fresh;
    counters.tcpBytesResent += length - fresh;
    network.counters.tcpBytesSent += fresh;
    network.counters.tcpBytesResent += length - fresh;
    this.furthest = Math.max(this.furthest, end);
    this.transmit(DATA, this.next, this.outgoing.copy(this.next, length));
    this.next = end;
  }

  private transmit(kind: TcpKind, sequence: number, payload: Uint8Array = NO_BYTES, gap = false): void {
    const { nic } = this;
    this.ackOwed = false;
    const moved = this.localAddress !== nic.address && this.localAddress !== "127.0.0.1";
    if (!nic.isUp || moved) return;
    const packet = new TcpPacket(kind, this, this.peer, nic, {
      fromAddress: this.localAddress,
      fromPort: this.localPort,
      toAddress: this.remoteAddress,
      toPort: this.remotePort,
    });
    packet.sequence = sequence;
    packet.payload = payload;
    packet.acknowledged = this.expected;
    packet.window = this.incoming.room;
    packet.gap = gap;
    this.advertised = packet.window;
    packet.launch();
  }

  private arm(delayUs: number): void {
    const { retry } = this;
    const { scheduler } = this.nic.network;
    this.deadlineUs = this.nowUs + delayUs;
    // One that comes too early is put off when it fires, which is cheaper than moving it at every packet.
    if (retry.slot >= 0 && retry.atUs > this.deadlineUs) scheduler.cancel(retry);
    if (retry.slot < 0) scheduler.at(retry, this.deadlineUs);
  }

  /** Tells the owner, if there still is one, that the connection is over. */
  private end(reason: string): void {
    const { events } = this;
    this.die();
    events?.onClose(reason);
    this.incoming.clear();
  }

  private die(): void {
    this.phase = "dead";
    this.events = undefined;
    this.nic.streams.delete(this);
    this.nic.network.scheduler.cancel(this.retry);
  }
}

/** Asks again when an answer is overdue. */
class Retry extends SimEvent {
  private readonly stream: SimStream;

  constructor(stream: SimStream) {
    super();
    this.stream = stream;
  }

  override fire(): void {
    this.stream.onRetry();
  }
}
