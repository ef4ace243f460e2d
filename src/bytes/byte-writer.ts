import { assert } from "../ports/assert.ts";
import { encodeUtf8 } from "./utf8.ts";

/**
 * A cursor that writes big-endian values into a buffer, which grows up to `limit` bytes. A byte past it and a value that does
 * not fit are programmer's mistakes.
 */
export class ByteWriter {
  private buffer: Uint8Array;
  private readonly limit: number;
  /** Offset of the next byte, which is the number of bytes written; set it back to write over. */
  at = 0;

  constructor(capacity: number, limit: number = capacity) {
    assert(capacity <= limit, "capacity above the limit");
    this.buffer = new Uint8Array(capacity);
    this.limit = limit;
  }

  u8(value: number): void {
    if ((value & 0xff) !== value) refuse("u8 range");
    const at = this.at;
    const buffer = this.room(at + 1);
    buffer[at] = value;
    this.at = at + 1;
  }

  u16(value: number): void {
    if ((value & 0xffff) !== value) refuse("u16 range");
    const at = this.at;
    const buffer = this.room(at + 2);
    buffer[at] = value >> 8;
    buffer[at + 1] = value;
    this.at = at + 2;
  }

  u32(value: number): void {
    if (value >>> 0 !== value) refuse("u32 range");
    const at = this.at;
    const buffer = this.room(at + 4);
    buffer[at] = value >>> 24;
    buffer[at + 1] = value >>> 16;
    buffer[at + 2] = value >>> 8;
    buffer[at + 3] = value;
    this.at = at + 4;
  }

  /** An unsigned integer up to 2^53 - 1 as LEB128: seven bits a byte, the low ones first. */
  varint(value: number): void {
    let at = this.at;
    const buffer = this.room(at + varintLength(value));
    let rest = value;
    // Past 2^31 the bitwise operators would cut the number.
    for (; rest > 0x7fffffff; rest = Math.floor(rest / 128)) buffer[at++] = (rest % 128) | 0x80;
    for (; rest >= 0x80; rest >>= 7) buffer[at++] = (rest & 0x7f) | 0x80;
    buffer[at] = rest;
    this.at = at + 1;
  }

  bytes(value: Uint8Array): void {
    const at = this.at;
    this.room(at + value.length).set(value, at);
    this.at = at + value.length;
  }

  text(value: string): void {
    this.bytes(encodeUtf8(value));
  }

  /** Overwrites two bytes written before, for a length that is known afterwards. */
  patchU16(at: number, value: number): void {
    assert(at >= 0 && at + 2 <= this.at, "patch of what is not written");
    assert((value & 0xffff) === value, "u16 range");
    this.buffer[at] = value >> 8;
    this.buffer[at + 1] = value;
  }

  /** A view of what was written, valid until the next write. */
  view(): Uint8Array {
    return this.buffer.subarray(0, this.at);
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.buffer.slice(0, this.at);
  }

  /** The buffer, with room for `need` bytes in all. */
  private room(need: number): Uint8Array {
    const buffer = this.buffer;
    if (need <= buffer.length) return buffer;
    assert(need <= this.limit, "message larger than its limit");
    const grown = new Uint8Array(Math.max(need, Math.min(this.limit, buffer.length * 2)));
    grown.set(buffer);
    this.buffer = grown;
    return grown;
  }
}

/** Bytes that `varint` writes for an integer from 0 to 2^53 - 1: 1 to 8. */
export function varintLength(value: number): number {
  if ((value & 0x7f) === value) return 1;
  if ((value & 0x3fff) === value) return 2;
  if (!Number.isSafeInteger(value) || value < 0) refuse("varint range");
  let length = 2;
  for (let limit = 0x4000; value >= limit; limit *= 128) length++;
  return length;
}

function refuse(rule: string): never {
  throw new Error(`assertion failed: ${rule}`);
}
