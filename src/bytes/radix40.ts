/** Text over 38 characters (a-z, 0-9, "-", "~") packed three characters to two bytes, as DEC's RADIX-50 did. */
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

const ALPHABET = "\0abcdefghijklmnopqrstuvwxyz0123456789-~";
const RADIX = 40;

/** Writes the length (one byte, 1 to 255 characters) and the packed characters; `text` must be of the alphabet. */
export function writeRadix40(writer: ByteWriter, text: string): void {
  writer.u8(text.length);
  for (let i = 0; i < text.length; i += 3) {
    writer.u16((digit(text, i) * RADIX + digit(text, i + 1)) * RADIX + digit(text, i + 2));
  }
}

/** Reads what `writeRadix40` wrote; sets `failed` on characters outside the alphabet and on padding that is not zero. */
export function readRadix40(reader: ByteReader): string {
  const length = reader.u8();
  let text = "";
  for (let i = 0; i < length && !reader.failed; i += 3) {
    const packed = reader.u16();
    text +=
      character(packed / (RADIX * RADIX)) + character((packed / RADIX) % RADIX) + character(packed % RADIX);
  }
  const given = text.slice(0, length);
  if (given.includes("\0") || text.length - given.length > 2 || !isPadding(text, length))
    reader.failed = true;
  return given;
}

function digit(text: string, at: number): number {
  return at < text.length ? ALPHABET.indexOf(text.charAt(at)) : 0;
}

/** The character of a digit; one outside the alphabet becomes NUL, which no text holds. */
function character(digit: number): string {
  return ALPHABET.charAt(Math.floor(digit)) || "\0";
}

function isPadding(text: string, from: number): boolean {
  for (let i = from; i < text.length; i++) if (text.charAt(i) !== "\0") return false;
  return true;
}
