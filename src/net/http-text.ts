/**
 * The bytes that HTTP/1.1 is made of (RFC 9110 section 5.6, RFC 9112 section 2). XS runs about 14 bytecodes a byte in the
 * loops here, and its native `indexOf` is no faster, so that each byte of a head is looked at once.
 */

const TAB = 9;
const SPACE = 32;

/** For a character code below 128: the lower-case code of a token character (RFC 9110 section 5.6.2), 0 for any other. */
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

/** Offset of the first byte at or after `from` that may not stand in a line: a control character but the tab. @hot */
export function textEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  for (;;) {
    const last = end - 4;
    while (
      at <= last &&
      bytes[at]! >= SPACE &&
      bytes[at + 1]! >= SPACE &&
      bytes[at + 2]! >= SPACE &&
      bytes[at + 3]! >= SPACE
    ) {
      at += 4;
    }
    while (at < end && bytes[at]! >= SPACE) at++;
    if (at >= end || bytes[at] !== TAB) return at;
    at++;
  }
}

/** Offset of the first byte at or after `from` that is no token character. @hot */
export function tokenEnd(bytes: Uint8Array, from: number, end: number): number {
  const table = TOKEN;
  let at = from;
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

/**
 * The text of `bytes[start..end)`, one character a byte (ISO 8859-1, as header values are). Blocks of 32, because each byte
 * takes an entry of the engine's stack, which has 768 on the device.
 */
export function latinText(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at += 32) {
    const block = bytes.subarray(at, Math.min(at + 32, end));
    text += String.fromCharCode.apply(null, block as unknown as number[]);
  }
  return text;
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
