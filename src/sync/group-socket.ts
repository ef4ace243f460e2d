import { Alarm, nowMs } from "../net/mdns-timing.ts";
import type { LocalUs } from "../ports/clock.ts";
import type { DatagramSocket } from "../ports/datagrams.ts";
import type { Ports } from "../ports/ports.ts";
import { HEAD_BYTES, MAX_DATAGRAM_BYTES } from "./datagram.ts";

/** Where all listen: a group of the site's own (RFC 2365: 239.255.0.0/16). */
export const GROUP_ADDRESS = "239.255.80.79";
export const GROUP_PORT = 18_079;

/** Sockets that failed are opened again after 1 s, then twice as long, up to 60 s. */
const FIRST_REOPEN_MS = 1000;
const LAST_REOPEN_MS = 60_000;

/** What went in and out, for diagnostics. */
export interface DatagramCounters {
  received: number;
  sent: number;
  /** Own multicasts that came back. */
  echoes: number;
  /** Of no type that this version knows, too short or too long. */
  malformed: number;
  /** Of groups that this node is not in. */
  strangers: number;
}

export interface GroupSocketEvents {
  /** A datagram that is as long as its head. `multicast`: to all and not to this node. The bytes are used again. */
  onDatagram(bytes: Uint8Array, address: string, port: number, localUs: LocalUs, multicast: boolean): void;
  /** Packets can be sent again: the sockets were opened, for the first time or on another network. */
  onOpen(): void;
}

/**
 * Datagrams to all nodes of the network and to single ones. There are two sockets. What is sent to all is heard on a port that
 * the nodes of one computer share, and of those only one would get what is sent to a node alone; so each has a port of its own
 * as well, from which it sends everything. Both open again when the addresses change, since membership belongs to interfaces.
 */
export class GroupSocket {
  readonly counters: DatagramCounters = { received: 0, sent: 0, echoes: 0, malformed: 0, strangers: 0 };
  private readonly ports: Pick<Ports, "datagrams" | "timers" | "clock">;
  private readonly events: GroupSocketEvents;
  private readonly alarm: Alarm;
  private shared: DatagramSocket | undefined;
  private own: DatagramSocket | undefined;
  private addresses = "";
  private reopenMs = FIRST_REOPEN_MS;
  private nextOpenMs = 0;

  constructor(ports: Pick<Ports, "datagrams" | "timers" | "clock">, events: GroupSocketEvents) {
    this.ports = ports;
    this.events = events;
    this.alarm = new Alarm(ports, () => this.check());
  }

  /** Opens the sockets as soon as there is a network; harmless while they are. */
  start(): void {
    this.nextOpenMs = 0;
    this.alarm.at(nowMs(this.ports.clock));
  }

  /** Closes them. */
  stop(): void {
    this.alarm.clear();
    this.close();
    this.addresses = "";
  }

  get isOpen(): boolean {
    return this.own !== undefined;
  }

  multicast(bytes: Uint8Array): void {
    this.unicast(bytes, GROUP_ADDRESS, GROUP_PORT);
  }

  unicast(bytes: Uint8Array, address: string, port: number): void {
    if (this.own === undefined) return;
    this.counters.sent++;
    this.own.send(bytes, address, port);
  }

  /** Looks whether the addresses changed: nothing tells of that, so the owner calls this every few seconds. */
  check(): void {
    const now = nowMs(this.ports.clock);
    const addresses = this.ports.datagrams.addresses().join();
    if (addresses !== this.addresses) {
      this.addresses = addresses;
      this.close();
      this.nextOpenMs = now;
    }
    const isNeeded = addresses !== "" && this.own === undefined;
    if (isNeeded && now >= this.nextOpenMs) this.open(now);
    if (this.own === undefined && addresses !== "") this.alarm.at(this.nextOpenMs);
  }

  private open(now: number): void {
    this.nextOpenMs = now + this.reopenMs;
    this.reopenMs = Math.min(2 * this.reopenMs, LAST_REOPEN_MS);
    let failed = false;
    const onError = (): void => {
      failed = true;
      if (this.own === undefined) return;
      this.close();
      this.alarm.clear();
      this.alarm.at(this.nextOpenMs);
    };
    const { datagrams } = this.ports;
    const own = datagrams.open({ port: 0, onReceive: this.receiver(false), onError });
    const shared = datagrams.open({
      port: GROUP_PORT,
      group: GROUP_ADDRESS,
      onReceive: this.receiver(true),
      onError,
    });
    if (failed) {
      own.close();
      shared.close();
      return;
    }
    this.own = own;
    this.shared = shared;
    this.events.onOpen();
  }

  private receiver(multicast: boolean) {
    return (bytes: Uint8Array, address: string, port: number, receivedUs?: LocalUs): void => {
      const localUs = receivedUs ?? this.ports.clock.localUs();
      this.counters.received++;
      this.reopenMs = FIRST_REOPEN_MS;
      if (bytes.length < HEAD_BYTES || bytes.length > MAX_DATAGRAM_BYTES) this.counters.malformed++;
      else this.events.onDatagram(bytes, address, port, localUs, multicast);
    };
  }

  private close(): void {
    this.own?.close();
    this.shared?.close();
    this.own = undefined;
    this.shared = undefined;
  }
}
