import type { DnsMessage } from "./dns-message.ts";
import { copyName, type DnsName, firstLabel, nameText, parentOf, sameName } from "./dns-name.ts";
import { CLASS_IN, HOST_TTL_S, ipv4Text, OTHER_TTL_S } from "./dns-record.ts";
import { MAX_TXT_BYTES } from "./dns-txt.ts";

/** Addresses that are kept of a host. */
const MAX_ADDRESSES = 4;
/** Longer host names are refused: the cache's memory is bounded by these lengths. */
const MAX_HOST_BYTES = 128;
/** What is gone, or replaced, is kept for one second: perhaps somebody says otherwise (RFC 6762, sections 10.1 and 10.2). */
const GRACE_MS = 1000;
/** A record is asked for again at 80, 85, 90 and 95 % of its lifetime, plus up to 2 % (RFC 6762, section 5.2). */
const REFRESHES = 4;
/** Whoever is heard of otherwise is asked all the same once its host's record is so old. */
const LONGEST_UNTOLD_MS = 600_000;

/** A service that was found. */
export interface MdnsService {
  /** The instance's name, such as "Left Poi". */
  name: string;
  /** Such as "_povpoi._tcp". */
  type: string;
  /** Such as "povpoi-1a2b.local". */
  host: string;
  port: number;
  /** IPv4 addresses of the host, at least one. */
  addresses: string[];
  /** To be read with `txtText`. */
  txt: Uint8Array;
}

/** How long a received record counts, in milliseconds of `nowMs`. */
export class Lifetime {
  bornMs = 0;
  ttlMs = 0;
  private refreshes = 0;
  private jitter = 0;

  /** The record was heard now. `jitter` is 0 to 1. */
  renew(now: number, ttlS: number, jitter: number): void {
    this.bornMs = now;
    this.ttlMs = ttlS * 1000;
    this.refreshes = 0;
    this.jitter = jitter;
  }

  /** Whoever holds the record was heard of at `ms`, and is as it was: the record counts from then. */
  prolong(ms: number): void {
    if (this.wasEnded || ms <= this.bornMs) return;
    this.bornMs = ms;
    this.refreshes = 0;
  }

  /** The record was said to be gone, or replaced. */
  end(now: number): void {
    if (this.expiresMs <= now + GRACE_MS) return;
    this.bornMs = now;
    this.ttlMs = GRACE_MS;
    this.refreshes = REFRESHES;
  }

  get expiresMs(): number {
    return this.bornMs + this.ttlMs;
  }

  /** When it is to be asked for again; Infinity where that is given up. */
  get refreshMs(): number {
    if (this.refreshes >= REFRESHES) return Number.POSITIVE_INFINITY;
    return this.bornMs + this.ttlMs * (0.8 + 0.05 * this.refreshes + 0.02 * this.jitter);
  }

  /** The record was said to be gone, rather than never heard of again. */
  get wasEnded(): boolean {
    return this.ttlMs === GRACE_MS;
  }

  /** It was asked for again. */
  refreshed(): void {
    this.refreshes++;
  }
}

export class CachedAddress extends Lifetime {
  readonly address: string;

  constructor(address: string) {
    super();
    this.address = address;
  }
}

/** One instance and what is known of it. */
export class CachedService {
  readonly instance: DnsName;
  readonly name: string;
  /** Who told of it first. */
  readonly source: string;
  readonly pointer: Lifetime = new Lifetime();
  readonly service: Lifetime = new Lifetime();
  readonly text: Lifetime = new Lifetime();
  readonly addresses: CachedAddress[] = [];
  host: DnsName | undefined;
  /** When its host and port were told last. */
  toldMs = 0;
  port = 0;
  txt: Uint8Array | undefined;
  /** The owner of the browser knows of it. */
  reported = false;
  /** What is known changed since the owner was told. */
  changed = false;
  /** Questions that were asked because something is missing, and when the next is due. */
  attempts = 0;
  askMs = 0;
  /** The packet at hand tells of it. */
  isHeard = false;
  /** An address with the cache-flush bit came in the packet at hand. */
  flushes = false;

  constructor(instance: DnsName, source: string) {
    this.instance = instance;
    this.name = firstLabel(instance, 0);
    this.source = source;
  }

  /** Whether it can be used: where it is, what it says, and at which address. */
  get isResolved(): boolean {
    return this.host !== undefined && this.txt !== undefined && this.addresses.length > 0;
  }

  /** When this entry is to be looked at next: something expires, or is to be asked for. */
  get nextMs(): number {
    const { isResolved } = this;
    let next = Math.min(this.pointer.expiresMs, isResolved ? this.pointer.refreshMs : this.askMs);
    if (this.host !== undefined) next = Math.min(next, this.service.expiresMs);
    if (this.txt !== undefined) next = Math.min(next, this.text.expiresMs);
    if (isResolved) next = Math.min(next, this.service.refreshMs, this.text.refreshMs);
    for (const address of this.addresses) {
      next = Math.min(next, address.expiresMs);
      if (isResolved) next = Math.min(next, address.refreshMs);
    }
    return next;
  }

