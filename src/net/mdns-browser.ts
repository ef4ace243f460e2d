import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import type { DnsEncoder } from "./dns-encoder.ts";
import { SECTION_ANSWER } from "./dns-encoder.ts";
import { type DnsMessage, FLAG_TRUNCATED } from "./dns-message.ts";
import type { DnsName } from "./dns-name.ts";
import { pointerRecord, TYPE_A, TYPE_PTR, TYPE_SRV, TYPE_TXT, typeName } from "./dns-record.ts";
import { isMissing, MAX_INSTANCES, ServiceCache } from "./mdns-cache.ts";
import { type CachedService, instanceAt, type MdnsService } from "./mdns-cached-service.ts";
import type { MdnsLink } from "./mdns-link.ts";
import { Alarm, type MdnsPorts, nowMs, randomMs } from "./mdns-timing.ts";

/** The first question waits so long, so that nodes that start together do not collide (RFC 6762, section 5.2). */
const START_LOW_MS = 20;
const START_HIGH_MS = 120;
/** Time behind the first question; it doubles up to the last, which a little chance keeps nodes from asking in step. */
const FIRST_INTERVAL_MS = 1000;
const LAST_INTERVAL_MS = 60_000;
const INTERVAL_JITTER = 0.05;
/** Where there is no place for what would be found. Not never: who floods the network gives up places to those who answer. */
const FULL_INTERVAL_MS = 1_200_000;
/** Two queries are at least so far apart, whatever others send. */
const QUERY_GAP_MS = 250;
/** What others know makes us ask earlier, at the most so often. */
const HINT_GAP_MS = 4000;
/**
 * A question is left to others that ask the same for so many intervals, by chance: perhaps not all who hear us hear them,
 * and nodes shall not come back all at once.
 */
const LEFT_LOW = 1.5;
const LEFT_HIGH = 4;

export interface BrowseOptions {
  /** A service can be used: its host, port, addresses and text are known. This node's own services are not reported. */
  onFound(service: MdnsService): void;
  /** Host, port, addresses or text of a service that was found are others now. */
  onUpdate(service: MdnsService): void;
  /** A service said goodbye, or was not heard of for the lifetime of its records (at most 120 s). */
  onLost(service: MdnsService): void;
  /**
   * When this node last heard of whoever offers a service, otherwise than by multicast DNS, in milliseconds of `nowMs`; negative
   * for never. While that is so its host's records need not be renewed each two minutes.
   */
  heardMs?(service: Readonly<CachedService>): number;
  /** Instances that are kept at the most; default 32. */
  maxInstances?: number;
}

/** Whether the name at an offset of a packet is that of a service of this node. */
export type OwnTest = (bytes: Uint8Array, at: number) => boolean;

/** Looks for the services of one type, until stopped (RFC 6762, section 5.2; RFC 6763, section 4). */
export class Browser {
  readonly type: string;
  private readonly name: DnsName;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly link: MdnsLink;
  private readonly encoder: DnsEncoder;
  private readonly isOwn: OwnTest;
  private readonly cache: ServiceCache;
  private readonly alarm: Alarm;
  private readonly heardMs: BrowseOptions["heardMs"];
  private intervalMs = FIRST_INTERVAL_MS;
  private nextQueryMs: number;
  private lastQueryMs: number = Number.NEGATIVE_INFINITY;
  /** Until when the question for the type is left to others. */
  private leaveUntilMs: number;
  private isFirst = true;
  private stopped = false;

