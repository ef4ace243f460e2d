// biome-ignore-all lint/suspicious/noAssignInExpressions: a statement more for each cell costs XS a tenth of a column
/**
 * The inner loops of patterns. Values are palette indexes with 16 bits behind the point, so that 256 whole ones are a turn; what
 * leaves the palette at one end comes in again at the other. They are written out, because on XS a pass of a loop costs as much
 * as the work on a cell, and a constant index less than another. Where cells are all alike, the native `fill` is cheaper.
 */

/** Cells that are written with constant indexes: the most common strip's. */
const FIRST = 32;

/**
 * Cells from `from` up to `to`: the first has `value`, each next one `step` more.
 * @hot
 */
export function sweep(
  out: Int32Array,
  table: Int32Array,
  from: number,
  to: number,
  value: number,
  step: number,
): void {
  let i = from - 1;
  let v = value - step;
  // biome-ignore format: a table
  if (from === 0 && to >= FIRST) {
    out[0] = table[((v += step) >> 16) & 255]!; out[1] = table[((v += step) >> 16) & 255]!; out[2] = table[((v += step) >> 16) & 255]!; out[3] = table[((v += step) >> 16) & 255]!;
    out[4] = table[((v += step) >> 16) & 255]!; out[5] = table[((v += step) >> 16) & 255]!; out[6] = table[((v += step) >> 16) & 255]!; out[7] = table[((v += step) >> 16) & 255]!;
    out[8] = table[((v += step) >> 16) & 255]!; out[9] = table[((v += step) >> 16) & 255]!; out[10] = table[((v += step) >> 16) & 255]!; out[11] = table[((v += step) >> 16) & 255]!;
    out[12] = table[((v += step) >> 16) & 255]!; out[13] = table[((v += step) >> 16) & 255]!; out[14] = table[((v += step) >> 16) & 255]!; out[15] = table[((v += step) >> 16) & 255]!;
    out[16] = table[((v += step) >> 16) & 255]!; out[17] = table[((v += step) >> 16) & 255]!; out[18] = table[((v += step) >> 16) & 255]!; out[19] = table[((v += step) >> 16) & 255]!;
    out[20] = table[((v += step) >> 16) & 255]!; out[21] = table[((v += step) >> 16) & 255]!; out[22] = table[((v += step) >> 16) & 255]!; out[23] = table[((v += step) >> 16) & 255]!;
    out[24] = table[((v += step) >> 16) & 255]!; out[25] = table[((v += step) >> 16) & 255]!; out[26] = table[((v += step) >> 16) & 255]!; out[27] = table[((v += step) >> 16) & 255]!;
    out[28] = table[((v += step) >> 16) & 255]!; out[29] = table[((v += step) >> 16) & 255]!; out[30] = table[((v += step) >> 16) & 255]!; out[31] = table[((v += step) >> 16) & 255]!;
    if (to === FIRST) return;
    i = FIRST - 1;
  }
  const last = to - 8;
  while (i < last) {
    out[++i] = table[((v += step) >> 16) & 255]!;
    out[++i] = table[((v += step) >> 16) & 255]!;
    out[++i] = table[((v += step) >> 16) & 255]!;
    out[++i] = table[((v += step) >> 16) & 255]!;
    out[++i] = table[((v += step) >> 16) & 255]!;
    out[++i] = table[((v += step) >> 16) & 255]!;
    out[++i] = table[((v += step) >> 16) & 255]!;
    out[++i] = table[((v += step) >> 16) & 255]!;
  }
  while (++i < to) out[i] = table[((v += step) >> 16) & 255]!;
}

/**
 * All cells: the same, where the step grows by `bend` every eight cells. A parabola.
 * @hot
 */
