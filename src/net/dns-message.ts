import { copyName, type DnsName, sameName, skipName } from "./dns-name.ts";
import { type DnsRecord, nameInData, TYPE_A, TYPE_NSEC, TYPE_TXT } from "./dns-record.ts";
import { isTxt } from "./dns-txt.ts";

/**
 * A received DNS message (RFC 1035, section 4.1), decoded into tables that are made once and filled again for each packet:
 * names and data stay where they are in the packet, so decoding allocates nothing.
 *
 * | offset | bytes | field |
 * | --- | --- | --- |
 * | 0 | 2 | id |
 * | 2 | 2 | flags: 0x8000 response, 0x7800 operation, 0x0200 truncated, 0x000f result |
 * | 4 | 2 × 4 | number of questions, answers, authority and additional records |
 * | 12 | | entries: a name, type u16, class u16; a record goes on with ttl u32 (s), length u16, data |
 */

/** Entries that are looked at; what a packet holds beyond is left out. A poi announces itself in 6. */
export const MAX_ENTRIES = 64;
/** Longest packet of multicast DNS (RFC 6762, section 17). */
export const MAX_MESSAGE_BYTES = 9000;

export const FLAG_RESPONSE = 0x8000;
export const FLAG_TRUNCATED = 0x0200;
/** Operation and result: both are 0 in multicast DNS (RFC 6762, sections 18.3 and 18.11). */
const FLAGS_ZERO = 0x780f;

/** Why a packet was not read. */
export type DnsFault = "badHeader" | "badName" | "badRecord";

const HEADER_BYTES = 12;

export class DnsMessage {
  bytes: Uint8Array = new Uint8Array(0);
  id = 0;
  flags = 0;
  /** Entries [0, questionEnd) are questions, then come answers, authority and additional records, up to `count`. */
  questionEnd = 0;
  answerEnd = 0;
  authorityEnd = 0;
  count = 0;
  /** Entries left out, being more than MAX_ENTRIES. */
  leftOut = 0;
  /** Offset of each entry's name. */
  readonly nameAt: Uint16Array = new Uint16Array(MAX_ENTRIES);
  readonly type: Uint16Array = new Uint16Array(MAX_ENTRIES);
  /** Class with its top bit: QU in a question, cache-flush in a record. */
  readonly class: Uint16Array = new Uint16Array(MAX_ENTRIES);
  /** Seconds, below 2^31. 0 in questions. */
  readonly ttlS: Uint32Array = new Uint32Array(MAX_ENTRIES);
  readonly dataAt: Uint16Array = new Uint16Array(MAX_ENTRIES);
  readonly dataLength: Uint16Array = new Uint16Array(MAX_ENTRIES);

  /**
   * Reads a packet; returns undefined, or why it is malformed, and then holds no entries. Never throws. The data of A, PTR,
   * SRV, TXT and NSEC records is checked, that of other types stepped over. @hot
   */
  decode(bytes: Uint8Array): DnsFault | undefined {
    this.bytes = bytes;
    this.count = this.questionEnd = this.answerEnd = this.authorityEnd = this.leftOut = 0;
    if (bytes.length < HEADER_BYTES || bytes.length > MAX_MESSAGE_BYTES) return "badHeader";
    this.id = u16(bytes, 0);
    this.flags = u16(bytes, 2);
    if ((this.flags & FLAGS_ZERO) !== 0) return "badHeader";
    const questions = u16(bytes, 4);
    const answers = questions + u16(bytes, 6);
    const authority = answers + u16(bytes, 8);
    const total = authority + u16(bytes, 10);
    const count = Math.min(total, MAX_ENTRIES);
    let at = HEADER_BYTES;
    for (let i = 0; i < count; i++) {
      const behindName = skipName(bytes, at, bytes.length);
      if (behindName < 0) return "badName";
      if (behindName + 4 > bytes.length) return "badRecord";
      this.nameAt[i] = at;
      this.type[i] = (bytes[behindName]! << 8) | bytes[behindName + 1]!;
      this.class[i] = (bytes[behindName + 2]! << 8) | bytes[behindName + 3]!;
      at = i < questions ? this.endQuestion(i, behindName + 4) : this.readRecord(i, behindName + 4);
      if (at < 0) return "badRecord";
    }
    this.count = count;
    this.questionEnd = Math.min(questions, count);
    this.answerEnd = Math.min(answers, count);
    this.authorityEnd = Math.min(authority, count);
    this.leftOut = total - count;
    return undefined;
  }

