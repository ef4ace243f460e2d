import { utf8Length } from "../bytes/utf8.ts";
import { PoiError } from "../ports/poi-error.ts";

/** Values that came from outside, checked one by one. A refusal gives the rule, the value and the remedy. */

export type JsonObject = { readonly [key: string]: unknown };

/** Longest name of a picture, pattern or sequence. */
export const MAX_TITLE_BYTES = 64;

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

/** The same, or `otherwise` where nothing was said. */
export function optionalInteger(
  name: string,
  value: unknown,
  low: number,
  high: number,
  otherwise: number,
): number {
  return value === undefined ? otherwise : checkInteger(name, value, low, high);
}

export function checkBoolean(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  refuse(`${name} must be true or false, got ${show(value)}.`, "Send one of both, without quotes.");
}

export function optionalBoolean(name: string, value: unknown, otherwise: boolean): boolean {
  return value === undefined ? otherwise : checkBoolean(name, value);
}

/** A text of at most `maxBytes` bytes of UTF-8, without control characters; trimmed, and not empty. */
export function checkTitle(name: string, value: unknown, maxBytes = MAX_TITLE_BYTES): string {
  if (typeof value === "string") {
    const text = withoutControls(value).trim();
    if (text !== "" && utf8Length(text) <= maxBytes) return text;
  }
  refuse(`${name} must be 1 to ${maxBytes} bytes of text, got ${show(value)}.`, "Choose a shorter one.");
}

/** One of some words. */
export function checkWord<T extends string>(name: string, value: unknown, words: readonly T[]): T {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  refuse(
    `${name} must be ${words.map((word) => `"${word}"`).join(", ")}, got ${show(value)}.`,
    "Send one of them.",
  );
}

/** {"r":0..255,"g":0..255,"b":0..255} or "#rrggbb" as 0xRRGGBB. */
export function checkColor(name: string, value: unknown): number {
  if (typeof value === "string" && /^#[0-9a-fA-F]{6}$/.test(value))
    return Number.parseInt(value.slice(1), 16);
  if (typeof value === "object" && value !== null) {
    const { r, g, b } = value as JsonObject;
    const red = checkInteger(`${name}.r`, r, 0, 255);
    const green = checkInteger(`${name}.g`, g, 0, 255);
    return red * 65_536 + green * 256 + checkInteger(`${name}.b`, b, 0, 255);
  }
  refuse(`${name} must be {"r":0,"g":0,"b":0} or "#rrggbb", got ${show(value)}.`, "Send a colour.");
}

/** 0xRRGGBB as {r, g, b}. */
export function showColor(color: number): { r: number; g: number; b: number } {
  return { r: (color >> 16) & 255, g: (color >> 8) & 255, b: color & 255 };
}

/** A value in a message, short. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "string" ? `"${value}"` : JSON.stringify(value);
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}

function withoutControls(text: string): string {
  let clean = "";
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (code >= 32 && code !== 127) clean += character;
  }
  return clean;
}
