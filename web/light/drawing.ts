import type { Pixels } from "./show.ts";

/** A picture around the circle, painted by a finger. Angles are turns from the top, clockwise; radii go from 0, the hand, to 1, the tip. */

/** Columns around the circle. */
export const COLUMNS = 180;

export interface Brush {
  /** Red, green and blue. */
  color: readonly number[];
  /** Radius, as a share of the disc's. */
  size: number;
  /** How often a stroke is repeated around the circle. */
  times: number;
}

export function blank(leds: number): Pixels {
  return { width: COLUMNS, height: leds, rgb: new Uint8Array(3 * COLUMNS * leds) };
}

/** Paints a dot. Returns a new picture of the same pixels, so that who shows it notices. */
export function dab({ width, height, rgb }: Pixels, turn: number, radius: number, brush: Brush): Pixels {
  const rows = Math.ceil(brush.size * height);
  const row = Math.round((1 - radius) * (height - 1));
  for (let y = Math.max(0, row - rows); y <= Math.min(height - 1, row + rows); y++) {
    const down = (y - row) / height;
    const across = Math.sqrt(Math.max(0, brush.size ** 2 - down ** 2));
    // The nearer the hand, the more columns the same stroke is wide.
    const half = Math.ceil((across / (2 * Math.PI * Math.max(0.1, radius))) * width);
    for (let i = 0; i < brush.times; i++) {
      const middle = Math.floor((turn + i / brush.times + 1) * width);
      for (let x = middle - half; x <= middle + half; x++)
        rgb.set(brush.color, 3 * (y * width + (x % width)));
    }
  }
  return { width, height, rgb };
}

/** The column at a turn, from the hand outward, 3 bytes an LED. */
export function columnAt({ width, height, rgb }: Pixels, turn: number): Uint8Array {
  const x = Math.floor((turn + 1) * width) % width;
  return Uint8Array.from({ length: 3 * height }, (_, i) => {
    return rgb[3 * ((height - 1 - Math.floor(i / 3)) * width + x) + (i % 3)]!;
  });
}
