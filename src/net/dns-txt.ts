import { decodeUtf8, encodeUtf8, encodeUtf8Into, utf8Length } from "../bytes/utf8.ts";
import { assert } from "../ports/assert.ts";

/**
 * The data of a TXT record (RFC 6763, section 6): strings of one length byte and up to 255 bytes, each `key=value`, or a
 * `key` alone. Keys are ASCII whose case does not matter, the first of two equal ones counts, values are any bytes.
 */

/** Most bytes we advertise: with the other records of a service it leaves room in one packet (RFC 6763, section 6.2). */
export const MAX_TXT_BYTES = 400;

const EQUALS = 0x3d;

/** Values by key: text, bytes, or `true` for a key without a value. */
export type TxtValues = Readonly<Record<string, string | Uint8Array | true>>;

/** The bytes of some values, in the order given; a single empty string for none. A string past 255 bytes is the caller's mistake. */
export function encodeTxt(values: TxtValues): Uint8Array {
  const bytes = new Uint8Array(MAX_TXT_BYTES);
  let at = 0;
  for (const key of Object.keys(values)) {
    const value = values[key]!;
    assert(isKey(key), "a TXT key is printable ASCII without =");
    const data = value === true ? undefined : typeof value === "string" ? encodeUtf8(value) : value;
    const length = utf8Length(key) + (data === undefined ? 0 : 1 + data.length);
    assert(length <= 255, `TXT string ${key} has at most 255 bytes`);
    assert(at + 1 + length <= MAX_TXT_BYTES, `a TXT record has at most ${MAX_TXT_BYTES} bytes`);
    bytes[at] = length;
    const end = encodeUtf8Into(key, bytes, at + 1);
    if (data !== undefined) {
      bytes[end] = EQUALS;
      bytes.set(data, end + 1);
    }
    at += 1 + length;
  }
  return bytes.slice(0, Math.max(1, at));
}

function isKey(key: string): boolean {
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    if (code < 0x20 || code > 0x7e || code === EQUALS) return false;
  }
  return key.length > 0;
}

/** Whether strings fill `bytes[start..end)` exactly. Empty data counts as one empty string (RFC 6763, section 6.1). */
export function isTxt(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end) at += 1 + bytes[at]!;
  return at === end;
}

/** The value of a key: bytes, empty for a key alone, or undefined where the key is not there. */
export function txtBytes(txt: Uint8Array, key: string): Uint8Array | undefined {
  let at = 0;
  while (at < txt.length) {
    const end = at + 1 + txt[at]!;
    const behindKey = matchKey(txt, at + 1, end, key);
    if (behindKey >= 0) return txt.slice(Math.min(behindKey + 1, end), end);
    at = end;
  }
  return undefined;
}

/** The value of a key as text, or undefined where the key is not there. */
export function txtText(txt: Uint8Array, key: string): string | undefined {
  const value = txtBytes(txt, key);
  return value === undefined ? undefined : decodeUtf8(value);
}

/** Offset behind the key of the string `txt[start..end)` where it is `key`, else -1. */
function matchKey(txt: Uint8Array, start: number, end: number, key: string): number {
  const behind = start + key.length;
  if (behind > end || (behind < end && txt[behind] !== EQUALS)) return -1;
  for (let i = 0; i < key.length; i++) {
    if (lower(txt[start + i]!) !== lower(key.charCodeAt(i))) return -1;
  }
  return key.length > 0 ? behind : -1;
}

function lower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}
