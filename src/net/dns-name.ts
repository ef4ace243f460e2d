import { decodeUtf8, encodeUtf8Into, utf8Length } from "../bytes/utf8.ts";
import { assert } from "../ports/assert.ts";

/**
 * DNS names as they travel (RFC 1035, sections 3.1 and 4.1.4): labels of one length byte and up to 63 bytes of UTF-8, ended
 * by an empty label. A name of our own is such bytes, never compressed; a received one is an offset into its packet, where
 * a pointer may lead back to bytes before it. Nothing is turned into text to be compared: on XS a string a name would cost
 * more than all the rest of decoding. Dots and spaces inside a label need no escape here.
 */

/** A name in wire form, without pointers. */
export type DnsName = Uint8Array;

export const MAX_NAME_BYTES = 255;
export const MAX_LABEL_BYTES = 63;

/** More pointers than a compressor ever chains; a packet of pointers only must not cost time. */
const MAX_POINTERS = 16;
/** The two high bits of a length byte: both set is a pointer, one set is reserved (RFC 1035, 4.1.4). */
const POINTER = 0xc0;
const HEADER_BYTES = 12;

/** The wire form of labels such as ["Left Poi", "_povpoi", "_tcp", "local"]. */
export function encodeName(labels: readonly string[]): DnsName {
  let length = 1;
  for (const label of labels) {
    const bytes = utf8Length(label);
    assert(bytes > 0 && bytes <= MAX_LABEL_BYTES, "a label has 1 to 63 bytes");
    length += 1 + bytes;
  }
  assert(length <= MAX_NAME_BYTES, "a name has at most 255 bytes");
  const name = new Uint8Array(length);
  let at = 0;
  for (const label of labels) {
    const end = encodeUtf8Into(label, name, at + 1);
    name[at] = end - at - 1;
    at = end;
  }
  return name;
}

/**
 * Checks the name at `at` and returns the offset behind it, or -1 where it is malformed: a pointer that does not lead
 * strictly backwards (which also rules out loops), a reserved label type, more than 255 bytes, or a name that leaves `end`.
 */
export function skipName(bytes: Uint8Array, at: number, end: number): number {
  let after = -1;
  let length = 1;
  let pointers = 0;
  let start = at;
  let limit = end;
  let cursor = at;
  while (cursor < limit) {
    const size = bytes[cursor]!;
    if (size === 0) return after < 0 ? cursor + 1 : after;
    if (size < 0x40) {
      length += 1 + size;
      if (length > MAX_NAME_BYTES) return -1;
      cursor += 1 + size;
      continue;
    }
    if (size < POINTER || cursor + 1 >= limit || ++pointers > MAX_POINTERS) return -1;
    if (after < 0) after = cursor + 2;
    const target = ((size & 0x3f) << 8) | bytes[cursor + 1]!;
    if (target < HEADER_BYTES) return -1;
    // What is pointed to must end before what points to it began: a target behind that ends the loop.
    limit = start;
    start = target;
    cursor = target;
  }
  return -1;
}

/**
 * Whether two names are one, whatever the case of their ASCII letters (RFC 6762, section 16). Both must have passed
 * `skipName`. @hot
 */
export function sameName(a: Uint8Array, aStart: number, b: Uint8Array, bStart: number): boolean {
  let aAt = aStart;
  let bAt = bStart;
  for (;;) {
    let aSize = a[aAt]!;
    while (aSize >= POINTER) {
      aAt = ((aSize & 0x3f) << 8) | a[aAt + 1]!;
      aSize = a[aAt]!;
    }
    let bSize = b[bAt]!;
    while (bSize >= POINTER) {
      bAt = ((bSize & 0x3f) << 8) | b[bAt + 1]!;
      bSize = b[bAt]!;
    }
    if (aSize !== bSize) return false;
    if (aSize === 0) return true;
    // Backwards, for names of one network begin alike: "Poi 1" and "Poi 2".
    for (let i = aSize; i > 0; i--) {
      const x = a[aAt + i]!;
      const y = b[bAt + i]!;
      if (x !== y && ((x ^ y) !== 0x20 || !isLetter(x))) return false;
    }
    aAt += aSize + 1;
    bAt += aSize + 1;
  }
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 97 && lower <= 122;
}

/** Offset of the label at which a name really starts, behind any pointers. */
function resolve(bytes: Uint8Array, at: number): number {
  let cursor = at;
  while (bytes[cursor]! >= POINTER) cursor = ((bytes[cursor]! & 0x3f) << 8) | bytes[cursor + 1]!;
  return cursor;
}

/** Offset of what follows the first label of a checked name: of `_povpoi._tcp.local` in an instance's name. -1 for the root. */
export function parentOf(bytes: Uint8Array, at: number): number {
  const start = resolve(bytes, at);
  const size = bytes[start]!;
  return size === 0 ? -1 : start + 1 + size;
}

/** The first label of a checked name as text; empty for the root. */
export function firstLabel(bytes: Uint8Array, at: number): string {
  const start = resolve(bytes, at);
  return decodeUtf8(bytes, start + 1, start + 1 + bytes[start]!);
}

/** A checked name without its pointers. */
export function copyName(bytes: Uint8Array, at: number): DnsName {
  const name = new Uint8Array(MAX_NAME_BYTES);
  let length = 0;
  for (let from = resolve(bytes, at); bytes[from] !== 0; from = resolve(bytes, from)) {
    const next = from + 1 + bytes[from]!;
    name.set(bytes.subarray(from, next), length);
    length += next - from;
    from = next;
  }
  return name.slice(0, length + 1);
}

/** A checked name as people write it: labels divided by dots, a dot or backslash inside a label behind a backslash (RFC 6763, 4.3). */
export function nameText(bytes: Uint8Array, at = 0): string {
  let text = "";
  for (let from = at; from >= 0; from = parentOf(bytes, from)) {
    const label = firstLabel(bytes, from);
    if (label === "") break;
    if (text !== "") text += ".";
    for (const character of label)
      text += character === "." || character === "\\" ? `\\${character}` : character;
  }
  return text;
}
