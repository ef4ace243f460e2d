import { crc32 } from "../../../src/bytes/crc32.ts";
import {
  emptyPattern,
  type PreparedPattern,
  preparePattern,
  type StoredPattern,
} from "../../../src/patterns/pattern-settings.ts";
import { PATTERNS } from "../../../src/patterns/patterns.ts";
import { INDEXES } from "../../../src/pov/column-fill.ts";

function prepared(type: number, stored: StoredPattern, seed: number): PreparedPattern {
  const into = emptyPattern();
  preparePattern(PATTERNS[type]!, stored, seed, into);
  return into;
}

/** The cells of one column. */
export function cellsOf(
  type: number,
  stored: StoredPattern,
  leds: number,
  time: number,
  level: number,
): Uint8Array {
  const cells = new Int32Array(leds);
  PATTERNS[type]!.render(cells, INDEXES, leds, time, prepared(type, stored, 0).numbers, level);
  return Uint8Array.from(cells);
}

/** The sum of 64 columns, one after the other, from a time on, `apart` units of time each. */
export function sumOfColumns(
  type: number,
  stored: StoredPattern,
  leds: number,
  seed: number,
  start: number,
  apart: number,
  level: number,
): number {
  const { numbers } = prepared(type, stored, seed);
  const cells = new Int32Array(leds);
  const all = new Uint8Array(64 * leds);
  for (let i = 0; i < 64; i++) {
    PATTERNS[type]!.render(cells, INDEXES, leds, (start + i * apart) % 2 ** 30, numbers, level);
    all.set(cells, i * leds);
  }
  return crc32(all);
}

/** The sum of the palette's 768 bytes. */
export function sumOfPalette(type: number, stored: StoredPattern): number {
  return crc32(prepared(type, stored, 0).palette);
}