export function curve(
  out: Int32Array,
  table: Int32Array,
  leds: number,
  value: number,
  step: number,
  bend: number,
): void {
  let i = -1;
  let v = value - step;
  let s = step;
  // biome-ignore format: a table
  if (leds >= FIRST) {
    out[0] = table[((v += s) >> 16) & 255]!; out[1] = table[((v += s) >> 16) & 255]!; out[2] = table[((v += s) >> 16) & 255]!; out[3] = table[((v += s) >> 16) & 255]!;
    out[4] = table[((v += s) >> 16) & 255]!; out[5] = table[((v += s) >> 16) & 255]!; out[6] = table[((v += s) >> 16) & 255]!; out[7] = table[((v += s) >> 16) & 255]!; s += bend;
    out[8] = table[((v += s) >> 16) & 255]!; out[9] = table[((v += s) >> 16) & 255]!; out[10] = table[((v += s) >> 16) & 255]!; out[11] = table[((v += s) >> 16) & 255]!;
    out[12] = table[((v += s) >> 16) & 255]!; out[13] = table[((v += s) >> 16) & 255]!; out[14] = table[((v += s) >> 16) & 255]!; out[15] = table[((v += s) >> 16) & 255]!; s += bend;
    out[16] = table[((v += s) >> 16) & 255]!; out[17] = table[((v += s) >> 16) & 255]!; out[18] = table[((v += s) >> 16) & 255]!; out[19] = table[((v += s) >> 16) & 255]!;
    out[20] = table[((v += s) >> 16) & 255]!; out[21] = table[((v += s) >> 16) & 255]!; out[22] = table[((v += s) >> 16) & 255]!; out[23] = table[((v += s) >> 16) & 255]!; s += bend;
    out[24] = table[((v += s) >> 16) & 255]!; out[25] = table[((v += s) >> 16) & 255]!; out[26] = table[((v += s) >> 16) & 255]!; out[27] = table[((v += s) >> 16) & 255]!;
    out[28] = table[((v += s) >> 16) & 255]!; out[29] = table[((v += s) >> 16) & 255]!; out[30] = table[((v += s) >> 16) & 255]!; out[31] = table[((v += s) >> 16) & 255]!; s += bend;
    if (leds === FIRST) return;
    i = FIRST - 1;
  }
  const last = leds - 8;
  while (i < last) {
    out[++i] = table[((v += s) >> 16) & 255]!;
    out[++i] = table[((v += s) >> 16) & 255]!;
    out[++i] = table[((v += s) >> 16) & 255]!;
    out[++i] = table[((v += s) >> 16) & 255]!;
    out[++i] = table[((v += s) >> 16) & 255]!;
    out[++i] = table[((v += s) >> 16) & 255]!;
    out[++i] = table[((v += s) >> 16) & 255]!;
    out[++i] = table[((v += s) >> 16) & 255]!;
    s += bend;
  }
  while (++i < leds) out[i] = table[((v += s) >> 16) & 255]!;
}

/**
 * All cells, from the middle to both ends: `inner` is the value just below the middle, `outer` just above, and both grow by
 * `step` with each cell on the way out.
 * @hot
 */
export function spread(
  out: Int32Array,
  table: Int32Array,
  leds: number,
  inner: number,
  outer: number,
  step: number,
): void {
  let low = leds >> 1;
  let high = low - 1;
  let a = inner - step;
  let b = outer - step;
  while (low > 3) {
    out[--low] = table[((a += step) >> 16) & 255]!;
    out[++high] = table[((b += step) >> 16) & 255]!;
    out[--low] = table[((a += step) >> 16) & 255]!;
    out[++high] = table[((b += step) >> 16) & 255]!;
    out[--low] = table[((a += step) >> 16) & 255]!;
    out[++high] = table[((b += step) >> 16) & 255]!;
    out[--low] = table[((a += step) >> 16) & 255]!;
    out[++high] = table[((b += step) >> 16) & 255]!;
  }
  while (low > 0) {
    out[--low] = table[((a += step) >> 16) & 255]!;
    out[++high] = table[((b += step) >> 16) & 255]!;
  }
  // An odd strip has one more above its middle.
  if (++high < leds) out[high] = table[((b + step) >> 16) & 255]!;
}
