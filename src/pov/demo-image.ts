import { LIGHT_OF_CODE, nearestCode } from "./light.ts";

/** A picture that the firmware draws itself. The same bytes on every node and engine: integers alone. */
export interface DemoImage {
  readonly name: string;
  /** Columns of the picture at a number of rows. */
  columns(rows: number): number;
  /** Draws one column, rows · 3 bytes from the top, to `rgb` from `at` on; so that a device can rest between two. */
  column(rows: number, index: number, rgb: Uint8Array, at: number): void;
}

/** A square picture of patches, each of which has its colour. Points: x to the right, y down, ±1024 at the rim. */
export interface Patches {
  /** How many there are besides the background, which is 0 and black. */
  readonly count: number;
  /** The patch that a point lies in. */
  patch(x: number, y: number): number;
  /** The colour of a patch around a point, 0xRRGGBB. */
  colour(patch: number, x: number, y: number): number;
}

/** Samples along each side of a pixel: edges are smooth, each patch giving light by its share of the samples. */
const SAMPLES = 4;

/** Draws one column of a picture of patches. */
export function drawPatches(
  patches: Patches,
  rows: number,
  index: number,
  rgb: Uint8Array,
  at: number,
): void {
  const shares = new Uint8Array(patches.count + 1);
  const x = point(2 * index + 1, 2 * rows);
  for (let row = 0; row < rows; row++) {
    countShares(patches, rows, index, row, shares);
    const y = point(2 * row + 1, 2 * rows);
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let patch = 1; patch <= patches.count; patch++) {
      const share = shares[patch]!;
      if (share === 0) continue;
      const colour = patches.colour(patch, x, y);
      red += share * LIGHT_OF_CODE[colour >> 16]!;
      green += share * LIGHT_OF_CODE[(colour >> 8) & 255]!;
      blue += share * LIGHT_OF_CODE[colour & 255]!;
    }
    rgb[at++] = nearestCode(((red * 2) / (SAMPLES * SAMPLES)) | 0);
    rgb[at++] = nearestCode(((green * 2) / (SAMPLES * SAMPLES)) | 0);
    rgb[at++] = nearestCode(((blue * 2) / (SAMPLES * SAMPLES)) | 0);
  }
}

/** Counts the samples of a pixel by patch. Where the outermost four agree, the others do. */
function countShares(patches: Patches, rows: number, index: number, row: number, shares: Uint8Array): void {
  const whole = 2 * rows * SAMPLES;
  const across = 2 * index * SAMPLES + 1;
  const down = 2 * row * SAMPLES + 1;
  const end = 2 * (SAMPLES - 1);
  const left = point(across, whole);
  const right = point(across + end, whole);
  const top = point(down, whole);
  const bottom = point(down + end, whole);
  const corner = patches.patch(left, top);
  shares.fill(0);
  if (
    corner === patches.patch(right, bottom) &&
    corner === patches.patch(left, bottom) &&
    corner === patches.patch(right, top)
  ) {
    shares[corner] = SAMPLES * SAMPLES;
    return;
  }
  for (let i = 0; i <= end; i += 2) {
    const x = point(across + i, whole);
    for (let j = 0; j <= end; j += 2) {
      const patch = patches.patch(x, point(down + j, whole));
      shares[patch] = shares[patch]! + 1;
    }
  }
}

/** The place of `part` of `whole` on the way from -1024 to 1024, rounded down. */
function point(part: number, whole: number): number {
  return (((part * 2048) / whole) | 0) - 1024;
}

/** The colour `part` / `whole` of the way from one 0xRRGGBB to another; `part` may lie outside and is then held at the end. */
export function blend(from: number, to: number, part: number, whole: number): number {
  if (part <= 0) return from;
  if (part >= whole) return to;
  const red = mix(from >> 16, to >> 16, part, whole);
  const green = mix((from >> 8) & 255, (to >> 8) & 255, part, whole);
  const blue = mix(from & 255, to & 255, part, whole);
  return (red << 16) | (green << 8) | blue;
}

function mix(from: number, to: number, part: number, whole: number): number {
  return from + ((((to - from) * part) / whole) | 0);
}
