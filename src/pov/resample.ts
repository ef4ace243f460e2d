import { assert } from "../ports/assert.ts";
import { encodeLight, FULL_LIGHT, LIGHT_OF_CODE } from "./light.ts";
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
  /** Source rows of equal weight that `across` holds, and how many it can hold below 2^31. */
  private merged = 0;
  private readonly mergeable: number;

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
    this.mergeable = Math.floor(0x7fffffff / (width * FULL_LIGHT));
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
    if (left <= this.room) {
      this.room -= left;
      this.merged++;
      // The next row lies in this target row as well and weighs the same: the two may be added up first.
      if (this.room >= left && this.merged < this.mergeable) return;
      gatherDown(this.across, left, this.down);
      this.merged = 0;
      if (this.room === 0) this.emit();
    } else {
      // A row that reaches into the next target row or, where the picture grows, over several.
      while (left > 0) {
        const part = Math.min(left, this.room);
        gatherDown(this.across, part, this.down);
        left -= part;
        this.room -= part;
        if (this.room === 0) this.emit();
      }
    }
    this.across.fill(0);
  }

  private emit(): void {
    encodeLight(this.down, this.width * this.height, this.row);
    this.onRow(this.row);
    this.down.fill(0);
    this.room = this.height;
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
  let to = (start / width) | 0;
  // Units that the target column has room for.
  let room = (to + 1) * width - start;
  to *= 3;
  let from = at;
  let stop = 0;
  // Units by which the last pixel that begins in a column reaches over its end, its light, and what that comes to.
  let over = 0;
  let r = 0;
  let g = 0;
  let b = 0;
  let carryRed = 0;
  let carryGreen = 0;
  let carryBlue = 0;
  let red = 0;
  let green = 0;
  let blue = 0;
  while (from < end) {
    // All pixels that begin in this column are added up and weighted once; then what reaches over is taken off.
    stop = ((room + columns - 1) / columns) | 0;
    over = stop * columns - room;
    stop = from + stop * 3;
    if (stop > end) {
      stop = end;
      over = 0;
    }
    red = 0;
    green = 0;
    blue = 0;
    while (from < stop) {
      red += light[rgb[from]!]!;
      green += light[rgb[from + 1]!]!;
      blue += light[rgb[from + 2]!]!;
      from += 3;
    }
    if (over > 0) {
      r = light[rgb[from - 3]!]!;
      g = light[rgb[from - 2]!]!;
      b = light[rgb[from - 1]!]!;
    }
    across[to] = across[to]! + carryRed + red * columns - r * over;
    across[to + 1] = across[to + 1]! + carryGreen + green * columns - g * over;
    across[to + 2] = across[to + 2]! + carryBlue + blue * columns - b * over;
    to += 3;
    // Where the picture grows, a pixel reaches over whole columns.
    while (over >= width) {
      across[to] = across[to]! + r * width;
      across[to + 1] = across[to + 1]! + g * width;
      across[to + 2] = across[to + 2]! + b * width;
      to += 3;
      over -= width;
    }
    carryRed = r * over;
    carryGreen = g * over;
    carryBlue = b * over;
    room = width - over;
  }
  if (over === 0) return;
  across[to] = across[to]! + carryRed;
  across[to + 1] = across[to + 1]! + carryGreen;
  across[to + 2] = across[to + 2]! + carryBlue;
}

/** @hot */
function gatherDown(across: Int32Array, weight: number, down: Float64Array): void {
  const length = down.length;
  let i = 0;
  while (i < length) {
    down[i] = down[i]! + weight * across[i]!;
    down[i + 1] = down[i + 1]! + weight * across[i + 1]!;
    down[i + 2] = down[i + 2]! + weight * across[i + 2]!;
    i += 3;
  }
}
