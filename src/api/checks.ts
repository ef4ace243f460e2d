import { isLowerHex } from "../bytes/text-forms.ts";
import { utf8Length } from "../bytes/utf8.ts";
import { PoiError } from "../ports/poi-error.ts";

/** Values that came from outside, checked one by one. A refusal gives the rule, the value and the remedy. */

export type JsonObject = { readonly [key: string]: unknown };

/** Longest name of a picture, pattern or sequence. */
export const MAX_TITLE_BYTES = 64;
/** How much of a value a message shows. */
const SHOWN_CHARACTERS = 40;

export function refuse(rule: string, remedy: string): never {
  throw new PoiError("bad-request", `${rule} ${remedy}`);
}

/** The value as an object. */
export function checkObject(value: unknown, what: string): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  refuse(`${what} must be a JSON object, got ${show(value)}.`, 'Send something like {"name": 1}.');
}

/** A whole number from `low` to `high`. */
export function checkInteger(name: string, value: unknown, low: number, high: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= low && value <= high) return value;
  refuse(
    `${name} must be a whole number from ${low} to ${high}, got ${show(value)}.`,
    "Send a number within.",
  );
}

export function checkBoolean(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  refuse(`${name} must be true or false, got ${show(value)}.`, "Send one of both, without quotes.");
}

export function optionalBoolean(name: string, value: unknown, otherwise: boolean): boolean {
  return value === undefined ? otherwise : checkBoolean(name, value);
}

/** A text of 1 to `maxBytes` bytes of UTF-8 that shows as it is, trimmed. */
export function checkTitle(name: string, value: unknown, maxBytes = MAX_TITLE_BYTES): string {
  if (typeof value === "string" && value.length <= 4 * maxBytes) {
    const text = value.trim();
    if (hasHidden(text)) {
      refuse(
        `${name} must be text without control characters and direction marks, got ${show(value)}.`,
        "Leave them out.",
      );
    }
    if (text !== "" && utf8Length(text) <= maxBytes) return text;
  }
  refuse(`${name} must be 1 to ${maxBytes} bytes of text, got ${show(value)}.`, "Choose another one.");
}

/** What is left of a text as a title: without what does not show, cut to its length; `otherwise` where nothing is. */
export function makeTitle(text: string, otherwise: string, maxBytes = MAX_TITLE_BYTES): string {
  let title = "";
  let bytes = 0;
  // By code point, so that no character is cut in half.
  for (const character of text) {
    if (isHidden(character.codePointAt(0)!)) continue;
    bytes += utf8Length(character);
    if (bytes > maxBytes) break;
    title += character;
  }
  title = title.trim();
  return title === "" ? otherwise : title;
}

function hasHidden(text: string): boolean {
  for (const character of text) if (isHidden(character.codePointAt(0)!)) return true;
  return false;
}

/** Control characters, line ends, marks that turn the direction of what follows, and halves of characters. */
function isHidden(code: number): boolean {
  if (code < 0x7f) return code < 32;
  if (code < 0xa0 || code === 0xfeff) return true;
  if (code >= 0xd800 && code <= 0xdfff) return true;
  if (code < 0x200e || code > 0x2069) return false;
  return code <= 0x200f || (code >= 0x2028 && code <= 0x202e) || code >= 0x2066;
}

/** One of some words. */
export function checkWord<T extends string>(name: string, value: unknown, words: readonly T[]): T {
  for (let i = 0; i < words.length; i++) if (words[i] === value) return words[i]!;
  refuse(
    `${name} must be ${words.map((word) => `"${word}"`).join(", ")}, got ${show(value)}.`,
    "Send one of them.",
  );
}

/** {"r":0..255,"g":0..255,"b":0..255} or "#rrggbb" as 0xRRGGBB, -1 for anything else. */
export function parseColor(value: unknown): number {
  if (typeof value === "string")
    return value.charAt(0) === "#" && isLowerHex(value.slice(1).toLowerCase(), 6)
      ? Number.parseInt(value.slice(1), 16)
      : -1;
  if (typeof value !== "object" || value === null) return -1;
  const color = value as JsonObject;
  const red = color["r"];
  const green = color["g"];
  const blue = color["b"];
  return isByte(red) && isByte(green) && isByte(blue) ? red * 65_536 + green * 256 + blue : -1;
}

export function checkColor(name: string, value: unknown): number {
  const color = parseColor(value);
  if (color >= 0) return color;
  refuse(
    `${name} must be {"r":0,"g":0,"b":0} of whole numbers from 0 to 255, or "#rrggbb", got ${show(value)}.`,
    "Send a colour.",
  );
}

function isByte(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 255 && Number.isInteger(value);
}

/** 0xRRGGBB as {r, g, b}. */
export function showColor(color: number): { r: number; g: number; b: number } {
  return { r: (color >> 16) & 255, g: (color >> 8) & 255, b: color & 255 };
}

/** A value in a message, short. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  const isText = typeof value === "string";
  const text = JSON.stringify(isText ? value.slice(0, SHOWN_CHARACTERS) : value);
  if (isText) return value.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, -1)}…"`;
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}
