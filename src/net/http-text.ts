/**
 * The bytes that HTTP/1.1 is made of (RFC 9110 section 5.6, RFC 9112 section 2). The loops here are most of what a head costs
 * on XS, whose native `indexOf` is no faster: so each byte of a header that nobody asked for is looked at once.
 */

const TAB = 9;
const SPACE = 32;

/** For a byte: 1 where it may stand in a request's target, a visible ASCII character but "#" (RFC 9112 section 3.2). */
export const VISIBLE: Uint8Array = new Uint8Array(256).fill(1, 33, 127).fill(0, 35, 36);

/** For a byte: the lower-case code of a token character (RFC 9110 section 5.6.2), 0 for any other. */
export const TOKEN: Uint8Array = tokenTable();

function tokenTable(): Uint8Array {
  const table = new Uint8Array(256);
  const marks = "!#$%&'*+-.^_`|~0123456789";
  for (let i = 0; i < marks.length; i++) table[marks.charCodeAt(i)] = marks.charCodeAt(i);
  for (let letter = 97; letter <= 122; letter++) {
    table[letter] = letter;
    table[letter - 32] = letter;
  }
  return table;
}

/**
 * Offset of the first byte at or after `from` that may not stand in a line: a control character but the tab. Unrolled, because
 * XS runs 11 bytecodes a byte so, and 18 as a plain loop. @hot
 */
export function textEnd(bytes: Uint8Array, from: number, end: number): number {
  const last = end - 8;
  let at = from;
  for (;;) {
    while (at <= last) {
      if (bytes[at]! < SPACE) break;
      if (bytes[++at]! < SPACE) break;
      if (bytes[++at]! < SPACE) break;
      if (bytes[++at]! < SPACE) break;
      if (bytes[++at]! < SPACE) break;
      if (bytes[++at]! < SPACE) break;
      if (bytes[++at]! < SPACE) break;
      if (bytes[++at]! < SPACE) break;
      at++;
    }
    while (at < end && bytes[at]! >= SPACE) at++;
    if (at >= end || bytes[at] !== TAB) return at;
    at++;
  }
}

/** Offset of the first byte at or after `from` that is no token character. @hot */
export function tokenEnd(bytes: Uint8Array, from: number, end: number): number {
  const table = TOKEN;
  const last = end - 4;
  let at = from;
  while (at <= last) {
    if (table[bytes[at]!] === 0) return at;
    if (table[bytes[at + 1]!] === 0) return at + 1;
    if (table[bytes[at + 2]!] === 0) return at + 2;
    if (table[bytes[at + 3]!] === 0) return at + 3;
    at += 4;
  }
  while (at < end && table[bytes[at]!] !== 0) at++;
  return at;
}

/** Offset of the first byte at or after `from` that is neither space nor tab. */
export function skipBlanks(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
  return at;
}

/** End of the text that starts at `from` once the blanks before `end` are cut off. */
export function trimBlanks(bytes: Uint8Array, from: number, end: number): number {
  let at = end;
  while (at > from && (bytes[at - 1] === SPACE || bytes[at - 1] === TAB)) at--;
  return at;
}

/** Whether `bytes[start..end)` is `word`, which is lower-case ASCII, in any mixture of cases. */
export function sameWord(bytes: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
  if (end - start !== word.length) return false;
  for (let i = 0; i < word.length; i++) if (TOKEN[bytes[start + i]!] !== word[i]) return false;
  return true;
}

/** A number of 1 to 15 decimal digits and nothing else, -1 for any other text. */
export function parseDecimal(text: string): number {
  const length = text.length;
  if (length === 0 || length > 15) return -1;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Whether a comma-separated list such as the Connection header holds `token` (lower-case), in any case. */
export function listHolds(list: string | undefined, token: string): boolean {
  if (list === undefined) return false;
  const lower = list.toLowerCase();
  if (lower === token) return true;
  if (lower.indexOf(",") < 0) return false;
  const parts = lower.split(",");
  for (let i = 0; i < parts.length; i++) if (parts[i]!.trim() === token) return true;
  return false;
}
