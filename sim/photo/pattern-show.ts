import { emptyPattern, preparePattern } from "../../src/patterns/pattern-settings.ts";
import { PATTERNS } from "../../src/patterns/patterns.ts";
import { PoiError } from "../../src/ports/poi-error.ts";
import type { PhotoOptions } from "./photo.ts";

/** How patterns are photographed; `second` of group time begins a bar of the beat that audio patterns make up. */
export const PATTERN_VIEW = Object.freeze({
  leds: 32,
  revolutionsPerSecond: 2,
  columnsPerSecond: 2000,
  second: 16,
  seed: 7,
});

/** A pattern as a node is born with it. Throws PoiError where there is none of that id or number. */
export function patternShow(name: string, seed: number = PATTERN_VIEW.seed): PhotoOptions["show"] {
  const number = PATTERNS.findIndex(({ id }, i) => id === name || `${i}` === name);
  const pattern = PATTERNS[number];
  if (pattern === undefined) {
    const ids = PATTERNS.map(({ id }) => id).join(", ");
    throw new PoiError("not-found", `The pattern must be one of ${ids}, or its number, got "${name}".`);
  }
  const prepared = emptyPattern();
  preparePattern(pattern, {}, seed, prepared);
  const { palette, numbers } = prepared;
  return { pattern, number, palette, numbers: [...numbers], atUs: PATTERN_VIEW.second * 1e6 };
}
