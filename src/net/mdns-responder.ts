import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import type { DnsMessage } from "./dns-message.ts";
import { CLASS_ANY, CLASS_IN, HOST_TTL_S, OTHER_TTL_S, TYPE_ANY, TYPE_PTR, TYPE_TXT } from "./dns-record.ts";
import type { Claim, OwnRecord } from "./mdns-claim.ts";
import { MDNS_PORT, type MdnsLink } from "./mdns-link.ts";
import { type MdnsSpeaker, REPEAT_MS } from "./mdns-speaker.ts";
import { Alarm, type MdnsPorts, nowMs, randomMs } from "./mdns-timing.ts";

/** Where several nodes may answer, each waits so long, so that they do not collide (RFC 6762, section 6). */
const SHARED_LOW_MS = 20;
const SHARED_HIGH_MS = 120;
/** An asker that has more known answers to send is waited for (RFC 6762, section 7.2). */
const TRUNCATED_LOW_MS = 400;
const TRUNCATED_HIGH_MS = 500;
/** A name is defended against a probe though its record was multicast a moment ago (RFC 6762, section 6). */
const DEFENCE_MS = 250;
/** Askers that wait for an answer by unicast; further ones are answered with everybody. */
const MAX_LETTERS = 4;

/** An answer by unicast that waits for its time. */
interface Letter {
  address: string;
  records: OwnRecord[];
  dueMs: number;
}

/** Answers questions about our names (RFC 6762, sections 6 and 7). */
export class MdnsResponder {
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly link: MdnsLink;
  private readonly speaker: MdnsSpeaker;
  private readonly claims: readonly Claim[];
  private readonly alarm: Alarm;
  private letters: Letter[] = [];

  /** `claims` is the caller's list, looked at anew for each question. */
  constructor(ports: MdnsPorts, link: MdnsLink, speaker: MdnsSpeaker, claims: readonly Claim[]) {
    this.clock = ports.clock;
    this.random = ports.random;
    this.link = link;
    this.speaker = speaker;
    this.claims = claims;
    this.alarm = new Alarm(ports, () => this.send());
  }

  stop(): void {
    this.alarm.clear();
    this.letters = [];
  }

  onQuery(message: DnsMessage, address: string, port: number): void {
    const now = nowMs(this.clock);
    if (message.questionEnd === 0) {
      this.callOff(message, address, now);
      return;
    }
    const wished = this.wishes(message);
    if (wished.length === 0) return;
    if (port !== MDNS_PORT) {
      this.speaker.answerLegacy(message, wished, address, port);
      return;
    }
    const isProbe = message.authorityEnd > message.answerEnd;
    if (!message.isTruncated && this.mayUnicast(wished, address, now)) {
      this.write(wished, address, isProbe, now);
      return;
    }
    this.plan(wished, address, isProbe, message.isTruncated, now);
  }

  /** Looks at a response of another node for records that are ours too. @hot */
  onResponse(message: DnsMessage): void {
    const { type: types, ttlS, count } = message;
    const isWaiting = this.alarm.dueMs > 0;
    for (let i = message.questionEnd; i < count; i++) {
      const type = types[i]!;
      const half = type === TYPE_PTR || type === TYPE_TXT ? OTHER_TTL_S / 2 : HOST_TTL_S / 2;
      // Almost always nothing of ours waits to be told, and nothing is told to end.
      if (!isWaiting && ttlS[i]! >= half) continue;
      for (const claim of this.claims) {
        if (!claim.isOurs) continue;
        for (const record of claim.unique) if (record.type === type) this.compare(message, i, record);
        for (const record of claim.shared) if (record.type === type) this.compare(message, i, record);
      }
    }
  }

  /** The records that a query asks for and does not know yet. */
  private wishes(message: DnsMessage): OwnRecord[] {
    const wished: OwnRecord[] = [];
    for (let i = 0; i < message.questionEnd; i++) {
      const plain = message.plainClass(i);
      if (plain !== CLASS_IN && plain !== CLASS_ANY) continue;
      for (const claim of this.claims) if (claim.isOurs) collect(message, i, claim, wished);
    }
    let kept = 0;
    for (const record of wished) if (!isKnown(message, record)) wished[kept++] = record;
    wished.length = kept;
    return wished;
  }

  /**
   * Whether all that is wished may go to the asker alone: it said so for each, everybody has heard it within a quarter of its
   * lifetime (RFC 6762, section 5.4), and no other program of the same machine could get it instead.
   */
  private mayUnicast(wished: readonly OwnRecord[], address: string, now: number): boolean {
    if (this.link.isOwnAddress(address)) return false;
    for (const record of wished) {
      if (!record.forAskerOnly || now - record.lastMulticastMs > record.ttlS * 250) return false;
    }
    return true;
  }

  private write(wished: OwnRecord[], address: string, isProbe: boolean, now: number): void {
    if (isProbe) {
      this.speaker.answerOne(wished, address);
      return;
    }
    const dueMs = now + this.delayMs(wished, false);
    const letter = this.letters.find((other) => other.address === address);
    if (letter !== undefined) {
      for (const record of wished) if (!letter.records.includes(record)) letter.records.push(record);
    } else if (this.letters.length < MAX_LETTERS) {
      this.letters.push({ address, records: wished, dueMs });
    } else {
      this.plan(wished, address, false, false, now);
      return;
    }
    this.ring(dueMs, now);
  }

