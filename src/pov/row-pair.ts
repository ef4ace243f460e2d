import { assert } from "../ports/assert.ts";
import { BIN_LIGHT, LIGHTS, NEAREST, settled } from "./light.ts";

/** Longest row, in bytes, that is kept: a longer one is shrunk so much that the edges of target columns hardly count. */
const MAX_ROW_BYTES = 2048;

/**
 * Two rows of a source picture that lie in one target row, where every target column is a whole number of source columns
 * wide. They are summed up together; where the picture is halved, the codes are found in the same loop. Most of what an
 * interpreter pays for lies between the look-ups, and this way it is the least.
 */
export class RowPair {
  /** Where both rows are put, one behind the other: 3 bytes a pixel. */
  readonly bytes: Uint8Array;
  private readonly width: number;
  private readonly columns: number;
  /** Red, green and blue of the first pixel, of that below, of the second, and of that below: one index reads all. */
  private readonly channels: readonly Uint8Array[];

  /** For rows that `fits` is true of. */
  constructor(width: number, columns: number) {
    assert(RowPair.fits(width, columns), "rows that can be taken in pairs");
    this.width = width;
    this.columns = columns;
    const bytes = new Uint8Array(6 * width);
    this.bytes = bytes;
    this.channels = [0, 3 * width, 3, 3 * width + 3].flatMap((at) => [
      bytes.subarray(at),
      bytes.subarray(at + 1),
      bytes.subarray(at + 2),
    ]);
  }

  /** Whether rows of `width` pixels that become `columns` can be taken in pairs. */
  static fits(width: number, columns: number): boolean {
    return width % columns === 0 && width * 3 <= MAX_ROW_BYTES;
  }

  /** Writes the target row of half as many columns that these two rows are all of. */
  halve(codes: Uint8Array): void {
    assert(this.width === 2 * this.columns, "half as many columns");
    halvePair(this.channels, codes);
  }

  /** Adds `weight` times the light from the left edge to the right edge of each target column. */
  gather(weight: number, across: Float64Array): void {
    gatherPair(this.channels, (3 * this.width) / this.columns, weight, across);
  }
}

/**
 * The mean of four pixels each.
 * @hot
 */
function halvePair(channels: readonly Uint8Array[], codes: Uint8Array): void {
  const light = LIGHTS;
  const nearest = NEAREST;
  const red1 = channels[0]!;
  const green1 = channels[1]!;
  const blue1 = channels[2]!;
  const red2 = channels[3]!;
  const green2 = channels[4]!;
  const blue2 = channels[5]!;
  const red3 = channels[6]!;
  const green3 = channels[7]!;
  const blue3 = channels[8]!;
  const red4 = channels[9]!;
  const green4 = channels[10]!;
  const blue4 = channels[11]!;
  const greens = codes.subarray(1);
  const blues = codes.subarray(2);
  const bin = 4 * BIN_LIGHT;
  const length = codes.length;
  let from = 0;
  let to = 0;
  let red = 0;
  let green = 0;
  let blue = 0;
  let r = 0;
  let g = 0;
  let b = 0;
  while (to < length) {
    red = light[red1[from]!]! + light[red2[from]!]! + light[red3[from]!]! + light[red4[from]!]!;
    green = light[green1[from]!]! + light[green2[from]!]! + light[green3[from]!]! + light[green4[from]!]!;
    blue = light[blue1[from]!]! + light[blue2[from]!]! + light[blue3[from]!]! + light[blue4[from]!]!;
    r = nearest[(red / bin) | 0]!;
    g = nearest[(green / bin) | 0]!;
    b = nearest[(blue / bin) | 0]!;
    if ((r | g | b) > 255) {
      if (r > 255) r = settled(r, red / 2);
      if (g > 255) g = settled(g, green / 2);
      if (b > 255) b = settled(b, blue / 2);
    }
    codes[to] = r;
    greens[to] = g;
    blues[to] = b;
    from += 6;
    to += 3;
  }
}

/** @hot */
function gatherPair(
  channels: readonly Uint8Array[],
  step: number,
  weight: number,
  across: Float64Array,
): void {
  const light = LIGHTS;
  const red1 = channels[0]!;
  const green1 = channels[1]!;
  const blue1 = channels[2]!;
  const red2 = channels[3]!;
  const green2 = channels[4]!;
  const blue2 = channels[5]!;
  const length = across.length;
  let from = 0;
  let stop = 0;
  let to = 0;
  let red = 0;
  let green = 0;
  let blue = 0;
  while (to < length) {
    stop = from + step;
    while (from < stop) {
      red += light[red1[from]!]! + light[red2[from]!]!;
      green += light[green1[from]!]! + light[green2[from]!]!;
      blue += light[blue1[from]!]! + light[blue2[from]!]!;
      from += 3;
    }
    across[to]! += red * weight;
    across[to + 1]! += green * weight;
    across[to + 2]! += blue * weight;
    to += 3;
  }
}
