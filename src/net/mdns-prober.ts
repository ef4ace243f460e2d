import { assert } from "../ports/assert.ts";
import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import type { DnsMessage } from "./dns-message.ts";
import { compareBytes, type DnsRecord, TYPE_ANY, TYPE_NSEC } from "./dns-record.ts";
import type { Claim, HostClaim } from "./mdns-claim.ts";
import type { MdnsCounters } from "./mdns-link.ts";
import type { MdnsSpeaker } from "./mdns-speaker.ts";
import { Alarm, type MdnsPorts, nowMs, randomMs } from "./mdns-timing.ts";

/** Probes of a name, and the time behind each (RFC 6762, section 8.1). */
const PROBES = 3;
const PROBE_MS = 250;
/** Announcements of a name that was won, and the time between them (RFC 6762, section 8.3). */
const ANNOUNCEMENTS = 2;
const ANNOUNCE_MS = 1000;
/** Who loses a tie waits so long and asks again (RFC 6762, section 8.2). */
const TIE_LOST_MS = 1000;
const MAX_TIES_LOST = 4;
/** After 15 conflicts within 10 s every further try waits for 5 s, until one wins (RFC 6762, section 8.1). */
const MANY_CONFLICTS = 15;
const CONFLICTS_MS = 10_000;
const SLOW_MS = 5000;

export interface ProberEvents {
  /** A name was taken by another node, and this claim has won the next free one. */
  onRename(claim: Claim): void;
  /** A claim took another name and begins to ask for it: what leads to it must follow. */
  onNewName(claim: Claim): void;
  /** A claim's name is its own, and all were told. */
  onAnnounced(claim: Claim): void;
}

/** Makes names ours: probes for them, announces them, gives way or renames on conflict (RFC 6762, sections 8 and 9). */
export class MdnsProber {
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly host: HostClaim;
  private readonly speaker: MdnsSpeaker;
  private readonly counters: MdnsCounters;
  private readonly events: ProberEvents;
  private readonly alarm: Alarm;
  /** Every claim that is not idle, the host's among them. */
  private readonly claims: Claim[] = [];
  /** Times of the last conflicts, in a ring. */
  private readonly conflictMs: Float64Array = new Float64Array(MANY_CONFLICTS).fill(Number.NEGATIVE_INFINITY);
  private conflicts = 0;
  /** There were many conflicts, and no name was won since. */
  private isSlow = false;

  constructor(
    ports: MdnsPorts,
    host: HostClaim,
    speaker: MdnsSpeaker,
    counters: MdnsCounters,
    events: ProberEvents,
  ) {
    this.clock = ports.clock;
    this.random = ports.random;
    this.host = host;
    this.speaker = speaker;
    this.counters = counters;
    this.events = events;
    this.alarm = new Alarm(ports, () => this.work());
  }

  /** Begins to ask for a claim's name, whatever was before. Claims that begin at about the same time ask in one packet. */
  begin(claim: Claim): void {
    claim.tiesLost = 0;
    this.restart(claim, this.firstProbeMs(claim, nowMs(this.clock)));
  }

  /** Tells a claim's records again, for they changed; at most once a second. */
  announce(claim: Claim): void {
    if (!claim.isOurs) return;
    claim.state = "announcing";
    claim.announcementsLeft = ANNOUNCEMENTS;
    claim.nextMs = Math.max(nowMs(this.clock), claim.lastAnnouncedMs + ANNOUNCE_MS);
    this.alarm.at(claim.nextMs);
  }

  /** Lets a name go, silently. */
  drop(claim: Claim): void {
    claim.state = "idle";
    const at = this.claims.indexOf(claim);
    if (at >= 0) this.claims.splice(at, 1);
    if (this.claims.length === 0) this.alarm.clear();
  }

  /** Looks at a response of another node for records of our names. @hot */
  onResponse(message: DnsMessage): void {
    const { type: types, count } = message;
    for (const claim of this.claims) {
      const isProbing = claim.state === "probing";
      for (let i = message.questionEnd; i < count; i++) {
        // A name that is ours is disputed by records of our own types only.
        if (!isProbing && !claim.hasType(types[i]!)) continue;
        if (!isConflict(message, i, claim)) continue;
        this.onConflict(claim);
        break;
      }
    }
  }

  /** Looks at a query of another node that asks for names to hold: the later of two in order of data wins. */
  onProbe(message: DnsMessage): void {
    for (let i = 0; i < message.questionEnd; i++) {
      if (message.type[i] !== TYPE_ANY) continue;
      for (const claim of this.claims) {
        if (claim.state !== "probing" || !message.isNamed(i, claim.name)) continue;
        if (compareProbes(claim, message) >= 0) continue;
        this.counters.conflicts++;
        // Whoever wins time and again without taking the name shall not keep us from having one.
        if (++claim.tiesLost >= MAX_TIES_LOST) this.rename(claim);
        this.restart(claim, nowMs(this.clock) + TIE_LOST_MS);
      }
    }
  }

