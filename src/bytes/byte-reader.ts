import { decodeUtf8 } from "./utf8.ts";

/** Greatest value of a varint: what a double holds exactly. */
export const MAX_VARINT = Number.MAX_SAFE_INTEGER;

/**
 * A cursor over received bytes (big-endian). Reading past the end or over a malformed value never throws: it sets `failed`
 * and yields zeros, so that a decoder reads straight through and asks once at the end.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
  failed = false;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** Bytes that are left. */
  get left(): number {
    return this.end - this.at;
  }

  u8(): number {
    if (!this.take(1)) return 0;
    return this.bytes[this.at - 1]!;
  }

  u16(): number {
    if (!this.take(2)) return 0;
    return (this.bytes[this.at - 2]! << 8) | this.bytes[this.at - 1]!;
  }

  u32(): number {
    if (!this.take(4)) return 0;
    const at = this.at;
    const bytes = this.bytes;
    return bytes[at - 4]! * 0x1000000 + ((bytes[at - 3]! << 16) | (bytes[at - 2]! << 8) | bytes[at - 1]!);
  }

  /** An unsigned LEB128 number up to 2^53 - 1, in its shortest form only, so that a value has one encoding. */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 8; i++) {
      const byte = this.u8();
      if (this.failed) return 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if ((byte === 0 && i > 0) || value > MAX_VARINT) break;
        return value;
      }
      scale *= 128;
    }
    this.failed = true;
    return 0;
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
    if (length > this.end - this.at) {
      this.failed = true;
      this.at = this.end;
    }
    if (this.failed) return false;
    this.at += length;
    return true;
  }
}
