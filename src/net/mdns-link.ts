import type { DatagramSocket } from "../ports/datagrams.ts";
import { type DnsFault, DnsMessage } from "./dns-message.ts";
import { Alarm, type MdnsPorts, nowMs } from "./mdns-timing.ts";
import type { Pulse } from "./pulse.ts";

export const MDNS_PORT = 5353;
export const MDNS_GROUP = "224.0.0.251";

/** A socket that failed is opened again after 1 s, then twice as long, up to 60 s. */
const FIRST_REOPEN_MS = 1000;
const LAST_REOPEN_MS = 60_000;

/** Own packets that are recognized when they come back; a burst of more is taken for a stranger's, which does no harm. */
const MAX_ECHOES = 8;
/** A multicast comes back to its sender at once. */
const ECHO_MS = 1000;

/** Answers by unicast a second, so that forged senders cannot make the node flood somebody. */
const MAX_UNICASTS = 20;

/** What went in and out, for diagnostics. */
export type MdnsCounters = Record<DnsFault, number> & {
  received: number;
  sent: number;
  /** Own multicasts that came back. */
  echoes: number;
  /** Entries behind the 64th of a packet. */
  entriesLeftOut: number;
  /** Responses that did not come from port 5353, which are not multicast DNS (RFC 6762, section 6). */
  wrongPort: number;
  /** Answers by unicast that were withheld, being more than 20 a second. */
  unicastsWithheld: number;
  /** Names of ours that another node held or wanted too. */
  conflicts: number;
  /** Instances that found no room in a browser. */
  instancesRefused: number;
};

interface Echo {
  bytes: Uint8Array;
  sentMs: number;
  /** Own addresses from which it came back: once from each, for it leaves on each interface. */
  heardFrom: string[];
}

export interface LinkEvents {
  /** A sound message of another node or program. The message is used again afterwards. */
  onMessage(message: DnsMessage, address: string, port: number): void;
  /** The addresses changed, or the socket is a new one, or gone: the network may be another. */
  onNetworkChange(): void;
}

/**
 * The one socket of multicast DNS: shared by responder and browsers, and on a desktop with other programs that use the
 * same port. It opens again when the addresses change, because membership in the group belongs to interfaces.
 */
export class MdnsLink {
  readonly counters: MdnsCounters = {
    received: 0,
    sent: 0,
    echoes: 0,
    badHeader: 0,
    badName: 0,
    badRecord: 0,
    entriesLeftOut: 0,
    wrongPort: 0,
    unicastsWithheld: 0,
    conflicts: 0,
    instancesRefused: 0,
  };
  /** This node's addresses as last read; empty while there is no network. */
  addresses: readonly string[] = [];
  /** Another program of this machine uses the port too. What is sent to this machine alone may then reach that one. */
  sharesPort = false;

  private readonly ports: MdnsPorts;
  private readonly events: LinkEvents;
  private readonly message: DnsMessage = new DnsMessage();
  private readonly alarm: Alarm;
  private readonly pulse: Pulse;
  private readonly echoes: Echo[] = [];
  private socket: DatagramSocket | undefined;
  private reopenMs = FIRST_REOPEN_MS;
  private nextOpenMs = 0;
  private unicastSecond = 0;
  private unicasts = 0;
  private closed = false;

  /** With each beat of `pulse` the addresses are read again: nothing tells of a change. */
  constructor(ports: MdnsPorts, pulse: Pulse, events: LinkEvents) {
    this.ports = ports;
    this.events = events;
    this.alarm = new Alarm(ports, this.watch);
    this.pulse = pulse;
    pulse.add(this.watch);
    this.addresses = [...ports.datagrams.addresses()];
    this.alarm.at(nowMs(ports.clock));
  }

  /** Whether packets can be sent. */
  get isOpen(): boolean {
    return this.socket !== undefined;
  }

  /** Sends to all nodes of the network. */
  multicast(bytes: Uint8Array): void {
    if (this.socket === undefined) return;
    const now = nowMs(this.ports.clock);
    this.forgetEchoes(now);
    if (this.echoes.length === MAX_ECHOES) this.echoes.shift();
    this.echoes.push({ bytes, sentMs: now, heardFrom: [] });
    this.counters.sent++;
    this.socket.send(bytes, MDNS_GROUP, MDNS_PORT);
  }

