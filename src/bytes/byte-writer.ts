import { assert } from "../ports/assert.ts";
import { encodeUtf8Into, utf8Length } from "./utf8.ts";

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
    assert((value & 0xff) === value, "u8 range");
    this.reserve(1);
    this.buffer[this.at++] = value;
  }

  u16(value: number): void {
    assert((value & 0xffff) === value, "u16 range");
    this.reserve(2);
    this.buffer[this.at++] = value >> 8;
    this.buffer[this.at++] = value;
  }

  u32(value: number): void {
    assert(value >>> 0 === value, "u32 range");
    this.reserve(4);
    this.buffer[this.at++] = value >>> 24;
    this.buffer[this.at++] = value >>> 16;
    this.buffer[this.at++] = value >>> 8;
    this.buffer[this.at++] = value;
  }

  /** An unsigned integer up to 2^53 - 1 as LEB128: seven bits a byte, the low ones first. */
  varint(value: number): void {
    this.reserve(varintLength(value));
    let rest = value;
    while (rest >= 0x80) {
      this.buffer[this.at++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.buffer[this.at++] = rest;
  }

  bytes(value: Uint8Array): void {
    this.reserve(value.length);
    this.buffer.set(value, this.at);
    this.at += value.length;
  }

  text(value: string): void {
    this.reserve(utf8Length(value));
    this.at = encodeUtf8Into(value, this.buffer, this.at);
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

  private reserve(length: number): void {
    const need = this.at + length;
    if (need <= this.buffer.length) return;
    assert(need <= this.limit, "message larger than its limit");
    const grown = new Uint8Array(Math.max(need, Math.min(this.limit, this.buffer.length * 2)));
    grown.set(this.buffer);
    this.buffer = grown;
  }
}

/** Bytes that `varint` writes for an integer from 0 to 2^53 - 1: 1 to 8. */
export function varintLength(value: number): number {
  if (value < 0x80 && value >= 0 && (value & 0x7f) === value) return 1;
  assert(value >= 0 && Number.isSafeInteger(value), "varint range");
  let length = 1;
  for (let limit = 0x80; value >= limit; limit *= 128) length++;
  return length;
}
