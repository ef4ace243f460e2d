import {
  HEAD_BYTES,
  readU16,
  readU24,
  readU32,
  readU40,
  readU48,
  writeU16,
  writeU24,
  writeU32,
  writeU40,
  writeU48,
} from "./datagram.ts";

/**
 * Questions for the time of a show, and answers, with the four stamps of an exchange (Cristian 1989; NTP, RFC 5905 section 8): the
 * asker keeps its own two. Where both are at one access point, an answer tells its counter as well (counter-watch.ts).
 *
 * ASK, 40 bytes, so that an answer is no longer than what it answers:
 *
 * | offset | bytes | field |
 * | --- | --- | --- |
 * | 0 | 11 | head (datagram.ts) |
 * | 11 | 2 | number |
 * | 13 | 1 | flags: 1 in a hurry, 2 who asks knows the time |
 * | 14 | 4 | show of who asks |
 * | 18 | 3 | second of group time at which it joined the show |
 * | 21 | 2 | name of the access point where it is, and |
 * | 23 | 2 | of its own network (`networkName`); 0 where it does not know the counter |
 * | 25 | 15 | zeros |
 */
export const ASK_BYTES = 40;

/** Flags of a question: it is in a hurry, and who asks knows the time. */
export const HURRIED = 1;
export const KNOWS = 2;

/** Writes all of a question but the head, the networks and the zeros. */
export function encodeQuestion(
  bytes: Uint8Array,
  number: number,
  flags: number,
  show: number,
  joinedS: number,
): void {
  writeU16(bytes, HEAD_BYTES, number);
  bytes[13] = flags;
  writeU32(bytes, 14, show);
  writeU24(bytes, 18, joinedS);
}

/** Number of a question, or of the question that an answer is for. */
export function questionNumber(bytes: Uint8Array): number {
  return readU16(bytes, HEAD_BYTES);
}

export function questionFlags(bytes: Uint8Array): number {
  return bytes[13]!;
}

export function questionShow(bytes: Uint8Array): number {
  return readU32(bytes, 14);
}

export function questionJoinedS(bytes: Uint8Array): number {
  return readU24(bytes, 18);
}

/** Writes which counters the asker knows. */
export function encodeNetworks(bytes: Uint8Array, joined: number, own: number): void {
  writeU16(bytes, 21, joined);
  writeU16(bytes, 23, own);
}

/** Names of the networks of who asks: JOINED or OWN. */
export function questionNetwork(bytes: Uint8Array, place: number): number {
  return readU16(bytes, 21 + 2 * place);
}

/** A counter is told modulo this: 12 days. */
export const COUNTER_MODULO = 2 ** 40;
/** Errors of a counter are told in quarters of a microsecond, up to this many. */
export const ERROR_UNIT_US = 0.25;
export const MAX_ERROR_UNITS = 255;

/** Longest time between a question and its answer that an answer can tell. */
export const MAX_HELD_US = 0xffffff;

/**
 * ANSWER, 40 bytes. One object serves for all that are read and written.
 *
 * | offset | bytes | field |
 * | --- | --- | --- |
 * | 0 | 11 | head (datagram.ts) |
 * | 11 | 2 | number of the question |
 * | 13 | 4 | show |
 * | 17 | 3 | second of group time at which the answering node joined it |
 * | 20 | 6 | group time at which the question was heard, µs |
 * | 26 | 3 | time from then to the answer, µs |
 * | 29 | 2 | how well the answering node knows the time, µs; ffff where it does not |
 * | 31 | 1 | how busy it is with answers: 16 times its questions a second over those that it wants |
 * | 32 | 2 | name of the access point whose counter follows, one of the asker's; 0 for none |
 * | 34 | 5 | what that counter showed at the group time of byte 20, µs modulo 2^40 |
 * | 39 | 1 | how well the answering node knows the counter, quarters of a µs |
 */
export class Answer {
  number = 0;
  show = 0;
  joinedS = 0;
  heardUs = 0;
  heldUs = 0;
  errorUs = 0;
  busy = 0;
  network = 0;
  counterUs = 0;
  counterError = 0;

  /** Reads an answer of at least ASK_BYTES. */
  decode(bytes: Uint8Array): void {
    this.number = readU16(bytes, HEAD_BYTES);
    this.show = readU32(bytes, 13);
    this.joinedS = readU24(bytes, 17);
    this.heardUs = readU48(bytes, 20);
    this.heldUs = readU24(bytes, 26);
    this.errorUs = readU16(bytes, 29);
    this.busy = bytes[31]!;
    this.network = readU16(bytes, 32);
    this.counterUs = readU40(bytes, 34);
    this.counterError = bytes[39]!;
  }

  /** Writes all but the head. */
  encode(bytes: Uint8Array): void {
    writeU16(bytes, HEAD_BYTES, this.number);
    writeU32(bytes, 13, this.show);
    writeU24(bytes, 17, this.joinedS);
    writeU48(bytes, 20, this.heardUs);
    writeU24(bytes, 26, this.heldUs);
    writeU16(bytes, 29, this.errorUs);
    bytes[31] = this.busy;
    writeU16(bytes, 32, this.network);
    writeU40(bytes, 34, this.counterUs);
    bytes[39] = this.counterError;
  }
}
