import { LIGHT_OF_CODE, nearestCode } from "./light.ts";

/** A picture that the firmware draws itself. The same bytes on every node and engine: integers alone. */
export interface DemoImage {
  readonly name: string;
  /** Columns of the picture at a number of rows. */
  columns(rows: number): number;
  /** Draws one column, rows · 3 bytes from the top, to `rgb` from `at` on; so that a device can rest between two. */
  column(rows: number, index: number, rgb: Uint8Array, at: number): void;
}

/** Samples along each side of a pixel; their light is averaged, so that edges are smooth. */
const SAMPLES = 4;

/**
 * A colour, 0xRRGGBB, at a point of a square picture. `x` grows to the right and `y` downward from the centre; ±1024 is the
 * rim.
 */
export type Sample = (x: number, y: number) => number;

/** Draws one column of a square picture from samples of its points. */
export function drawSampled(sample: Sample, rows: number, index: number, rgb: Uint8Array, at: number): void {
  const span = rows * SAMPLES;
  for (let row = 0; row < rows; row++) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let i = 0; i < SAMPLES; i++) {
      const x = point(index * SAMPLES + i, span);
      for (let j = 0; j < SAMPLES; j++) {
        const colour = sample(x, point(row * SAMPLES + j, span));
        red += LIGHT_OF_CODE[colour >> 16]!;
        green += LIGHT_OF_CODE[(colour >> 8) & 255]!;
        blue += LIGHT_OF_CODE[colour & 255]!;
      }
    }
    rgb[at++] = nearestCode(((red * 2) / (SAMPLES * SAMPLES)) | 0);
    rgb[at++] = nearestCode(((green * 2) / (SAMPLES * SAMPLES)) | 0);
    rgb[at++] = nearestCode(((blue * 2) / (SAMPLES * SAMPLES)) | 0);
  }
}

/** Centre of the `i`th of `span` equal parts of -1024..1024, rounded down. */
function point(i: number, span: number): number {
  return Math.floor(((2 * i + 1) * 1024) / span) - 1024;
}

/** The colour `part` / `whole` of the way from one 0xRRGGBB to another; `part` may lie outside and is then held at the end. */
export function blend(from: number, to: number, part: number, whole: number): number {
  const p = Math.max(0, Math.min(part, whole));
  const red = mix(from >> 16, to >> 16, p, whole);
  const green = mix((from >> 8) & 255, (to >> 8) & 255, p, whole);
  const blue = mix(from & 255, to & 255, p, whole);
  return (red << 16) | (green << 8) | blue;
}

function mix(from: number, to: number, part: number, whole: number): number {
  return from + ((((to - from) * part) / whole) | 0);
}
