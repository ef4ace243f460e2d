import { assert } from "../ports/assert.ts";
import { encodeLight, LIGHTS } from "./light.ts";
import { MAX_SOURCE_SIDE } from "./picture-shape.ts";
import { RowPair } from "./row-pair.ts";

/**
 * Scales a picture by exact area averaging, row by row: each target pixel is the mean light of the source area under it,
 * pixels at its rim counted by the part that lies inside.
 *
 * Coordinates are scaled so that every area is an integer. Across, a source pixel is `columns` units wide and a target pixel
 * `width` units; down, a source row is `rows` units high and a target row `height`. So the weights of a target pixel add up
 * to exactly width · height, nothing is rounded before the one division at the end, and every engine gives the same bytes.
 *
 * Across, light is summed up from the left edge of the row to the right edge of each target column: what a column gets is the
 * difference of two such sums. That takes the fewest steps a column, which is what an interpreter pays for. Sums stay below
 * 2^48 (2^23 pixels · 2^16 · 400 columns), which a double holds exactly.
 *
 * Where target columns are whole numbers of source columns wide, as at a half, rows of one weight are taken two at a time
 * (see `RowPair`): the same sums in fewer steps.
 *
 * Growing works by the same rule: pixels become crisp boxes, as pixel art wants it.
 */
export class AreaResampler {
  private readonly width: number;
  private readonly height: number;
  private readonly columns: number;
  private readonly rows: number;
  private readonly onRow: (rgb: Uint8Array) => void;
  /** Light of source rows of equal weight, from their left edge to the right edge of each target column: weight · light. */
  private readonly across: Float64Array;
  /** Light of the pixels of the source row so far, by channel. */
  private readonly sums = new Float64Array(3);
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
  /** Rows that are taken two at a time, where that can be. */
  private readonly pair: RowPair | undefined;
  /** Bytes of them that are there. */
  private paired = 0;

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
    this.across = new Float64Array(columns * 3);
    this.down = new Float64Array(columns * 3);
    this.row = new Uint8Array(columns * 3);
    this.room = height;
    if (2 * rows <= height && RowPair.fits(width, columns)) this.pair = new RowPair(width, columns);
  }

  /** Takes the next bytes of the source, RGB row by row; they may end anywhere. */
  bytes(rgb: Uint8Array): void {
    if (this.pair !== undefined) {
      this.collect(this.pair, rgb);
      return;
    }
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

  /** Puts bytes together to a row, or to two where both lie in the target row under way. */
  private collect(pair: RowPair, rgb: Uint8Array): void {
    const rowBytes = this.width * 3;
    let at = 0;
    while (at < rgb.length) {
      const wanted = 2 * this.rows <= this.room ? 2 * rowBytes : rowBytes;
      const count = Math.min(rgb.length - at, wanted - this.paired);
      pair.bytes.set(rgb.subarray(at, at + count), this.paired);
      at += count;
      this.paired += count;
      if (this.paired < wanted) return;
      this.paired = 0;
      if (wanted === rowBytes) this.pixels(pair.bytes, 0, this.width);
      else this.endPair(pair);
    }
  }

  private endPair(pair: RowPair): void {
    if (this.height === 2 * this.rows && this.width === 2 * this.columns) {
      pair.halve(this.row);
      this.onRow(this.row);
      return;
    }
    pair.gather(this.columns, this.across);
    this.room -= this.rows;
    this.endSourceRow();
  }

  private pixels(rgb: Uint8Array, at: number, count: number): void {
    gatherAcross(rgb, at, count, this.x, this.width, this.columns, this.sums, this.across);
    this.x += count;
    if (this.x < this.width) return;
    this.x = 0;
    this.sums.fill(0);
    this.endSourceRow();
  }

  private endSourceRow(): void {
    let left = this.rows;
    if (left <= this.room) {
      this.room -= left;
      // The next row lies in this target row as well and weighs the same: the two are added up first.
      if (this.room >= left) return;
      gatherDown(this.across, left, this.down);
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
 * Takes `count` pixels from `rgb[at]` on, which begin at source column `x`: adds them to `sums`, and the sum up to its right edge
 * to each target column that ends in them.
 * @hot
 */
function gatherAcross(
  rgb: Uint8Array,
  at: number,
  count: number,
  x: number,
  width: number,
  columns: number,
  sums: Float64Array,
  across: Float64Array,
): void {
  const light = LIGHTS;
  const end = at + count * 3;
  // Where source column 0 is, or would be.
  const origin = at - x * 3;
  const almost = columns - 1;
  let to = ((x * columns) / width) | 0;
  /** Right edge of the target column, in units. */
  let edge = (to + 1) * width;
  to *= 3;
  let from = at;
  let red = sums[0]!;
  let green = sums[1]!;
  let blue = sums[2]!;
  let pixels = 0;
  let last = 0;
  let over = 0;
  let r = 0;
  let g = 0;
  let b = 0;
  for (;;) {
    // Up to the pixel that the edge is in, or ends, and that one.
    pixels = ((edge + almost) / columns) | 0;
    last = origin + pixels * 3 - 3;
    if (last >= end) break;
    while (from < last) {
      red += light[rgb[from]!]!;
      green += light[rgb[from + 1]!]!;
      blue += light[rgb[from + 2]!]!;
      from += 3;
    }
    r = light[rgb[last]!]!;
    g = light[rgb[last + 1]!]!;
    b = light[rgb[last + 2]!]!;
    // Where the picture grows, a pixel has several edges.
    if (from === last) {
      red += r;
      green += g;
      blue += b;
      from += 3;
    }
    // Units by which it reaches over the edge.
    over = pixels * columns - edge;
    across[to]! += red * columns - r * over;
    across[to + 1]! += green * columns - g * over;
    across[to + 2]! += blue * columns - b * over;
    to += 3;
    edge += width;
  }
  while (from < end) {
    red += light[rgb[from]!]!;
    green += light[rgb[from + 1]!]!;
    blue += light[rgb[from + 2]!]!;
    from += 3;
  }
  sums[0] = red;
  sums[1] = green;
  sums[2] = blue;
}

/** @hot */
function gatherDown(across: Float64Array, weight: number, down: Float64Array): void {
  const length = down.length;
  let red = 0;
  let green = 0;
  let blue = 0;
  let sum = 0;
  let i = 0;
  while (i < length) {
    sum = across[i]!;
    down[i]! += weight * (sum - red);
    red = sum;
    sum = across[i + 1]!;
    down[i + 1]! += weight * (sum - green);
    green = sum;
    sum = across[i + 2]!;
    down[i + 2]! += weight * (sum - blue);
    blue = sum;
    i += 3;
  }
}
