/**
 * UTF-8 (RFC 3629) without TextEncoder, which XS does not have. Malformed input never throws: a lone surrogate is encoded,
 * and a malformed byte decoded, as U+FFFD.
 */

const REPLACEMENT = 0xfffd;

/** Bytes that `encodeUtf8` needs for `text`. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i)!;
    if (point < 0x80) length += 1;
    else if (point < 0x800) length += 2;
    else if (point < 0x10000) length += 3;
    else {
      length += 4;
      // XS indexes strings by code point, other engines by UTF-16 unit: only the latter have a second half to skip.
      if (text.charCodeAt(i) < 0x10000) i++;
    }
  }
  return length;
}

/** Writes `text` at `offset`, which must have room, and returns the offset behind it. */
export function encodeUtf8Into(text: string, into: Uint8Array, offset: number): number {
  let at = offset;
  for (let i = 0; i < text.length; i++) {
    let point = text.codePointAt(i)!;
    if (point < 0x80) {
      into[at++] = point;
      continue;
    }
    if (point >= 0xd800 && point < 0xe000) point = REPLACEMENT;
    if (point < 0x800) {
      into[at++] = 0xc0 | (point >> 6);
    } else {
      if (point < 0x10000) {
        into[at++] = 0xe0 | (point >> 12);
      } else {
        if (text.charCodeAt(i) < 0x10000) i++;
        into[at++] = 0xf0 | (point >> 18);
        into[at++] = 0x80 | ((point >> 12) & 0x3f);
      }
      into[at++] = 0x80 | ((point >> 6) & 0x3f);
    }
    into[at++] = 0x80 | (point & 0x3f);
  }
  return at;
}

/** The bytes of `text`. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text));
  encodeUtf8Into(text, bytes, 0);
  return bytes;
}

/** The text of `bytes[start..end)`. */
export function decodeUtf8(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = "";
  let at = start;
  while (at < end) {
    // Sixteen ASCII bytes at a time: one concatenation for all, and no array made on the way.
    while (at + 16 <= end && isAscii16(bytes, at)) {
      text += String.fromCharCode(
        bytes[at]!,
        bytes[at + 1]!,
        bytes[at + 2]!,
        bytes[at + 3]!,
        bytes[at + 4]!,
        bytes[at + 5]!,
        bytes[at + 6]!,
        bytes[at + 7]!,
        bytes[at + 8]!,
        bytes[at + 9]!,
        bytes[at + 10]!,
        bytes[at + 11]!,
        bytes[at + 12]!,
        bytes[at + 13]!,
        bytes[at + 14]!,
        bytes[at + 15]!,
      );
      at += 16;
    }
    if (at === end) break;
    const first = bytes[at]!;
    const length = sequenceLength(bytes, at, end);
    if (length === 1) text += String.fromCharCode(first);
    else if (length === 0) text += "\ufffd";
    else text += String.fromCodePoint(codePoint(bytes, at, length));
    at += length === 0 ? 1 : length;
  }
  return text;
}

function isAscii16(bytes: Uint8Array, at: number): boolean {
  let all = 0;
  for (let i = at; i < at + 16; i++) all |= bytes[i]!;
  return all < 0x80;
}

/** Length of the well-formed sequence at `at` (RFC 3629, table 3-7 of Unicode), 0 where it is malformed. */
function sequenceLength(bytes: Uint8Array, at: number, end: number): 0 | 1 | 2 | 3 | 4 {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (at + length > end) return 0;
  for (let i = 1; i < length; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1]!;
  if (first === 0xe0 && second < 0xa0) return 0;
  if (first === 0xed && second > 0x9f) return 0;
  if (first === 0xf0 && second < 0x90) return 0;
  if (first === 0xf4 && second > 0x8f) return 0;
  return length;
}

function codePoint(bytes: Uint8Array, at: number, length: number): number {
  let point = bytes[at]! & (0x7f >> length);
  for (let i = 1; i < length; i++) point = (point << 6) | (bytes[at + i]! & 0x3f);
  return point;
}
