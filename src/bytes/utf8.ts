/**
 * UTF-8 (RFC 3629) without TextEncoder, which XS does not have. Nothing throws: a lone surrogate is encoded, and each longest
 * part of a sequence that is malformed decoded, as one U+FFFD (the practice of Unicode 16, section 3.9, and of the web).
 *
 * XS has conversions of its own, some thousand times cheaper on 512 bytes than script, and sloppy: they take and give
 * surrogates and overlong forms. So they are used where engines have them and their result tells that it is right.
 */
import { decodePlain, encodePlainInto, plainLength } from "./utf8-plain.ts";

/** What XS adds to the language. */
interface XsArrayBuffer {
  fromString?(text: string): ArrayBuffer;
}
interface XsString {
  fromArrayBuffer?(bytes: ArrayBufferLike, offset: number, length: number): string;
}
const xsArrayBuffer = ArrayBuffer as XsArrayBuffer;
const xsString = String as XsString;

/** Bytes that `encodeUtf8` needs for `text`. */
export function utf8Length(text: string): number {
  return encodeNative(text)?.length ?? plainLength(text);
}

/** Writes `text` at `offset`, which must have room, and returns the offset behind it. */
export function encodeUtf8Into(text: string, into: Uint8Array, offset: number): number {
  const bytes = encodeNative(text);
  if (bytes === undefined) return encodePlainInto(text, into, offset);
  into.set(bytes, offset);
  return offset + bytes.length;
}

/** The bytes of `text`. */
export function encodeUtf8(text: string): Uint8Array {
  const native = encodeNative(text);
  if (native !== undefined) return native;
  const bytes = new Uint8Array(plainLength(text));
  encodePlainInto(text, bytes, 0);
  return bytes;
}

/** The text of `bytes[start..end)`. */
export function decodeUtf8(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return decodeNative(bytes, start, end) ?? decodePlain(bytes, start, end);
}

function encodeNative(text: string): Uint8Array | undefined {
  if (xsArrayBuffer.fromString === undefined) return undefined;
  const bytes = new Uint8Array(xsArrayBuffer.fromString(text));
  // As many bytes as characters: all of them ASCII.
  return bytes.length === text.length || isWellFormed(bytes) ? bytes : undefined;
}

/** Whether XS's bytes are UTF-8: ED A0 and above would begin a surrogate, C0 is a NUL as older versions of XS write it. */
function isWellFormed(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === 0xc0 || (byte === 0xed && bytes[i + 1]! >= 0xa0)) return false;
  }
  return true;
}

function decodeNative(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (xsString.fromArrayBuffer === undefined) return undefined;
  const length = end - start;
  try {
    const text = xsString.fromArrayBuffer(bytes.buffer, bytes.byteOffset + start, length);
    // Every other form makes one character of several bytes.
    return text.length === length ? text : undefined;
  } catch {
    return undefined;
  }
}
