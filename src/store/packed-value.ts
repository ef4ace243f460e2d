/**
 * Compact bytes for the small JSON-like bodies of items. One value has one encoding (keys sorted, shortest number), so that
 * equal bodies are equal bytes. Frequent keys are one byte.
 *
 * | first byte | value |
 * | --- | --- |
 * | 00–5f | integer 0 to 95 |
 * | 60–7f | text of 0 to 31 bytes of UTF-8, which follow |
 * | 80–8f | object of 0 to 15 entries: key, value, key, value … |
 * | 90–9f | array of 0 to 15 values |
 * | a0 a1 a2 | null, false, true |
 * | a3 | integer 96 to 351: one byte more, plus 96 |
 * | a4 | integer: three bytes more, big-endian |
 * | a5 | integer: a varint |
 * | a6 | integer below zero: the varint of -1 - n |
 * | a7 | IEEE 754 double, big-endian |
 * | a8 a9 aa | longer text, object, array: varint of the length, then as above |
 * | ab | in ITEMS only, in place of 80–8f: an object with the keys of the body before; its values in their order |
 *
 * Key: 00–7f is the word of that number in KEYS, 80–ff is followed by first byte - 80 printable ASCII characters.
 */
import type { ByteReader } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { utf8Length } from "../bytes/utf8.ts";
import { PoiError } from "../ports/poi-error.ts";
import { type Body, MAX_BODY_BYTES, type Value } from "./item.ts";

/** Keys that take one byte. Append only: the number is the code. */
const KEYS: readonly string[] = Object.freeze([
  "name",
  "slot",
  "width",
  "height",
  "type",
  "color1",
  "color2",
  "speed",
  "value",
  "loop",
  "steps",
  "source",
  "controls",
]);

/** A body with the keys of the one before. */
const SAME_KEYS = 0xab;
const MAX_DEPTH = 6;
const MAX_KEY_BYTES = 63;

/** Bytes of a body, or undefined where it is deeper, longer or wider than a body may be. */
export function encodeBody(body: Body): Uint8Array | undefined {
  const writer = new ByteWriter(64, 4 * MAX_BODY_BYTES);
  if (!encodeValue(writer, body, 0) || writer.at > MAX_BODY_BYTES) return undefined;
  return writer.finish();
}

/** Throws PoiError for a body that is larger than an item may have. */
export function checkBody(body: Body): void {
  if (encodeBody(body) !== undefined) return;
  throw new PoiError(
    "too-large",
    `An item's data must fit in ${MAX_BODY_BYTES} bytes and be at most ${MAX_DEPTH} levels deep. Shorten its name or its values.`,
  );
}

/** Whether two bodies say the same. */
export function equalBodies(a: Body, b: Body): boolean {
  const bytesA = encodeBody(a);
  const bytesB = encodeBody(b);
  if (bytesA === undefined || bytesB === undefined || bytesA.length !== bytesB.length) return false;
  for (let i = 0; i < bytesA.length; i++) if (bytesA[i] !== bytesB[i]) return false;
  return true;
}

/** Reads a body; sets `failed` on anything else. */
export function decodeBody(reader: ByteReader): Body {
  const start = reader.at;
  const value = decodeValue(reader, 0);
  if (reader.failed) return {};
  if (
    reader.at - start > MAX_BODY_BYTES ||
    typeof value !== "object" ||
    value === null ||
    Array.isArray(value)
  ) {
    reader.failed = true;
    return {};
  }
  return value as Body;
}

/** As `encodeBody` for a body that may be stored; one with the same keys as `before`, in order, is 0xab and its values. */
export function encodeBodyAfter(body: Body, before: readonly string[]): Uint8Array {
  const keys = Object.keys(body).sort();
  if (keys.length === 0 || keys.join("\n") !== before.join("\n")) return encodeBody(body)!;
  const writer = new ByteWriter(64, 4 * MAX_BODY_BYTES);
  writer.u8(SAME_KEYS);
  for (const key of keys) encodeValue(writer, body[key]!, 1);
  return writer.finish();
}

/** Reads what `encodeBodyAfter` wrote behind a body with the keys `before`, in order; sets `failed` on anything else. */
export function decodeBodyAfter(reader: ByteReader, before: readonly string[]): Body {
  if (before.length === 0 || reader.bytes[reader.at] !== SAME_KEYS) return decodeBody(reader);
  reader.u8();
  const value: { [key: string]: Value } = {};
  for (const key of before) value[key] = decodeValue(reader, 1);
  if (!reader.failed && encodeBody(value) === undefined) reader.failed = true;
  return reader.failed ? {} : value;
}

