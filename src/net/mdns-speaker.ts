import {
  type DnsEncoder,
  SECTION_ADDITIONAL,
  SECTION_ANSWER,
  SECTION_AUTHORITY,
  type Section,
} from "./dns-encoder.ts";
import { type DnsMessage, FLAG_RESPONSE } from "./dns-message.ts";
import { copyName } from "./dns-name.ts";
import { TYPE_A, TYPE_ANY, TYPE_SRV } from "./dns-record.ts";
import type { Claim, HostClaim, OwnRecord } from "./mdns-claim.ts";
import { MDNS_PORT, type MdnsLink } from "./mdns-link.ts";

/** Response, authoritative answer: the only flags of an answer (RFC 6762, section 18). */
const FLAGS_ANSWER = FLAG_RESPONSE | 0x0400;
/** A conventional resolver is told a short lifetime, for nothing keeps its cache fresh (RFC 6762, section 6.7). */
const LEGACY_TTL_S = 10;
/** A record is not multicast again before (RFC 6762, section 6). */
export const REPEAT_MS = 1000;

/** Puts records of ours into packets and sends them. */
export class MdnsSpeaker {
  private readonly link: MdnsLink;
  private readonly encoder: DnsEncoder;
  private readonly host: HostClaim;

  constructor(link: MdnsLink, encoder: DnsEncoder, host: HostClaim) {
    this.link = link;
    this.encoder = encoder;
    this.host = host;
  }

  /** Asks whether names are free, with what their records would be (RFC 6762, section 8.1). */
  probe(claims: readonly Claim[]): void {
    const { encoder } = this;
    let first = 0;
    while (first < claims.length) {
      // One more claim a packet as long as all of it fits; a single one does, by the bounds of its records.
      let count = 1;
      while (first + count < claims.length && this.encodeProbe(claims, first, count + 1)) count++;
      this.encodeProbe(claims, first, count);
      this.link.multicast(encoder.finish());
      first += count;
    }
  }

  /** Tells all of some claims' records, unasked (RFC 6762, section 8.3). */
  announce(claims: readonly Claim[], now: number): void {
    const answers: OwnRecord[] = [];
    const more: OwnRecord[] = [];
    for (const claim of claims) {
      answers.push(...claim.shared, ...claim.unique);
      if (claim === this.host && claim.absence !== undefined) more.push(claim.absence);
    }
    this.multicast(answers, more, now);
  }

  /** Tells that records are no more (RFC 6762, section 10.1). */
  goodbye(records: readonly OwnRecord[]): void {
    if (records.length === 0) return;
    this.encoder.start(0, FLAGS_ANSWER);
    this.fill(records, true, () => this.link.multicast(this.encoder.finish()));
    this.link.multicast(this.encoder.finish());
  }

  /** Answers everybody, with what an asker will want next. */
  answerAll(answers: readonly OwnRecord[], now: number): void {
    const more = this.additional(answers).filter((record) => record.lastMulticastMs <= now - REPEAT_MS);
    this.multicast(answers, more, now);
  }

  /** Answers one asker of multicast DNS. */
  answerOne(answers: readonly OwnRecord[], address: string): void {
    this.encoder.start(0, FLAGS_ANSWER);
    const send = () => this.link.unicast(this.encoder.finish(), address, MDNS_PORT);
    this.fill(answers, false, send);
    for (const record of this.additional(answers)) this.encode(SECTION_ADDITIONAL, record, record.ttlS);
    send();
  }

  /** Answers a conventional resolver: its id and questions again, in one packet (RFC 6762, section 6.7). */
  answerLegacy(query: DnsMessage, answers: readonly OwnRecord[], address: string, port: number): void {
    const { encoder } = this;
    encoder.start(query.id, FLAGS_ANSWER, true);
    for (let i = 0; i < query.questionEnd; i++) {
      encoder.question(copyName(query.bytes, query.nameAt[i]!), query.type[i]!, false);
    }
    for (const record of answers) this.encode(SECTION_ANSWER, record, Math.min(record.ttlS, LEGACY_TTL_S));
    for (const record of this.additional(answers)) {
      this.encode(SECTION_ADDITIONAL, record, Math.min(record.ttlS, LEGACY_TTL_S));
    }
    this.link.unicast(encoder.finish(), address, port);
  }

  private multicast(answers: readonly OwnRecord[], more: readonly OwnRecord[], now: number): void {
    this.encoder.start(0, FLAGS_ANSWER);
    this.fill(answers, false, () => this.link.multicast(this.encoder.finish()));
    for (const record of answers) markSent(record, now);
    for (const record of more) {
      if (this.encode(SECTION_ADDITIONAL, record, record.ttlS)) markSent(record, now);
    }
    this.link.multicast(this.encoder.finish());
  }

  /** Adds answers, or their end; sends a packet whenever one is full. */
  private fill(answers: readonly OwnRecord[], ended: boolean, send: () => void): void {
    for (const record of answers) {
      const ttlS = ended ? 0 : record.ttlS;
      if (this.encode(SECTION_ANSWER, record, ttlS)) continue;
      send();
      this.encoder.start(0, FLAGS_ANSWER);
      this.encode(SECTION_ANSWER, record, ttlS);
    }
  }

  private encode(section: Section, record: OwnRecord, ttlS: number): boolean {
    return this.encoder.record(section, record, ttlS, record.unique);
  }

  private encodeProbe(claims: readonly Claim[], first: number, count: number): boolean {
    const { encoder } = this;
    encoder.start(0, 0);
    for (let i = first; i < first + count; i++) {
      // The last one is answered by multicast: a unicast answer may reach another program on the same port.
      const unicast = claims[i]!.probesSent < 2 && !this.link.sharesPort;
      if (!encoder.question(claims[i]!.name, TYPE_ANY, unicast)) return false;
    }
    for (let i = first; i < first + count; i++) {
      for (const record of claims[i]!.unique) {
        if (!encoder.record(SECTION_AUTHORITY, record, record.ttlS, false)) return false;
      }
    }
    return true;
  }

  /** What goes with answers so that nobody has to ask again (RFC 6763, section 12), without what is an answer already. */
  private additional(answers: readonly OwnRecord[]): OwnRecord[] {
    const more: OwnRecord[] = [];
    const add = (record: OwnRecord | undefined) => {
      if (record === undefined || !record.claim.isOurs) return;
      if (!answers.includes(record) && !more.includes(record)) more.push(record);
    };
    for (const record of answers) {
      const leadsToService = record === record.claim.shared[0];
      const leadsToHost = leadsToService || record.type === TYPE_SRV;
      if (leadsToService) for (const unique of record.claim.unique) add(unique);
      if (leadsToHost) for (const address of this.host.unique) add(address);
      if (leadsToHost || record.type === TYPE_A) add(this.host.absence);
    }
    return more;
  }
}

function markSent(record: OwnRecord, now: number): void {
  record.lastMulticastMs = now;
  record.dueMs = 0;
  record.waitsFor = "";
}
