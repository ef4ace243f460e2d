import { assert } from "../ports/assert.ts";
import { LIGHT_OF_CODE, nearestCode } from "./light.ts";
import { MAX_SOURCE_SIDE } from "./picture-shape.ts";

/**
 * Scales a picture by exact area averaging, row by row: each target pixel is the mean light of the source area under it,
 * pixels at its rim counted by the part that lies inside.
 *
 * Coordinates are scaled so that every area is an integer. Across, a source pixel is `columns` units wide and a target pixel
 * `width` units; down, a source row is `rows` units high and a target row `height`. So the weights of a target pixel add up
 * to exactly width · height, nothing is rounded before the one division at the end, and every engine gives the same bytes.
 * Sums across stay below 2^31 (32,768 · 65,535), sums down below 2^39 (2^23 pixels · 2^16), which a double holds exactly.
 *
 * Growing works by the same rule: pixels become crisp boxes, as pixel art wants it.
 */
export class AreaResampler {
  private readonly width: number;
  private readonly height: number;
  private readonly columns: number;
  private readonly rows: number;
  private readonly onRow: (rgb: Uint8Array) => void;
  /** Light of one source row, gathered into target columns: weight · light. */
  private readonly across: Int32Array;
  /** Light of the target row under way: weight · weight · light. */
  private readonly down: Float64Array;
  private readonly row: Uint8Array;
  /** The first bytes of a pixel that came in two pieces. */
  private readonly split = new Uint8Array(3);
  private splitLength = 0;
  /** Source column of the next pixel. */
  private x = 0;
  /** Units that the target row still has room for. */
  private room: number;

  /**
   * @param width, height of the source, 1..32768 each and at most 2^23 together
   * @param columns, rows of the target
   * @param onRow called once a target row, from the top, with columns · 3 bytes that are reused after the call
   */
  constructor(
    width: number,
    height: number,
    columns: number,
    rows: number,
    onRow: (rgb: Uint8Array) => void,
  ) {
    assert(width >= 1 && width <= MAX_SOURCE_SIDE && height >= 1 && columns >= 1 && rows >= 1, "sizes");
    this.width = width;
    this.height = height;
    this.columns = columns;
    this.rows = rows;
    this.onRow = onRow;
    this.across = new Int32Array(columns * 3);
    this.down = new Float64Array(columns * 3);
    this.row = new Uint8Array(columns * 3);
    this.room = height;
  }

  /** Takes the next bytes of the source, RGB row by row; they may end anywhere. */
  bytes(rgb: Uint8Array): void {
    const end = rgb.length;
    let at = 0;
    while (at < end) {
      if (this.splitLength > 0 || end - at < 3) {
        this.split[this.splitLength++] = rgb[at++]!;
        if (this.splitLength < 3) continue;
        this.splitLength = 0;
        this.pixels(this.split, 0, 1);
      } else {
        const count = Math.min(Math.floor((end - at) / 3), this.width - this.x);
        this.pixels(rgb, at, count);
        at += count * 3;
      }
    }
  }

  private pixels(rgb: Uint8Array, at: number, count: number): void {
    gatherAcross(rgb, at, count, this.x, this.width, this.columns, this.across);
    this.x += count;
    if (this.x < this.width) return;
    this.x = 0;
    this.endSourceRow();
  }

  private endSourceRow(): void {
    let left = this.rows;
    while (left > 0) {
      const weight = Math.min(left, this.room);
      gatherDown(this.across, weight, this.down);
      left -= weight;
      this.room -= weight;
      if (this.room > 0) continue;
      encodeRow(this.down, (this.width * this.height) / 2, this.row);
      this.onRow(this.row);
      this.down.fill(0);
      this.room = this.height;
    }
    this.across.fill(0);
  }
}

/**
 * Adds `count` pixels from `rgb[at]` on, which begin at source column `x`, to the target columns they fall into.
 * @hot
 */
function gatherAcross(
  rgb: Uint8Array,
  at: number,
  count: number,
  x: number,
  width: number,
  columns: number,
  across: Int32Array,
): void {
  const light = LIGHT_OF_CODE;
  const end = at + count * 3;
  const start = x * columns;
  let to = Math.floor(start / width);
  let room = (to + 1) * width - start;
  to *= 3;
  // Pixels wholly inside a target column are only added up, and weighted once when it ends.
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let from = at; from < end; from += 3) {
    const r = light[rgb[from]!]!;
    const g = light[rgb[from + 1]!]!;
    const b = light[rgb[from + 2]!]!;
    if (columns < room) {
      red += r;
      green += g;
      blue += b;
      room -= columns;
      continue;
    }
    across[to] = across[to]! + red * columns + r * room;
    across[to + 1] = across[to + 1]! + green * columns + g * room;
    across[to + 2] = across[to + 2]! + blue * columns + b * room;
    red = 0;
    green = 0;
    blue = 0;
    to += 3;
    let rest = columns - room;
    for (; rest >= width; rest -= width) {
      across[to] = r * width;
      across[to + 1] = g * width;
      across[to + 2] = b * width;
      to += 3;
    }
    room = width - rest;
    if (rest > 0) {
      across[to] = r * rest;
      across[to + 1] = g * rest;
      across[to + 2] = b * rest;
    }
  }
  if (red + green + blue === 0) return;
  across[to] = across[to]! + red * columns;
  across[to + 1] = across[to + 1]! + green * columns;
  across[to + 2] = across[to + 2]! + blue * columns;
}

/** @hot */
function gatherDown(across: Int32Array, weight: number, down: Float64Array): void {
  const length = down.length;
  for (let i = 0; i < length; i++) down[i] = down[i]! + weight * across[i]!;
}

/**
 * The codes of the mean light: sum / area, doubled and rounded down. The quotient's distance to an integer is at least
 * 1 / area ≥ 2^-23 and a double's error at its size 2^-36, so rounding down is exact.
 * @hot
 */
function encodeRow(down: Float64Array, halfArea: number, row: Uint8Array): void {
  const length = row.length;
  for (let i = 0; i < length; i++) row[i] = nearestCode((down[i]! / halfArea) | 0);
}
