import type { Random } from "../ports/random.ts";
import type { DnsMessage } from "./dns-message.ts";
import { copyName, type DnsName, firstLabel, sameName } from "./dns-name.ts";
import { CLASS_IN, OTHER_TTL_S, TYPE_A, TYPE_PTR, TYPE_SRV, TYPE_TXT } from "./dns-record.ts";
import {
  CachedService,
  flushAddresses,
  instanceAt,
  takeAddress,
  takeService,
  takeText,
} from "./mdns-cached-service.ts";
import type { MdnsCounters } from "./mdns-link.ts";
import { randomMs } from "./mdns-timing.ts";

/** Instances that are kept unless the caller says otherwise. */
export const MAX_INSTANCES = 32;
/** An instance of which something is missing is asked for after a moment, then 1, 2 and 4 s later, then given up. */
const ASK_LOW_MS = 20;
const ASK_HIGH_MS = 120;
const MAX_ATTEMPTS = 3;

export interface CacheEvents {
  onFound(entry: CachedService): void;
  onUpdate(entry: CachedService): void;
  onLost(entry: CachedService): void;
}

/**
 * The instances of one service type that were heard of. It is bounded, and who floods the network with made-up services
 * cannot push out those that are there: see `makeRoom`.
 */
export class ServiceCache {
  readonly entries: CachedService[] = [];
  private readonly type: DnsName;
  private readonly limit: number;
  private readonly random: Random;
  private readonly counters: MdnsCounters;
  private readonly events: CacheEvents;
  /** Chance for the lifetimes of what is heard next. */
  private jitter = 0;
  /** The entry that was found last: the records of a packet are about few. */
  private last: CachedService | undefined;
  /** How many places each sender holds. */
  private readonly places = new Map<string, number>();

  constructor(type: DnsName, limit: number, random: Random, counters: MdnsCounters, events: CacheEvents) {
    this.type = type;
    this.limit = limit;
    this.random = random;
    this.counters = counters;
    this.events = events;
  }

  /**
   * Takes in a response; `isOwn` tells the offset of an instance's name that is this node's own. Returns when what was
   * heard is to be looked at again; Infinity where nothing was. @hot
   */
  take(message: DnsMessage, source: string, now: number, isOwn: (at: number) => boolean): number {
    const { type: types, questionEnd, count } = message;
    let heard = false;
    for (let i = questionEnd; i < count; i++) {
      if (types[i] !== TYPE_PTR) continue;
      const at = instanceAt(message, i, this.type);
      if (at >= 0 && !isOwn(at) && this.takePointer(message, i, at, source, now)) heard = true;
    }
    if (this.entries.length === 0) return Number.POSITIVE_INFINITY;
    // The order of records in a packet means nothing: first whose host is where, then the hosts.
    for (let i = questionEnd; i < count; i++) {
      if ((types[i] === TYPE_SRV || types[i] === TYPE_TXT) && this.takeDetail(message, i, now)) heard = true;
    }
    for (let i = questionEnd; i < count; i++) {
      if (types[i] === TYPE_A && this.takeAddress(message, i, now)) heard = true;
    }
    return heard ? this.settleHeard(now) : Number.POSITIVE_INFINITY;
  }

  /** Forgets what has expired. Returns whether an instance fell silent, rather than having said goodbye. */
  expire(now: number): boolean {
    let silent = false;
    for (const entry of this.entries.slice()) {
      if (entry.nextMs > now) continue;
      const isGone = entry.expire(now);
      const isGivenUp = !entry.isResolved && entry.attempts >= MAX_ATTEMPTS && entry.askMs <= now;
      if (isGone || isGivenUp) {
        silent = silent || (entry.reported && !entry.pointer.wasEnded && !entry.service.wasEnded);
        this.remove(entry);
      } else {
        this.settle(entry, now);
      }
    }
    return silent;
  }

  /** The instance with the name at `at` of a packet, or of a name of our own. */
  find(bytes: Uint8Array, at: number): CachedService | undefined {
    if (this.last !== undefined && sameName(bytes, at, this.last.instance, 0)) return this.last;
    for (let i = 0; i < this.entries.length; i++) {
      const entry = this.entries[i]!;
      if (!sameName(bytes, at, entry.instance, 0)) continue;
      this.last = entry;
      return entry;
    }
    return undefined;
  }

  /** Forgets all, and tells nobody. */
  clear(): void {
    this.entries.length = 0;
    this.places.clear();
    this.last = undefined;
  }

  /** Whether there is no place for one more, but by somebody's leave. */
  get isFull(): boolean {
    return this.entries.length >= this.limit;
  }

