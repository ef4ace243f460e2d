import { PALETTE_COLORS } from "../patterns/pattern.ts";
import { settingsOf } from "../patterns/pattern-settings.ts";
import { PATTERNS } from "../patterns/patterns.ts";
import type { PatternContent } from "../pov/pattern-tables.ts";
import { MAX_COLUMNS, MAX_LEDS } from "../pov/picture-shape.ts";
import type { Version } from "../store/item.ts";
import type { StoredPicture } from "./picture-loader.ts";

/** Stored items as a strip wants them. They may come from another poi with other firmware, so none is believed. */

/** Columns and rows of a picture; none where what another poi told of it cannot be. */
export function pictureSize({ body }: Version): { width: number; height: number } {
  const { width, height } = body;
  const fits = isSide(width, MAX_COLUMNS) && isSide(height, MAX_LEDS);
  return fits ? { width, height } : { width: 0, height: 0 };
}

/** A picture, undefined where it is none. */
export function storedPicture(version: Version): StoredPicture | undefined {
  const { width: columns, height: rows } = pictureSize(version);
  const { blob } = version;
  return columns === 0 || blob === undefined ? undefined : { blob, columns, rows };
}

/**
 * A pattern, undefined where this firmware has none of its type.
 *
 * @param speed 1 to 255, or 0 for its own
 * @param seed 32 bits that all poi share
 */
export function storedPattern({ body }: Version, speed: number, seed: number): PatternContent | undefined {
  const { type } = body;
  const pattern = typeof type === "number" ? PATTERNS[type] : undefined;
  if (pattern === undefined) return undefined;
  const settings = settingsOf(pattern, speed === 0 ? body : { ...body, speed });
  const palette = new Uint8Array(3 * PALETTE_COLORS);
  pattern.palette(settings, palette);
  return { pattern, number: type as number, palette, numbers: pattern.prepare(settings, seed | 0) };
}

function isSide(value: unknown, most: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most;
}
