/**
 * A closed curve through points at even distances, with soft turns and no overshoot.
 *
 * @param points 0 to 255 each
 * @param length of the table that is returned; a multiple of the number of points
 */
export function smoothLoop(points: readonly number[], length: number): Uint8Array {
  const table = new Uint8Array(length);
  const stride = length / points.length;
  for (let i = 0; i < length; i++) {
    const at = (i / stride) | 0;
    const from = points[at]!;
    const to = points[(at + 1) % points.length]!;
    const part = (((i - at * stride) * 256) / stride) | 0;
    // 3x² - 2x³: it leaves and arrives level.
    const eased = (part * part * (768 - 2 * part)) >> 16;
    table[i] = from + (((to - from) * eased) >> 8);
  }
  return table;
}
