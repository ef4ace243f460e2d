import { assert } from "../ports/assert.ts";
import type { DnsName } from "./dns-name.ts";
import { CLASS_FLAG, CLASS_IN, type DnsRecord, nameInData, TYPE_SRV } from "./dns-record.ts";

/** Longest packet that is sent: what one Ethernet frame takes behind IP and UDP headers, so that nothing is fragmented. */
export const MAX_SENT_BYTES = 1472;

/** Section of a record, in the order in which sections are written. */
export const SECTION_ANSWER = 1;
export const SECTION_AUTHORITY = 2;
export const SECTION_ADDITIONAL = 3;
export type Section = typeof SECTION_ANSWER | typeof SECTION_AUTHORITY | typeof SECTION_ADDITIONAL;

const HEADER_BYTES = 12;
/** Labels that later names may point to; past it names are only written longer. */
const MAX_SUFFIXES = 64;

/**
 * Writes DNS messages (layout: see `DnsMessage`), names compressed, into one buffer that is used again for each. What does
 * not fit is left out whole, and the caller is told.
 */
export class DnsEncoder {
  private readonly buffer: Uint8Array = new Uint8Array(MAX_SENT_BYTES);
  private at = HEADER_BYTES;
  /** Offsets of labels written so far, which later names may point to. */
  private readonly suffixes: Uint16Array = new Uint16Array(MAX_SUFFIXES);
  private suffixCount = 0;
  private section = 0;
  private forLegacy = false;

  /** Begins a message. To a conventional resolver ("legacy"), records bear no cache-flush bit and SRV names no pointers. */
  start(id: number, flags: number, forLegacy = false): void {
    this.buffer.fill(0, 0, HEADER_BYTES);
    this.patch(0, id);
    this.patch(2, flags);
    this.at = HEADER_BYTES;
    this.suffixCount = 0;
    this.section = 0;
    this.forLegacy = forLegacy;
  }

  /** Whether nothing was added since `start`. */
  get isEmpty(): boolean {
    return this.at === HEADER_BYTES;
  }

  /** Adds flag bits to those of `start`. */
  addFlags(flags: number): void {
    this.buffer[2]! |= flags >> 8;
    this.buffer[3]! |= flags & 0xff;
  }

  /** Adds a question; `unicast` asks for an answer by unicast (QU). False where it does not fit. */
  question(name: DnsName, type: number, unicast: boolean): boolean {
    assert(this.section === 0, "questions come first");
    const start = this.at;
    const suffixes = this.suffixCount;
    if (
      !this.writeName(name, 0, true) ||
      !this.u16(type) ||
      !this.u16(unicast ? CLASS_IN | CLASS_FLAG : CLASS_IN)
    ) {
      return this.back(start, suffixes);
    }
    this.countEntry(0);
    return true;
  }

  /** Adds a record with a lifetime of `ttlS` seconds. False where it does not fit. */
  record(section: Section, record: DnsRecord, ttlS: number, flush: boolean): boolean {
    assert(section >= this.section, "sections in their order");
    const start = this.at;
    const suffixes = this.suffixCount;
    const flag = flush && !this.forLegacy ? CLASS_FLAG : 0;
    const fits =
      this.writeName(record.name, 0, true) &&
      this.u16(record.type) &&
      this.u16(CLASS_IN | flag) &&
      this.u16(ttlS >>> 16) &&
      this.u16(ttlS & 0xffff) &&
      this.writeData(record);
    if (!fits) return this.back(start, suffixes);
    this.section = section;
    this.countEntry(section);
    return true;
  }

  /** A copy of the message. */
  finish(): Uint8Array {
    return this.buffer.slice(0, this.at);
  }

  private writeData(record: DnsRecord): boolean {
    const lengthAt = this.at;
    if (!this.u16(0)) return false;
    const data = record.data;
    const plain = nameInData(record.type);
    let from = 0;
    if (plain >= 0) {
      if (!this.raw(data, 0, plain)) return false;
      // SRV names may be compressed in multicast DNS only (RFC 6762, section 18.14; RFC 2782).
      if (!this.writeName(data, plain, !(this.forLegacy && record.type === TYPE_SRV))) return false;
      from = plain;
      while (data[from] !== 0) from += 1 + data[from]!;
      from++;
    }
    if (!this.raw(data, from, data.length)) return false;
    this.patch(lengthAt, this.at - lengthAt - 2);
    return true;
  }

  /** Writes the uncompressed name at `from`, its tail as a pointer where those labels were written before. */
  private writeName(name: Uint8Array, from: number, compress: boolean): boolean {
    // A name never points into itself: its own labels are not ended yet.
    const candidates = compress ? this.suffixCount : 0;
    let at = from;
    while (name[at] !== 0) {
      const known = this.findSuffix(name, at, candidates);
      if (known > 0) return this.u16(0xc000 | known);
      const next = at + 1 + name[at]!;
      if (this.suffixCount < MAX_SUFFIXES) this.suffixes[this.suffixCount++] = this.at;
      if (!this.raw(name, at, next)) return false;
      at = next;
    }
    return this.raw(name, at, at + 1);
  }

  private findSuffix(name: Uint8Array, at: number, candidates: number): number {
    for (let i = 0; i < candidates; i++) {
      if (this.isSuffix(name, at, this.suffixes[i]!)) return this.suffixes[i]!;
    }
    return 0;
  }

  /** Whether the rest of `name` stands at `position` of this message byte for byte: letters keep the case of their writer. */
  private isSuffix(name: Uint8Array, from: number, position: number): boolean {
    const buffer = this.buffer;
    let at = from;
    let known = position;
    for (;;) {
      while (buffer[known]! >= 0xc0) known = ((buffer[known]! & 0x3f) << 8) | buffer[known + 1]!;
      const size = name[at]!;
      for (let i = 0; i <= size; i++) if (buffer[known + i] !== name[at + i]) return false;
      if (size === 0) return true;
      at += size + 1;
      known += size + 1;
    }
  }

  private raw(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.at + end - start > MAX_SENT_BYTES) return false;
    for (let i = start; i < end; i++) this.buffer[this.at++] = bytes[i]!;
    return true;
  }

  private u16(value: number): boolean {
    if (this.at + 2 > MAX_SENT_BYTES) return false;
    this.patch(this.at, value);
    this.at += 2;
    return true;
  }

  private patch(at: number, value: number): void {
    this.buffer[at] = value >> 8;
    this.buffer[at + 1] = value;
  }

  private countEntry(section: number): void {
    const at = 4 + 2 * section;
    this.patch(at, ((this.buffer[at]! << 8) | this.buffer[at + 1]!) + 1);
  }

  private back(at: number, suffixes: number): false {
    this.at = at;
    this.suffixCount = suffixes;
    return false;
  }
}