function encodeValue(writer: ByteWriter, value: Value, depth: number): boolean {
  if (depth > MAX_DEPTH || writer.at > MAX_BODY_BYTES) return false;
  if (value === null) writer.u8(0xa0);
  else if (value === false) writer.u8(0xa1);
  else if (value === true) writer.u8(0xa2);
  else if (typeof value === "number") return encodeNumber(writer, value);
  else if (typeof value === "string") return encodeText(writer, value);
  else if (Array.isArray(value)) {
    encodeLength(writer, 0x90, 16, 0xaa, value.length);
    for (let i = 0; i < value.length; i++) if (!encodeValue(writer, value[i], depth + 1)) return false;
  } else return encodeObject(writer, value as Body, depth);
  return true;
}

function encodeNumber(writer: ByteWriter, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  if (!Number.isSafeInteger(value)) {
    writer.u8(0xa7);
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    writer.bytes(new Uint8Array(view.buffer));
  } else if (value < 0) {
    writer.u8(0xa6);
    writer.varint(-1 - value);
  } else if (value < 0x60) {
    writer.u8(value);
  } else if (value < 0x160) {
    writer.u8(0xa3);
    writer.u8(value - 0x60);
  } else if (value >= 0x4000 && value < 0x1000000) {
    writer.u8(0xa4);
    writer.u8(value >> 16);
    writer.u16(value & 0xffff);
  } else {
    writer.u8(0xa5);
    writer.varint(value);
  }
  return true;
}

function encodeText(writer: ByteWriter, text: string): boolean {
  const length = utf8Length(text);
  if (length > MAX_BODY_BYTES) return false;
  encodeLength(writer, 0x60, 32, 0xa8, length);
  writer.text(text);
  return true;
}

function encodeObject(writer: ByteWriter, value: Body, depth: number): boolean {
  const keys = Object.keys(value).sort();
  encodeLength(writer, 0x80, 16, 0xa9, keys.length);
  for (const key of keys) {
    const word = KEYS.indexOf(key);
    if (word >= 0) {
      writer.u8(word);
    } else {
      const length = utf8Length(key);
      if (length > MAX_KEY_BYTES || !isKey(key) || writer.at > MAX_BODY_BYTES) return false;
      writer.u8(0x80 + length);
      writer.text(key);
    }
    if (!encodeValue(writer, value[key]!, depth + 1)) return false;
  }
  return true;
}

function encodeLength(writer: ByteWriter, short: number, limit: number, long: number, length: number): void {
  if (length < limit) {
    writer.u8(short + length);
  } else {
    writer.u8(long);
    writer.varint(length);
  }
}

function decodeValue(reader: ByteReader, depth: number): Value {
  const first = reader.u8();
  if (depth > MAX_DEPTH) reader.failed = true;
  if (reader.failed) return null;
  if (first < 0x60) return first;
  if (first < 0x80) return reader.text(first - 0x60);
  if (first < 0x90) return decodeObject(reader, first - 0x80, depth);
  if (first < 0xa0) return decodeArray(reader, first - 0x90, depth);
  return decodeTagged(reader, first, depth);
}

function decodeTagged(reader: ByteReader, tag: number, depth: number): Value {
  switch (tag) {
    case 0xa0:
      return null;
    case 0xa1:
      return false;
    case 0xa2:
      return true;
    case 0xa3:
      return 0x60 + reader.u8();
    case 0xa4:
      return reader.u8() * 0x10000 + reader.u16();
    case 0xa5:
      return reader.varint();
    case 0xa6:
      return -1 - reader.varint();
    case 0xa7:
      return decodeDouble(reader);
    case 0xa8:
      return reader.text(reader.varint());
    case 0xa9:
      return decodeObject(reader, reader.varint(), depth);
    case 0xaa:
      return decodeArray(reader, reader.varint(), depth);
    default:
      reader.failed = true;
      return null;
  }
}

function decodeDouble(reader: ByteReader): number {
  const bytes = reader.slice(8);
  if (reader.failed) return 0;
  const value = new DataView(bytes.buffer).getFloat64(0);
  if (Number.isFinite(value)) return value;
  reader.failed = true;
  return 0;
}

function decodeArray(reader: ByteReader, length: number, depth: number): Value {
  const values: Value[] = [];
  // Every value takes a byte at least: a length that cannot be is refused before anything is made for it.
  if (length > reader.left) reader.failed = true;
  for (let i = 0; i < length && !reader.failed; i++) values.push(decodeValue(reader, depth + 1));
  return values;
}

function decodeObject(reader: ByteReader, length: number, depth: number): Value {
  const value: { [key: string]: Value } = {};
  if (length * 2 > reader.left) reader.failed = true;
  for (let i = 0; i < length && !reader.failed; i++) {
    const code = reader.u8();
    const key = code < 0x80 ? KEYS[code] : reader.text(code - 0x80);
    if (key === undefined || (code >= 0x80 && !isKey(key))) {
      reader.failed = true;
      break;
    }
    value[key] = decodeValue(reader, depth + 1);
  }
  return value;
}

/** Printable ASCII, which all engines sort alike, and nothing that an object means something else by. */
function isKey(key: string): boolean {
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    if (code < 32 || code > 126) return false;
  }
  return key !== "__proto__";
}