  /** Answers one asker. */
  unicast(bytes: Uint8Array, address: string, port: number): void {
    if (this.socket === undefined) return;
    const second = Math.floor(nowMs(this.ports.clock) / 1000);
    if (second !== this.unicastSecond) this.unicasts = 0;
    this.unicastSecond = second;
    if (this.unicasts++ >= MAX_UNICASTS) {
      this.counters.unicastsWithheld++;
      return;
    }
    this.counters.sent++;
    this.socket.send(bytes, address, port);
  }

  isOwnAddress(address: string): boolean {
    return this.addresses.includes(address) || address.startsWith("127.");
  }

  /** Reads the addresses now instead of within 5 s: for a host that is told of changes. */
  checkNetwork(): void {
    if (this.closed) return;
    this.alarm.clear();
    this.watch();
  }

  close(): void {
    this.closed = true;
    this.pulse.remove(this.watch);
    this.alarm.clear();
    this.socket?.close();
    this.socket = undefined;
  }

  private readonly watch = (): void => {
    const now = nowMs(this.ports.clock);
    this.forgetEchoes(now);
    const addresses = this.ports.datagrams.addresses();
    const changed = !sameList(addresses, this.addresses);
    if (changed) {
      this.addresses = [...addresses];
      this.socket?.close();
      this.socket = undefined;
      this.nextOpenMs = now;
    }
    if (this.socket === undefined && addresses.length > 0 && now >= this.nextOpenMs) this.open(now);
    else if (changed) this.events.onNetworkChange();
    if (this.closed || this.socket !== undefined || addresses.length === 0) return;
    this.alarm.at(this.nextOpenMs);
  };

  private open(now: number): void {
    this.nextOpenMs = now + this.reopenMs;
    this.reopenMs = Math.min(2 * this.reopenMs, LAST_REOPEN_MS);
    let failed = false;
    let socket: DatagramSocket | undefined;
    socket = this.ports.datagrams.open({
      port: MDNS_PORT,
      group: MDNS_GROUP,
      onReceive: (bytes, address, port) => this.receive(bytes, address, port),
      onError: () => {
        failed = true;
        if (this.socket !== socket || this.closed) return;
        this.socket = undefined;
        this.alarm.clear();
        this.alarm.at(this.nextOpenMs);
        this.events.onNetworkChange();
      },
    });
    if (failed) return;
    this.socket = socket;
    this.events.onNetworkChange();
  }

  private receive(bytes: Uint8Array, address: string, port: number): void {
    const { counters, message } = this;
    counters.received++;
    this.reopenMs = FIRST_REOPEN_MS;
    if (port === MDNS_PORT && this.isOwnAddress(address)) {
      if (this.isEcho(bytes, address)) {
        counters.echoes++;
        return;
      }
      this.sharesPort = true;
    }
    const fault = message.decode(bytes);
    if (fault !== undefined) {
      counters[fault]++;
      return;
    }
    counters.entriesLeftOut += message.leftOut;
    if (message.isResponse && port !== MDNS_PORT) counters.wrongPort++;
    else this.events.onMessage(message, address, port);
  }

  /**
   * Whether this is a packet of ours that came back. Bytes are compared, for another node on this machine has our address;
   * and each counts once, for it may well send the same bytes.
   */
  private isEcho(bytes: Uint8Array, address: string): boolean {
    this.forgetEchoes(nowMs(this.ports.clock));
    for (let i = 0; i < this.echoes.length; i++) {
      const echo = this.echoes[i]!;
      if (echo.bytes.length !== bytes.length || echo.heardFrom.includes(address)) continue;
      if (!sameBytes(echo.bytes, bytes)) continue;
      echo.heardFrom.push(address);
      return true;
    }
    return false;
  }

  private forgetEchoes(now: number): void {
    while (this.echoes.length > 0 && this.echoes[0]!.sentMs < now - ECHO_MS) this.echoes.shift();
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