  /** Whether some instance is at an address. */
  hasAddress(address: string): boolean {
    for (const entry of this.entries) {
      for (const known of entry.addresses) if (known.address === address) return true;
    }
    return false;
  }

  /** When `expire` has something to do, or a record is to be asked for. */
  get nextMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const entry of this.entries) next = Math.min(next, entry.nextMs);
    return next;
  }

  private takePointer(message: DnsMessage, i: number, at: number, source: string, now: number): boolean {
    let entry = this.find(message.bytes, at);
    if (message.ttlS[i] === 0) {
      if (entry === undefined) return false;
      entry.pointer.end(now);
      entry.isHeard = true;
      return true;
    }
    if (entry === undefined) {
      if (firstLabel(message.bytes, at) === "") return false;
      if (this.isFull && !this.makeRoom(source)) {
        this.counters.instancesRefused++;
        return false;
      }
      entry = new CachedService(copyName(message.bytes, at), source);
      this.entries.push(entry);
      this.places.set(source, this.placesOf(source) + 1);
    }
    entry.pointer.renew(now, Math.min(message.ttlS[i]!, OTHER_TTL_S), this.jitter);
    entry.isHeard = true;
    return true;
  }

  private takeDetail(message: DnsMessage, i: number, now: number): boolean {
    const entry = this.find(message.bytes, message.nameAt[i]!);
    if (entry === undefined || message.plainClass(i) !== CLASS_IN) return false;
    if (message.type[i] === TYPE_SRV) takeService(entry, message, i, now, this.jitter);
    else takeText(entry, message, i, now, this.jitter);
    entry.isHeard = true;
    return true;
  }

  private takeAddress(message: DnsMessage, i: number, now: number): boolean {
    let heard = false;
    for (const entry of this.entries) {
      if (entry.host === undefined || !message.isNamed(i, entry.host)) continue;
      if (message.plainClass(i) !== CLASS_IN) return false;
      takeAddress(entry, message, i, now, this.jitter);
      entry.isHeard = true;
      heard = true;
    }
    return heard;
  }

  /** Sees to what a packet told of; returns when that is to be looked at again. */
  private settleHeard(now: number): number {
    this.jitter = randomMs(this.random, 0, 1);
    let next = Number.POSITIVE_INFINITY;
    for (const entry of this.entries.filter((each) => each.isHeard)) {
      entry.isHeard = false;
      this.settle(entry, now);
      next = Math.min(next, entry.nextMs);
    }
    return next;
  }

  /** Tells the owner what became of an instance; asks for what is missing. */
  private settle(entry: CachedService, now: number): void {
    flushAddresses(entry, now);
    if (!entry.isResolved) {
      if (entry.askMs === 0) entry.askMs = now + randomMs(this.random, ASK_LOW_MS, ASK_HIGH_MS);
      return;
    }
    entry.attempts = entry.askMs = 0;
    const wasReported = entry.reported;
    const wasChanged = entry.changed;
    entry.reported = true;
    entry.changed = false;
    if (!wasReported) this.events.onFound(entry);
    else if (wasChanged) this.events.onUpdate(entry);
  }

  private remove(entry: CachedService): void {
    this.entries.splice(this.entries.indexOf(entry), 1);
    if (this.last === entry) this.last = undefined;
    const places = this.placesOf(entry.source) - 1;
    if (places > 0) this.places.set(entry.source, places);
    else this.places.delete(entry.source);
    if (entry.reported) this.events.onLost(entry);
  }

  /**
   * Frees a place for an instance that `source` tells of: first that of one that never was complete, else the newest of
   * whoever holds two places more than `source` would. So one sender's flood leaves all others their places, and
   * where everybody has his share, the newcomer is refused.
   */
  private makeRoom(source: string): boolean {
    let victim = this.entries.find((entry) => !entry.reported);
    if (victim === undefined) {
      const room = this.placesOf(source) + 2;
      let most = room - 1;
      for (const entry of this.entries) {
        const places = this.placesOf(entry.source);
        // Later entries are newer: of the greediest sender's, the last one found goes.
        if (places < room || places < most) continue;
        most = places;
        victim = entry;
      }
    }
    if (victim === undefined) return false;
    this.remove(victim);
    return true;
  }

  private placesOf(source: string): number {
    return this.places.get(source) ?? 0;
  }
}

/** Whether some record of a type is known of an entry, so that it need not be asked for. */
export function isMissing(entry: CachedService, type: number): boolean {
  if (type === TYPE_SRV) return entry.host === undefined;
  if (type === TYPE_TXT) return entry.txt === undefined;
  return entry.host !== undefined && entry.addresses.length === 0;
}
