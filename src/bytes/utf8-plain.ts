/**
 * UTF-8 in plain script: what ./utf8.ts falls back on. XS on the device indexes strings by code point where other engines
 * index by UTF-16 unit, and its `length` and `charCodeAt` walk the string from its start: hence code that takes both units
 * and code points, and that works on short pieces of a long text.
 */

const REPLACEMENT = 0xfffd;

/** Characters that are encoded, and bytes that are decoded, as one string. */
const PIECE = 64;
const BLOCK = 256;

/** Bytes of `text`. */
export function plainLength(text: string): number {
  const length = text.length;
  if (length <= PIECE) return pieceLength(text, length);
  let bytes = 0;
  for (let start = 0; start < length; ) {
    const end = pieceEnd(text, start, length);
    bytes += pieceLength(text.slice(start, end), end - start);
    start = end;
  }
  return bytes;
}

/** Writes `text` at `offset`, which must have room, and returns the offset behind it. */
export function encodePlainInto(text: string, into: Uint8Array, offset: number): number {
  const length = text.length;
  if (length <= PIECE) return encodePiece(text, length, into, offset);
  let at = offset;
  for (let start = 0; start < length; ) {
    const end = pieceEnd(text, start, length);
    at = encodePiece(text.slice(start, end), end - start, into, at);
    start = end;
  }
  return at;
}

/** The text of `bytes[start..end)`. */
export function decodePlain(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = "";
  let at = start;
  while (at < end) {
    // Joining copies both halves: long texts grow by blocks, not by characters.
    const blockEnd = Math.min(at + BLOCK, end);
    let block = "";
    while (at < blockEnd) {
      const ascii = at + 16 <= end ? ascii16(bytes, at) : "";
      if (ascii !== "") {
        block += ascii;
        at += 16;
        continue;
      }
      const length = sequenceLength(bytes, at, end);
      block += length > 0 ? String.fromCodePoint(codePoint(bytes, at, length)) : "\ufffd";
      at += length > 0 ? length : -length;
    }
    text += block;
  }
  return text;
}

/** End of the piece that begins at `start`: never between the halves of a surrogate pair. */
function pieceEnd(text: string, start: number, length: number): number {
  const end = start + PIECE;
  if (end >= length) return length;
  return isHighSurrogate(text.charCodeAt(end - 1)) ? end + 1 : end;
}

function pieceLength(text: string, length: number): number {
  let bytes = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code > 0xffff) bytes += 4;
    else if (isHighSurrogate(code) && isLowSurrogate(text.charCodeAt(i + 1))) {
      bytes += 4;
      i++;
    } else bytes += 3;
  }
  return bytes;
}

function encodePiece(text: string, length: number, into: Uint8Array, offset: number): number {
  let at = offset;
  for (let i = 0; i < length; i++) {
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      into[at++] = code;
      continue;
    }
    if (code >= 0xd800 && code < 0xe000) {
      const low = text.charCodeAt(i + 1);
      if (isHighSurrogate(code) && isLowSurrogate(low)) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        i++;
      } else code = REPLACEMENT;
    }
    at = encodeCodePoint(code, into, at);
  }
  return at;
}

/** Writes a code point above U+007F. */
function encodeCodePoint(point: number, into: Uint8Array, offset: number): number {
  let at = offset;
  if (point < 0x800) into[at++] = 0xc0 | (point >> 6);
  else {
    if (point < 0x10000) into[at++] = 0xe0 | (point >> 12);
    else {
      into[at++] = 0xf0 | (point >> 18);
      into[at++] = 0x80 | ((point >> 12) & 0x3f);
    }
    into[at++] = 0x80 | ((point >> 6) & 0x3f);
  }
  into[at++] = 0x80 | (point & 0x3f);
  return at;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000;
}

/** Sixteen ASCII bytes as text; empty when one of them is none. Unrolled: half the work of a loop on XS. */
function ascii16(bytes: Uint8Array, at: number): string {
  const a = bytes[at]!;
  const b = bytes[at + 1]!;
  const c = bytes[at + 2]!;
  const d = bytes[at + 3]!;
  const e = bytes[at + 4]!;
  const f = bytes[at + 5]!;
  const g = bytes[at + 6]!;
  const h = bytes[at + 7]!;
  const i = bytes[at + 8]!;
  const j = bytes[at + 9]!;
  const k = bytes[at + 10]!;
  const l = bytes[at + 11]!;
  const m = bytes[at + 12]!;
  const n = bytes[at + 13]!;
  const o = bytes[at + 14]!;
  const p = bytes[at + 15]!;
  if ((a | b | c | d | e | f | g | h | i | j | k | l | m | n | o | p) >= 0x80) return "";
  return String.fromCharCode(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
}

/**
 * Length of the well-formed sequence at `at` (RFC 3629, table 3-7 of Unicode). Where it is malformed, minus the length of the
 * longest part that begins a well-formed one, at least 1.
 */
function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return -1;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const second = at + 1 < end ? bytes[at + 1]! : 0;
  if (second < lowestSecond(first) || second > highestSecond(first)) return -1;
  for (let i = 2; i < length; i++) if (at + i >= end || (bytes[at + i]! & 0xc0) !== 0x80) return -i;
  return length;
}

/** No overlong forms: E0 and F0 would encode what fits in less. */
function lowestSecond(first: number): number {
  return first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
}

/** ED would encode surrogates, F4 what lies beyond U+10FFFF. */
function highestSecond(first: number): number {
  return first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
}

function codePoint(bytes: Uint8Array, at: number, length: number): number {
  if (length === 1) return bytes[at]!;
  let point = bytes[at]! & (0x7f >> length);
  for (let i = 1; i < length; i++) point = (point << 6) | (bytes[at + i]! & 0x3f);
  return point;
}