  constructor(
    ports: MdnsPorts,
    link: MdnsLink,
    encoder: DnsEncoder,
    isOwn: OwnTest,
    type: string,
    options: BrowseOptions,
  ) {
    this.type = type;
    this.name = typeName(type);
    this.clock = ports.clock;
    this.random = ports.random;
    this.link = link;
    this.encoder = encoder;
    this.isOwn = isOwn;
    this.heardMs = options.heardMs;
    const limit = options.maxInstances ?? MAX_INSTANCES;
    this.cache = new ServiceCache(this.name, limit, ports.random, link.counters, {
      onFound: (entry) => this.tell(entry, options.onFound),
      onUpdate: (entry) => this.tell(entry, options.onUpdate),
      onLost: (entry) => this.tell(entry, options.onLost),
    });
    this.alarm = new Alarm(ports, () => this.work());
    this.nextQueryMs = this.soon();
    this.leaveUntilMs = this.nextQueryMs;
    this.alarm.at(this.nextQueryMs);
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  /** All that can be used now. */
  services(): MdnsService[] {
    const services: MdnsService[] = [];
    for (const entry of this.cache.entries) {
      if (entry.reported && entry.isResolved) services.push(entry.toService(this.type));
    }
    return services;
  }

  /** Asks now, and then in the intervals of the beginning; at most once a second. */
  refresh(): void {
    if (this.stopped) return;
    this.intervalMs = FIRST_INTERVAL_MS;
    this.nextQueryMs = Math.max(nowMs(this.clock), this.lastQueryMs + FIRST_INTERVAL_MS);
    this.leaveUntilMs = this.nextQueryMs;
    this.alarm.at(this.nextQueryMs);
  }

  /** Ends the search; no callback runs afterwards. */
  stop(): void {
    this.stopped = true;
    this.alarm.clear();
    this.cache.clear();
  }

  /** @internal The network may be another one: all begins anew, but for what is known. */
  restart(): void {
    if (this.stopped) return;
    this.isFirst = true;
    this.intervalMs = FIRST_INTERVAL_MS;
    this.nextQueryMs = this.soon();
    this.alarm.at(this.nextQueryMs);
  }

  /** @internal */
  onResponse(message: DnsMessage, address: string): void {
    if (this.stopped) return;
    const now = nowMs(this.clock);
    const next = this.cache.take(message, address, now, (at) => this.isOwn(message.bytes, at));
    if (next !== Number.POSITIVE_INFINITY) this.wakeAt(next);
  }

  /**
   * @internal Another node asks what we would ask, of everybody, and knows nothing that we do not: its question
   * counts as ours (RFC 6762, section 7.3). It does not list itself, so it must be known, too. Where there are more services
   * than places, everybody knows others, and asking for those would never end.
   */
  onQuery(message: DnsMessage, address: string): void {
    if (this.stopped) return;
    let asks = false;
    for (let i = 0; i < message.questionEnd; i++) {
      if (message.type[i] === TYPE_PTR && !message.isFlagged(i) && message.isNamed(i, this.name)) asks = true;
    }
    if (!asks) return;
    const { isFull } = this.cache;
    for (let i = message.questionEnd; i < message.answerEnd && !isFull; i++) {
      const at = message.type[i] === TYPE_PTR ? instanceAt(message, i, this.name) : -1;
      if (at < 0 || this.isOwn(message.bytes, at)) continue;
      const entry = this.cache.find(message.bytes, at);
      if (entry?.isResolved) continue;
      // There is somebody whom only the other heard.
      this.nextQueryMs = Math.min(this.nextQueryMs, Math.max(this.soon(), this.lastQueryMs + HINT_GAP_MS));
      this.wakeAt(this.nextQueryMs);
      return;
    }
    const now = nowMs(this.clock);
    if (message.isTruncated || now >= this.leaveUntilMs) return;
    if (!isFull && !this.cache.hasAddress(address)) return;
    this.planNextQuery(now);
  }

  private soon(): number {
    return nowMs(this.clock) + randomMs(this.random, START_LOW_MS, START_HIGH_MS);
  }

  private tell(entry: CachedService, callback: (service: MdnsService) => void): void {
    if (!this.stopped) callback(entry.toService(this.type));
  }

  private get everyMs(): number {
    return this.cache.isFull ? FULL_INTERVAL_MS : this.intervalMs;
  }

  private planNextQuery(now: number): void {
    this.nextQueryMs = now + this.everyMs * randomMs(this.random, 1, 1 + INTERVAL_JITTER);
    this.intervalMs = Math.min(2 * this.intervalMs, LAST_INTERVAL_MS);
  }

  private work(): void {
    const now = nowMs(this.clock);
    this.prolong();
    if (this.cache.expire(now)) {
      // Somebody fell silent: is he gone, or did packets get lost?
      this.intervalMs = FIRST_INTERVAL_MS;
      this.nextQueryMs = Math.min(this.nextQueryMs, this.soon());
    }
    if (this.stopped) return;
    if (now >= this.lastQueryMs + QUERY_GAP_MS) this.ask(now);
    this.wake();
  }

  /** All at once, so that there is seldom something to be done. */
  private prolong(): void {
    const { heardMs } = this;
    if (heardMs === undefined) return;
    for (const entry of this.cache.entries) if (entry.isResolved) entry.prolong(heardMs(entry));
  }

  private wake(): void {
    this.wakeAt(Math.min(this.nextQueryMs, this.cache.nextMs));
  }

  private wakeAt(ms: number): void {
    if (!this.stopped) this.alarm.at(Math.max(ms, this.lastQueryMs + QUERY_GAP_MS));
  }

  /** Sends one query with all the questions that are due, and behind it what is known already. */
  private ask(now: number): void {
    const { encoder } = this;
    encoder.start(0, 0);
    let asksType = now >= this.nextQueryMs;
    for (const entry of this.cache.entries) {
      if (entry.isResolved && entry.pointer.refreshMs <= now) {
        entry.pointer.refreshed();
        asksType = true;
      }
    }
    if (asksType) {
      const unicast = this.isFirst && !this.link.sharesPort;
      encoder.question(this.name, TYPE_PTR, unicast);
      this.isFirst = false;
      this.leaveUntilMs = now + this.everyMs * randomMs(this.random, LEFT_LOW, LEFT_HIGH);
      if (now >= this.nextQueryMs) this.planNextQuery(now);
    }
    for (const entry of this.cache.entries) {
      if (entry.isResolved) this.askAgain(entry, now);
      else if (entry.askMs <= now) this.askMissing(entry, now);
    }
    if (encoder.isEmpty) return;
    this.lastQueryMs = now;
    if (asksType) this.addKnown(now);
    this.link.multicast(encoder.finish());
  }

  /** Asks for records that will expire soon. */
  private askAgain(entry: CachedService, now: number): void {
    const { encoder } = this;
    if (entry.service.refreshMs <= now && encoder.question(entry.instance, TYPE_SRV, false)) {
      entry.service.refreshed();
    }
    if (entry.text.refreshMs <= now && encoder.question(entry.instance, TYPE_TXT, false))
      entry.text.refreshed();
    let asked = false;
    for (const address of entry.addresses) {
      if (address.refreshMs > now) continue;
      asked = asked || encoder.question(entry.host!, TYPE_A, false);
      if (asked) address.refreshed();
    }
  }

  private askMissing(entry: CachedService, now: number): void {
    const { encoder } = this;
    if (isMissing(entry, TYPE_SRV)) encoder.question(entry.instance, TYPE_SRV, false);
    if (isMissing(entry, TYPE_TXT)) encoder.question(entry.instance, TYPE_TXT, false);
    if (isMissing(entry, TYPE_A)) encoder.question(entry.host!, TYPE_A, false);
    entry.askMs = now + FIRST_INTERVAL_MS * 2 ** entry.attempts;
    entry.attempts++;
  }

  /** Lists the instances that need not be told, with their rest of lifetime; in several packets where one is full (section 7.2). */
  private addKnown(now: number): void {
    const { encoder } = this;
    for (const entry of this.cache.entries) {
      const { pointer } = entry;
      const restMs = pointer.expiresMs - now;
      if (!entry.isResolved || restMs * 2 < pointer.ttlMs) continue;
      const record = pointerRecord(this.name, entry.instance);
      const ttlS = Math.floor(restMs / 1000);
      if (encoder.record(SECTION_ANSWER, record, ttlS, false)) continue;
      encoder.addFlags(FLAG_TRUNCATED);
      this.link.multicast(encoder.finish());
      encoder.start(0, 0);
      encoder.record(SECTION_ANSWER, record, ttlS, false);
    }
  }
}
