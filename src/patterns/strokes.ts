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
export function sweep(cells: Uint8Array, from: number, to: number, value: number, step: number): void {
  let i = from - 1;
  let v = value - step;
  // biome-ignore format: a table
  if (from === 0 && to >= FIRST) {
    cells[0] = (v += step) >> 16; cells[1] = (v += step) >> 16; cells[2] = (v += step) >> 16; cells[3] = (v += step) >> 16;
    cells[4] = (v += step) >> 16; cells[5] = (v += step) >> 16; cells[6] = (v += step) >> 16; cells[7] = (v += step) >> 16;
    cells[8] = (v += step) >> 16; cells[9] = (v += step) >> 16; cells[10] = (v += step) >> 16; cells[11] = (v += step) >> 16;
    cells[12] = (v += step) >> 16; cells[13] = (v += step) >> 16; cells[14] = (v += step) >> 16; cells[15] = (v += step) >> 16;
    cells[16] = (v += step) >> 16; cells[17] = (v += step) >> 16; cells[18] = (v += step) >> 16; cells[19] = (v += step) >> 16;
    cells[20] = (v += step) >> 16; cells[21] = (v += step) >> 16; cells[22] = (v += step) >> 16; cells[23] = (v += step) >> 16;
    cells[24] = (v += step) >> 16; cells[25] = (v += step) >> 16; cells[26] = (v += step) >> 16; cells[27] = (v += step) >> 16;
    cells[28] = (v += step) >> 16; cells[29] = (v += step) >> 16; cells[30] = (v += step) >> 16; cells[31] = (v += step) >> 16;
    if (to === FIRST) return;
    i = FIRST - 1;
  }
  const last = to - 8;
  while (i < last) {
    cells[++i] = (v += step) >> 16;
    cells[++i] = (v += step) >> 16;
    cells[++i] = (v += step) >> 16;
    cells[++i] = (v += step) >> 16;
    cells[++i] = (v += step) >> 16;
    cells[++i] = (v += step) >> 16;
    cells[++i] = (v += step) >> 16;
    cells[++i] = (v += step) >> 16;
  }
  while (++i < to) cells[i] = (v += step) >> 16;
}

/**
 * All cells: the same, where the step grows by `bend` every eight cells. A parabola.
 * @hot
 */
export function curve(cells: Uint8Array, leds: number, value: number, step: number, bend: number): void {
  let i = -1;
  let v = value - step;
  let s = step;
  // biome-ignore format: a table
  if (leds >= FIRST) {
    cells[0] = (v += s) >> 16; cells[1] = (v += s) >> 16; cells[2] = (v += s) >> 16; cells[3] = (v += s) >> 16;
    cells[4] = (v += s) >> 16; cells[5] = (v += s) >> 16; cells[6] = (v += s) >> 16; cells[7] = (v += s) >> 16; s += bend;
    cells[8] = (v += s) >> 16; cells[9] = (v += s) >> 16; cells[10] = (v += s) >> 16; cells[11] = (v += s) >> 16;
    cells[12] = (v += s) >> 16; cells[13] = (v += s) >> 16; cells[14] = (v += s) >> 16; cells[15] = (v += s) >> 16; s += bend;
    cells[16] = (v += s) >> 16; cells[17] = (v += s) >> 16; cells[18] = (v += s) >> 16; cells[19] = (v += s) >> 16;
    cells[20] = (v += s) >> 16; cells[21] = (v += s) >> 16; cells[22] = (v += s) >> 16; cells[23] = (v += s) >> 16; s += bend;
    cells[24] = (v += s) >> 16; cells[25] = (v += s) >> 16; cells[26] = (v += s) >> 16; cells[27] = (v += s) >> 16;
    cells[28] = (v += s) >> 16; cells[29] = (v += s) >> 16; cells[30] = (v += s) >> 16; cells[31] = (v += s) >> 16; s += bend;
    if (leds === FIRST) return;
    i = FIRST - 1;
  }
  const last = leds - 8;
  while (i < last) {
    cells[++i] = (v += s) >> 16;
    cells[++i] = (v += s) >> 16;
    cells[++i] = (v += s) >> 16;
    cells[++i] = (v += s) >> 16;
    cells[++i] = (v += s) >> 16;
    cells[++i] = (v += s) >> 16;
    cells[++i] = (v += s) >> 16;
    cells[++i] = (v += s) >> 16;
    s += bend;
  }
  while (++i < leds) cells[i] = (v += s) >> 16;
}

/**
 * All cells, from the middle to both ends: `inner` is the value just below the middle, `outer` just above, and both grow by
 * `step` with each cell on the way out.
 * @hot
 */
export function spread(cells: Uint8Array, leds: number, inner: number, outer: number, step: number): void {
  let low = leds >> 1;
  let high = low - 1;
  let a = inner - step;
  let b = outer - step;
  while (low > 3) {
    cells[--low] = (a += step) >> 16;
    cells[++high] = (b += step) >> 16;
    cells[--low] = (a += step) >> 16;
    cells[++high] = (b += step) >> 16;
    cells[--low] = (a += step) >> 16;
    cells[++high] = (b += step) >> 16;
    cells[--low] = (a += step) >> 16;
    cells[++high] = (b += step) >> 16;
  }
  while (low > 0) {
    cells[--low] = (a += step) >> 16;
    cells[++high] = (b += step) >> 16;
  }
  // An odd strip has one more above its middle.
  if (++high < leds) cells[high] = (b + step) >> 16;
}
