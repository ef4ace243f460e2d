import { assert } from "../ports/assert.ts";
import { PoiError } from "../ports/poi-error.ts";

/** LEDs of the longest strip, which are the rows of a stored picture. */
export const MAX_LEDS = 288;

/** Columns of the widest stored picture. */
export const MAX_COLUMNS = 400;

/**
 * Pixels of the largest picture that is taken: 2^23. An 8-megapixel camera gives 3264 × 2448 = 7,990,272 and an Ultra HD
 * screen 3840 × 2160 = 8,294,400; decoded it is 24 MB, which a desktop can spend and which a device never holds at once.
 */
export const MAX_SOURCE_PIXELS = 8_388_608;

/** Columns or rows of the largest picture that is taken. The sum of one row's light then stays below 2^31. */
export const MAX_SOURCE_SIDE = 32_768;

/** Where a source picture lies within the stored one. All in stored pixels; what is not covered is black. */
export interface PictureShape {
  /** Size of the stored picture. */
  columns: number;
  rows: number;
  /** Rows of black above the source picture. */
  top: number;
  /** Rows that the source picture covers. Its columns are always all. */
  contentRows: number;
}

/**
 * Fits a picture of `width` × `height` onto `leds` rows: aspect kept, so that it looks in the air as on the screen. One that
 * would need more than `maxColumns` is scaled to that many and lies centred between black rows. One so narrow or so wide
 * that less than half a column or row is left keeps one.
 */
export function fitPicture(width: number, height: number, leds: number, maxColumns: number): PictureShape {
  assert(leds >= 1 && leds <= MAX_LEDS && Number.isInteger(leds), "1 to 288 LEDs");
  assert(maxColumns >= 1 && maxColumns <= MAX_COLUMNS && Number.isInteger(maxColumns), "1 to 400 columns");
  const columns = roundedRatio(width * leds, height);
  if (columns <= maxColumns) return { columns, rows: leds, top: 0, contentRows: leds };
  const contentRows = Math.min(roundedRatio(height * maxColumns, width), leds);
  return { columns: maxColumns, rows: leds, top: (leds - contentRows) >> 1, contentRows };
}

/** The largest whole factor by which a picture may be shrunk first, so that every stored pixel is still made of one or more. */
export function spareFactor(width: number, height: number, leds: number, maxColumns = MAX_COLUMNS): number {
  const { columns, contentRows } = fitPicture(width, height, leds, maxColumns);
  return Math.max(1, Math.floor(Math.min(width / columns, height / contentRows)));
}

/** `a / b` to the nearest integer, halves up, at least 1. */
function roundedRatio(a: number, b: number): number {
  return Math.max(1, Math.floor((2 * a + b) / (2 * b)));
}

/** Refuses, as the user's mistake, a source picture without pixels or with too many. */
export function checkSourceSize(width: number, height: number, maxPixels: number = MAX_SOURCE_PIXELS): void {
  if (!(width >= 1 && height >= 1)) {
    throw new PoiError("bad-request", `A picture must have pixels, got ${width} × ${height}: save it again.`);
  }
  if (width > MAX_SOURCE_SIDE || height > MAX_SOURCE_SIDE) {
    throw new PoiError(
      "too-large",
      `A picture must have at most ${MAX_SOURCE_SIDE} columns and rows, got ${width} × ${height}: make it smaller.`,
    );
  }
  if (width * height > maxPixels) {
    throw new PoiError(
      "too-large",
      `A picture must have at most ${maxPixels} pixels, got ${width} × ${height} = ${width * height}: make it smaller.`,
    );
  }
}