  /** Its owner was heard of at `ms`, otherwise than by multicast DNS: what names its host lives on from then, for a while. */
  prolong(ms: number): void {
    if (ms > this.toldMs + LONGEST_UNTOLD_MS) return;
    this.service.prolong(ms);
    for (const address of this.addresses) address.prolong(ms);
  }

  /**
   * Forgets what has expired. Returns whether the instance itself has: it, its host or what it says was not heard of in
   * time, or was said to be gone.
   */
  expire(now: number): boolean {
    for (let i = this.addresses.length - 1; i >= 0; i--) {
      if (this.addresses[i]!.expiresMs > now) continue;
      if (this.addresses.length === 1) return true;
      this.addresses.splice(i, 1);
      this.changed = true;
    }
    if (this.pointer.expiresMs <= now) return true;
    if (this.host !== undefined && this.service.expiresMs <= now) return true;
    return this.txt !== undefined && this.text.expiresMs <= now;
  }

  toService(type: string): MdnsService {
    return {
      name: this.name,
      type,
      host: nameText(this.host!),
      port: this.port,
      addresses: this.addresses.map((entry) => entry.address),
      txt: this.txt!,
    };
  }
}

/** What one response says of an instance's SRV record. */
export function takeService(
  entry: CachedService,
  message: DnsMessage,
  i: number,
  now: number,
  jitter: number,
): void {
  const { bytes } = message;
  const at = message.dataAt[i]!;
  const port = (bytes[at + 4]! << 8) | bytes[at + 5]!;
  const known = entry.host !== undefined && entry.port === port && sameName(bytes, at + 6, entry.host, 0);
  if (message.ttlS[i] === 0) {
    if (known) entry.service.end(now);
    return;
  }
  if (!known) {
    const host = copyName(bytes, at + 6);
    if (host.length > MAX_HOST_BYTES) return;
    if (entry.host === undefined || !sameName(host, 0, entry.host, 0)) entry.addresses.length = 0;
    entry.host = host;
    entry.port = port;
    entry.changed = true;
  }
  entry.toldMs = now;
  entry.service.renew(now, Math.min(message.ttlS[i]!, HOST_TTL_S), jitter);
}

/** What one response says of an instance's TXT record. Of a very long one, the strings that fit are kept. */
export function takeText(
  entry: CachedService,
  message: DnsMessage,
  i: number,
  now: number,
  jitter: number,
): void {
  const { bytes } = message;
  const start = message.dataAt[i]!;
  let end = start + message.dataLength[i]!;
  if (end - start > MAX_TXT_BYTES) {
    end = start;
    while (end + 1 + bytes[end]! - start <= MAX_TXT_BYTES) end += 1 + bytes[end]!;
  }
  const known = entry.txt !== undefined && isSame(entry.txt, bytes, start, end);
  if (message.ttlS[i] === 0) {
    if (known) entry.text.end(now);
    return;
  }
  if (!known) {
    entry.txt = bytes.slice(start, end);
    entry.changed = true;
  }
  entry.text.renew(now, Math.min(message.ttlS[i]!, OTHER_TTL_S), jitter);
}

/** What one response says of an address of an instance's host. */
export function takeAddress(
  entry: CachedService,
  message: DnsMessage,
  i: number,
  now: number,
  jitter: number,
): void {
  const { bytes } = message;
  const at = message.dataAt[i]!;
  // Nobody can be reached at "this host", a group or the reserved block.
  if (bytes[at] === 0 || bytes[at]! >= 224) return;
  const address = ipv4Text(bytes, at);
  let known = entry.addresses.find((other) => other.address === address);
  if (message.ttlS[i] === 0) {
    known?.end(now);
    return;
  }
  if (message.isFlagged(i)) entry.flushes = true;
  if (known === undefined) {
    if (entry.addresses.length === MAX_ADDRESSES) return;
    known = new CachedAddress(address);
    entry.addresses.push(known);
    entry.changed = true;
  }
  known.renew(now, Math.min(message.ttlS[i]!, HOST_TTL_S), jitter);
}

/** After a packet: addresses older than a second that it did not repeat are gone soon (cache-flush, RFC 6762, section 10.2). */
export function flushAddresses(entry: CachedService, now: number): void {
  if (!entry.flushes) return;
  entry.flushes = false;
  for (const address of entry.addresses) if (address.bornMs < now - GRACE_MS) address.end(now);
}

/** The instance that PTR record `i` leads to, as an offset into the packet, or -1 where it is none of the type named. */
export function instanceAt(message: DnsMessage, i: number, type: DnsName): number {
  const at = message.dataAt[i]!;
  const { bytes } = message;
  if (message.plainClass(i) !== CLASS_IN || !message.isNamed(i, type)) return -1;
  const parent = parentOf(bytes, at);
  return parent >= 0 && sameName(bytes, parent, type, 0) ? at : -1;
}

function isSame(own: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (own.length !== end - start) return false;
  for (let i = start; i < end; i++) if (own[i - start] !== bytes[i]) return false;
  return true;
}