  /** Puts records among those that are to be multicast. */
  private plan(
    wished: readonly OwnRecord[],
    address: string,
    isProbe: boolean,
    truncated: boolean,
    now: number,
  ): void {
    let dueMs = now + (isProbe ? 0 : this.delayMs(wished, truncated));
    // Answers that wait already leave at a time as random as any: these go with them.
    const set = this.alarm.dueMs;
    if (!truncated && dueMs > now && set >= now + SHARED_LOW_MS && set <= now + SHARED_HIGH_MS) dueMs = set;
    for (const record of wished) this.schedule(record, dueMs, isProbe ? DEFENCE_MS : REPEAT_MS, address);
    this.ring(dueMs, now);
  }

  private schedule(record: OwnRecord, dueMs: number, repeatMs: number, address: string): void {
    const earliest = Math.max(dueMs, record.lastMulticastMs + repeatMs);
    if (record.dueMs === 0) {
      record.dueMs = earliest;
      record.waitsFor = address;
    } else {
      record.dueMs = Math.min(record.dueMs, earliest);
      if (record.waitsFor !== address) record.waitsFor = "";
    }
  }

  private delayMs(wished: readonly OwnRecord[], truncated: boolean): number {
    if (truncated) return randomMs(this.random, TRUNCATED_LOW_MS, TRUNCATED_HIGH_MS);
    for (const record of wished) {
      if (!record.unique) return randomMs(this.random, SHARED_LOW_MS, SHARED_HIGH_MS);
    }
    return 0;
  }

  /** Sends what is due now, and sees to it that the rest is sent in its time. */
  private ring(dueMs: number, now: number): void {
    if (dueMs <= now) this.send();
    else this.wake();
  }

  private wake(): void {
    let next = Number.POSITIVE_INFINITY;
    for (const letter of this.letters) next = Math.min(next, letter.dueMs);
    for (const claim of this.claims) {
      for (const record of claim.unique) if (record.dueMs > 0) next = Math.min(next, record.dueMs);
      for (const record of claim.shared) if (record.dueMs > 0) next = Math.min(next, record.dueMs);
      const { absence } = claim;
      if (absence !== undefined && absence.dueMs > 0) next = Math.min(next, absence.dueMs);
    }
    this.alarm.at(next);
  }

  private send(): void {
    const now = nowMs(this.clock);
    const answers: OwnRecord[] = [];
    for (const claim of this.claims) {
      for (const record of claim.shared) takeDue(record, now, answers);
      for (const record of claim.unique) takeDue(record, now, answers);
      if (claim.absence !== undefined) takeDue(claim.absence, now, answers);
    }
    if (answers.length > 0) this.speaker.answerAll(answers, now);
    const due = this.letters.filter((letter) => letter.dueMs <= now);
    this.letters = this.letters.filter((letter) => letter.dueMs > now);
    for (const { address, records } of due) {
      const current = records.filter((record) => record.claim.isOurs && record.claim.has(record));
      if (current.length > 0) this.speaker.answerOne(current, address);
    }
    this.wake();
  }

  /** Further known answers of an asker that said more would come: what it knows it is not told (RFC 6762, section 7.2). */
  private callOff(message: DnsMessage, address: string, now: number): void {
    const more = message.isTruncated ? now + randomMs(this.random, TRUNCATED_LOW_MS, TRUNCATED_HIGH_MS) : 0;
    for (const claim of this.claims) {
      for (const record of claim.unique) update(record);
      for (const record of claim.shared) update(record);
    }
    function update(record: OwnRecord): void {
      if (record.dueMs === 0 || record.waitsFor !== address) return;
      if (isKnown(message, record)) record.dueMs = 0;
      else if (more > record.dueMs) record.dueMs = more;
    }
  }

  /** Another node told a record of ours: no need to repeat it; or told its end: it must be told again (section 6.6). */
  private compare(message: DnsMessage, i: number, record: OwnRecord): void {
    if (!message.isRecord(i, record)) return;
    const now = nowMs(this.clock);
    const ttlS = message.ttlS[i]!;
    if (2 * ttlS < record.ttlS) {
      this.plan([record], "", false, false, now);
    } else if (record.dueMs > 0 && ttlS >= record.ttlS) {
      record.dueMs = 0;
      record.lastMulticastMs = now;
    }
  }
}

/** Adds the records of a claim that question `i` asks for, or the one that says there is none such. */
function collect(message: DnsMessage, i: number, claim: Claim, wished: OwnRecord[]): void {
  const type = message.type[i]!;
  const forAskerOnly = message.isFlagged(i);
  for (const record of claim.shared) {
    if ((type === record.type || type === TYPE_ANY) && message.isNamed(i, record.name))
      add(record, forAskerOnly, wished);
  }
  if (!message.isNamed(i, claim.name)) return;
  let found = false;
  for (const record of claim.unique) {
    if (type !== record.type && type !== TYPE_ANY) continue;
    add(record, forAskerOnly, wished);
    found = true;
  }
  if (!found && claim.absence !== undefined) add(claim.absence, forAskerOnly, wished);
}

/** Of two questions for one record, the one that wants everybody to hear counts. */
function add(record: OwnRecord, forAskerOnly: boolean, wished: OwnRecord[]): void {
  if (wished.includes(record)) {
    record.forAskerOnly = record.forAskerOnly && forAskerOnly;
  } else {
    record.forAskerOnly = forAskerOnly;
    wished.push(record);
  }
}

/** Whether the asker listed a record as known, with at least half of its lifetime left (RFC 6762, section 7.1). */
function isKnown(message: DnsMessage, record: OwnRecord): boolean {
  for (let i = message.questionEnd; i < message.answerEnd; i++) {
    if (message.ttlS[i]! * 2 >= record.ttlS && message.isRecord(i, record)) return true;
  }
  return false;
}

function takeDue(record: OwnRecord, now: number, due: OwnRecord[]): void {
  if (record.dueMs === 0 || record.dueMs > now) return;
  record.dueMs = 0;
  if (record.claim.isOurs) due.push(record);
}