  private onConflict(claim: Claim): void {
    this.counters.conflicts++;
    const start = this.afterConflict(claim);
    // Who held the name asks for it once more: perhaps the other gives way. Who asks for it takes another.
    if (claim.state === "probing") this.rename(claim);
    this.restart(claim, start);
  }

  /** Notes a conflict; returns when the next try may begin. */
  private afterConflict(claim: Claim): number {
    const now = nowMs(this.clock);
    const slot = this.conflicts++ % MANY_CONFLICTS;
    if (now - this.conflictMs[slot]! < CONFLICTS_MS) this.isSlow = true;
    this.conflictMs[slot] = now;
    return this.isSlow ? now + SLOW_MS : this.firstProbeMs(claim, now);
  }

  /** A random moment soon; that of another claim where one is about to begin. */
  private firstProbeMs(claim: Claim, now: number): number {
    for (const other of this.claims) {
      if (other === claim || other.state !== "probing" || other.probesSent > 0) continue;
      if (other.nextMs <= now + PROBE_MS) return other.nextMs;
    }
    return now + randomMs(this.random, 0, PROBE_MS);
  }

  private rename(claim: Claim): void {
    claim.tiesLost = 0;
    claim.rename();
    this.events.onNewName(claim);
  }

  private restart(claim: Claim, startMs: number): void {
    if (!this.claims.includes(claim)) this.claims.push(claim);
    claim.state = "probing";
    claim.probesSent = 0;
    claim.nextMs = startMs;
    this.alarm.at(startMs);
  }

  /** Sends the probes and announcements that are due. */
  private work(): void {
    const now = nowMs(this.clock);
    const probes: Claim[] = [];
    const announcements: Claim[] = [];
    for (const claim of this.claims) {
      if (claim.nextMs > now || claim.state === "held") continue;
      if (claim.state === "probing") stepProbe(claim, probes);
      if (claim.state !== "announcing") continue;
      // A service is told of together with its host, not before.
      if (claim !== this.host && this.host.state === "probing") claim.nextMs = this.host.nextMs;
      else announcements.push(claim);
    }
    for (const claim of probes) claim.nextMs = now + PROBE_MS;
    if (probes.length > 0) this.speaker.probe(probes);
    for (const claim of probes) claim.probesSent++;
    for (const claim of announcements) {
      this.isSlow = false;
      claim.lastAnnouncedMs = now;
      claim.nextMs = now + ANNOUNCE_MS;
      if (--claim.announcementsLeft === 0) claim.state = "held";
    }
    if (announcements.length > 0) this.speaker.announce(announcements, now);
    let next = Number.POSITIVE_INFINITY;
    for (const claim of this.claims) if (claim.state !== "held") next = Math.min(next, claim.nextMs);
    this.alarm.at(next);
    for (const claim of announcements) {
      this.events.onAnnounced(claim);
      this.tell(claim);
    }
  }

  private tell(claim: Claim): void {
    if (claim.label === claim.toldLabel) return;
    claim.toldLabel = claim.label;
    this.events.onRename(claim);
  }
}

/** Lets a claim ask once more, or have its name. */
function stepProbe(claim: Claim, probes: Claim[]): void {
  if (claim.probesSent < PROBES) {
    probes.push(claim);
    return;
  }
  claim.state = "announcing";
  claim.announcementsLeft = ANNOUNCEMENTS;
}

/** Whether a record of another node disputes a claim's name. */
function isConflict(message: DnsMessage, i: number, claim: Claim): boolean {
  if (message.ttlS[i] === 0 || message.type[i] === TYPE_NSEC || !message.isNamed(i, claim.name)) return false;
  let sameType = false;
  for (const record of claim.unique) {
    if (record.type !== message.type[i]) continue;
    if (message.hasData(i, record.data)) return false;
    sameType = true;
  }
  return sameType || claim.state === "probing";
}

/** Order of our records and those that a probe of another node proposes for the same name (RFC 6762, section 8.2). */
function compareProbes(claim: Claim, message: DnsMessage): number {
  const ours = claim.unique.map(sortKey).sort(compareBytes);
  const theirs: Uint8Array[] = [];
  for (let i = message.answerEnd; i < message.authorityEnd; i++) {
    if (message.isNamed(i, claim.name))
      theirs.push(sortKeyOf(message.plainClass(i), message.type[i]!, message.copyData(i)));
  }
  theirs.sort(compareBytes);
  assert(ours.length > 0, "a claim has records");
  for (let i = 0; i < ours.length && i < theirs.length; i++) {
    const order = compareBytes(ours[i]!, theirs[i]!);
    if (order !== 0) return order;
  }
  return ours.length - theirs.length;
}

function sortKey(record: DnsRecord): Uint8Array {
  return sortKeyOf(1, record.type, record.data);
}

/** Class, then type, then data: the bytes by which records are put in order. */
function sortKeyOf(recordClass: number, type: number, data: Uint8Array): Uint8Array {
  const key = new Uint8Array(4 + data.length);
  key[0] = recordClass >> 8;
  key[1] = recordClass;
  key[2] = type >> 8;
  key[3] = type;
  key.set(data, 4);
  return key;
}