  get isResponse(): boolean {
    return (this.flags & FLAG_RESPONSE) !== 0;
  }

  /** In a query: more known answers follow in further packets. */
  get isTruncated(): boolean {
    return (this.flags & FLAG_TRUNCATED) !== 0;
  }

  /** Whether entry `i` has this name. */
  isNamed(i: number, name: DnsName): boolean {
    return sameName(this.bytes, this.nameAt[i]!, name, 0);
  }

  /** Class of entry `i` without its top bit. */
  plainClass(i: number): number {
    return this.class[i]! & 0x7fff;
  }

  /** The top bit of entry `i`'s class: QU or cache-flush. */
  isFlagged(i: number): boolean {
    return this.class[i]! >= 0x8000;
  }

  /** Whether entry `i` is the same record as `record`, its lifetime aside. */
  isRecord(i: number, record: DnsRecord): boolean {
    return this.type[i] === record.type && this.hasData(i, record.data) && this.isNamed(i, record.name);
  }

  /** Whether the data of entry `i` equals that of a record of the same type of ours. */
  hasData(i: number, data: Uint8Array): boolean {
    const bytes = this.bytes;
    const at = this.dataAt[i]!;
    const length = this.dataLength[i]!;
    const plain = nameInData(this.type[i]!);
    if (plain < 0) return length === data.length && sameBytes(bytes, at, data, 0, length);
    if (data.length < plain || !sameBytes(bytes, at, data, 0, plain)) return false;
    if (!sameName(bytes, at + plain, data, plain)) return false;
    if (this.type[i] !== TYPE_NSEC) return true;
    const end = skipName(bytes, at, bytes.length);
    const dataEnd = skipName(data, 0, data.length);
    const rest = at + length - end;
    return rest === data.length - dataEnd && sameBytes(bytes, end, data, dataEnd, rest);
  }

  /** A copy of entry `i`'s data, its names uncompressed. */
  copyData(i: number): Uint8Array {
    const bytes = this.bytes;
    const at = this.dataAt[i]!;
    const end = at + this.dataLength[i]!;
    const plain = nameInData(this.type[i]!);
    if (plain < 0) return bytes.slice(at, end);
    const name = copyName(bytes, at + plain);
    const rest = skipName(bytes, at + plain, bytes.length);
    const data = new Uint8Array(plain + name.length + end - rest);
    data.set(bytes.subarray(at, at + plain), 0);
    data.set(name, plain);
    data.set(bytes.subarray(rest, end), plain + name.length);
    return data;
  }

  private endQuestion(i: number, at: number): number {
    this.ttlS[i] = 0;
    this.dataAt[i] = at;
    this.dataLength[i] = 0;
    return at;
  }

  /** Reads what follows the class of record `i`; returns the offset behind the record, or -1. */
  private readRecord(i: number, at: number): number {
    const bytes = this.bytes;
    if (at + 6 > bytes.length) return -1;
    // The top bit of a lifetime is never set: such a value counts as 0 (RFC 2181, section 8).
    this.ttlS[i] =
      bytes[at]! < 0x80
        ? (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
        : 0;
    const length = (bytes[at + 4]! << 8) | bytes[at + 5]!;
    const start = at + 6;
    const end = start + length;
    if (end > bytes.length || !isData(bytes, this.type[i]!, start, end)) return -1;
    this.dataAt[i] = start;
    this.dataLength[i] = length;
    return end;
  }
}

/** Whether `bytes[start..end)` is sound data of a type; of a type that is not known here, anything is. */
function isData(bytes: Uint8Array, type: number, start: number, end: number): boolean {
  if (type === TYPE_A) return end - start === 4;
  if (type === TYPE_TXT) return isTxt(bytes, start, end);
  const plain = nameInData(type);
  if (plain < 0) return true;
  const behind = skipName(bytes, start + plain, end);
  if (type !== TYPE_NSEC) return behind === end;
  return behind > 0 && isTypeBitmap(bytes, behind, end);
}

/** Windows of one number byte, one length byte of 1 to 32, and so many bytes of bits (RFC 4034, section 4.1.2). */
function isTypeBitmap(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at + 1 < end) {
    const length = bytes[at + 1]!;
    if (length === 0 || length > 32) return false;
    at += 2 + length;
  }
  return at === end;
}

function sameBytes(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[aAt + i] !== b[bAt + i]) return false;
  return true;
}

function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}
