/**
 * Forms of short ASCII text, told by character code. No regular expressions on the device: XS of Moddable SDK 8.2.3 takes what
 * `exec` and `test` work in from malloc, gives it to the garbage collector as if it were a chunk of its own, and never frees
 * it (xsre.c, fxAllocateRegExpData): each use leaks, and a collection within one ends the program.
 */

/** "255.255.255.255" */
const LONGEST_ADDRESS = 15;

/** Whether a text is `least` to `most` decimal digits. */
export function isDigits(text: string, least: number, most: number): boolean {
  const { length } = text;
  if (length < least || length > most) return false;
  for (let i = 0; i < length; i++) if (!isDigit(text.charCodeAt(i))) return false;
  return true;
}

/** Whether a text is so many lower-case hexadecimal digits. */
export function isLowerHex(text: string, count: number): boolean {
  if (text.length !== count) return false;
  for (let i = 0; i < count; i++) {
    const code = text.charCodeAt(i);
    if (!isDigit(code) && (code < 97 || code > 102)) return false;
  }
  return true;
}

/** Whether a text is nothing but lower-case letters, digits and some marks; an empty one is. */
export function isPlainWord(text: string, marks: string): boolean {
  const { length } = text;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (!isDigit(code) && (code < 97 || code > 122) && marks.indexOf(text.charAt(i)) < 0) return false;
  }
  return true;
}

/** Whether a text is nothing but ASCII that leaves ink, "!" to "~"; an empty one is. */
export function isVisibleAscii(text: string): boolean {
  const { length } = text;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code < 33 || code > 126) return false;
  }
  return true;
}

/** The four parts of "192.168.4.2", 1 to 3 digits each, undefined where a text is anything else. */
export function splitAddress(text: string): string[] | undefined {
  if (text.length > LONGEST_ADDRESS) return undefined;
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  for (let i = 0; i < 4; i++) if (!isDigits(parts[i]!, 1, 3)) return undefined;
  return parts;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
