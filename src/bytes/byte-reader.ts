import { assert } from "../ports/assert.ts";
import { decodeUtf8 } from "./utf8.ts";

/** Greatest value of a varint: what a double holds exactly. */
export const MAX_VARINT = Number.MAX_SAFE_INTEGER;

/** Weight of the eighth and last byte of a varint. */
const LAST_SCALE = 2 ** 49;

/**
 * A cursor over received bytes (big-endian). Reading past the end or over a malformed value never throws: it sets `failed`,
 * moves to the end and yields zeros, so that a decoder reads straight through, loops over what is left, and asks once at the
 * end.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
  failed = false;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    assert(start >= 0 && start <= end && end <= bytes.length, "reader range");
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** Bytes that are left; none once it failed. */
  get left(): number {
    return this.end - this.at;
  }

  u8(): number {
    const at = this.at;
    if (at >= this.end) return this.fail();
    this.at = at + 1;
    return this.bytes[at]!;
  }

  u16(): number {
    const at = this.at;
    if (at + 2 > this.end) return this.fail();
    this.at = at + 2;
    return (this.bytes[at]! << 8) | this.bytes[at + 1]!;
  }

  u32(): number {
    const at = this.at;
    if (at + 4 > this.end) return this.fail();
    this.at = at + 4;
    const bytes = this.bytes;
    return bytes[at]! * 0x1000000 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!);
  }

  /** An unsigned LEB128 number up to 2^53 - 1, in its shortest form only, so that a value has one encoding. */
  varint(): number {
    const bytes = this.bytes;
    const end = this.end;
    let at = this.at;
    let value = 0;
    for (let scale = 1; at < end && scale <= LAST_SCALE; scale *= 128) {
      const byte = bytes[at++]!;
      if (byte >= 0x80) value += (byte - 0x80) * scale;
      else {
        value += byte * scale;
        if ((byte === 0 && scale > 1) || value > MAX_VARINT) break;
        this.at = at;
        return value;
      }
    }
    return this.fail();
  }

  /** A copy of the next `length` bytes; empty when there are fewer. */
  slice(length: number): Uint8Array {
    if (!this.take(length)) return new Uint8Array(0);
    return this.bytes.slice(this.at - length, this.at);
  }

  /** The next `length` bytes as text. */
  text(length: number): string {
    if (!this.take(length)) return "";
    return decodeUtf8(this.bytes, this.at - length, this.at);
  }

  /** Steps over `length` bytes. */
  skip(length: number): void {
    this.take(length);
  }

  private take(length: number): boolean {
    assert(length >= 0, "length to read");
    if (length > this.end - this.at) {
      this.fail();
      return false;
    }
    this.at += length;
    return !this.failed;
  }

  private fail(): 0 {
    this.failed = true;
    this.at = this.end;
    return 0;
  }
}
