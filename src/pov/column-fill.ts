/**
 * The inner loops of the strip stream: columns into a block. Everything is a number or a view made before; nothing is allocated.
 * A word of 32 bits is moved where a byte would do, since each access costs the same on XS, and words are signed, since XS keeps
 * integers of 32 bits with a sign as integers and larger ones as doubles.
 */

/** What a column of a pattern is made by; `Pattern` of src/patterns is one. */
export interface CellPattern {
  /**
   * Writes a palette index for each of `leds` cells, the first one at the hand.
   *
   * @param time group time, floor(microseconds / 64) modulo 2^30
   * @param numbers integers of the content, PATTERN_NUMBERS of them
   * @param level loudness of the music, 0 to 255, or -1
   */
  render(cells: Uint8Array, leds: number, time: number, numbers: Int32Array, level: number): void;
}

/**
 * Copies columns of a picture.
 *
 * @param columnAt word where each column of the block begins
 * @param x column of the picture at `from`, 0 ≤ x < width; `step` columns on at each next one, 0 ≤ step < width or width is 1
 * @param pictureAt word where the picture begins, `columnWords` a column
 * @hot
 */
export function copyColumns(
  words: Int32Array,
  columnAt: Int32Array,
  from: number,
  to: number,
  x: number,
  step: number,
  width: number,
  pictureAt: number,
  columnWords: number,
): void {
  let column = x;
  for (let k = from; k < to; k++) {
    const source = pictureAt + (column | 0) * columnWords;
    words.copyWithin(columnAt[k]!, source, source + columnWords);
    column += step;
    if (column >= width) column -= width;
  }
}

/** LEDs that `renderColumns` looks up with constant indexes: those of the most common strip. */
export const FIRST_LEDS = 32;

/** Patterns' unit of time in microseconds, and how many there are until it begins again. */
export const TICK_US = 64;
export const TICKS = 2 ** 30;
const TICK_MASK = TICKS - 1;

/**
 * Renders columns of a pattern for a clocked strip of at least FIRST_LEDS LEDs in the order of the wire. The first LEDs are looked
 * up by constant indexes, which costs XS a third less than a loop does.
 *
 * @param firstLeds the first LEDs of each column
 * @param ticks time of column `from` in units of TICK_US, 0 ≤ ticks < TICKS; `step` more at each next one
 * @hot
 */
// biome-ignore format: a table of 32
export function renderColumns(
  pattern: CellPattern, cells: Uint8Array, leds: number, numbers: Int32Array, level: number, table: Int32Array,
  firstLeds: readonly Int32Array[], words: Int32Array, columnAt: Int32Array,
  from: number, to: number, ticks: number, step: number,
): void {
  let time = ticks;
  for (let k = from; k < to; k++) {
    pattern.render(cells, leds, time & TICK_MASK, numbers, level);
    const out = firstLeds[k]!;
    out[0] = table[cells[0]!]!; out[1] = table[cells[1]!]!; out[2] = table[cells[2]!]!; out[3] = table[cells[3]!]!;
    out[4] = table[cells[4]!]!; out[5] = table[cells[5]!]!; out[6] = table[cells[6]!]!; out[7] = table[cells[7]!]!;
    out[8] = table[cells[8]!]!; out[9] = table[cells[9]!]!; out[10] = table[cells[10]!]!; out[11] = table[cells[11]!]!;
    out[12] = table[cells[12]!]!; out[13] = table[cells[13]!]!; out[14] = table[cells[14]!]!; out[15] = table[cells[15]!]!;
    out[16] = table[cells[16]!]!; out[17] = table[cells[17]!]!; out[18] = table[cells[18]!]!; out[19] = table[cells[19]!]!;
    out[20] = table[cells[20]!]!; out[21] = table[cells[21]!]!; out[22] = table[cells[22]!]!; out[23] = table[cells[23]!]!;
    out[24] = table[cells[24]!]!; out[25] = table[cells[25]!]!; out[26] = table[cells[26]!]!; out[27] = table[cells[27]!]!;
    out[28] = table[cells[28]!]!; out[29] = table[cells[29]!]!; out[30] = table[cells[30]!]!; out[31] = table[cells[31]!]!;
    if (leds > FIRST_LEDS) lookUp(words, columnAt[k]!, cells, table, FIRST_LEDS, leds);
    time += step;
  }
}

/** Looks cells `from` to `leds` up, to the words from `at` + `from` on. @hot */
export function lookUp(
  words: Int32Array,
  at: number,
  cells: Uint8Array,
  table: Int32Array,
  from: number,
  leds: number,
): void {
  let i = from;
  let out = at + from;
  for (const end = leds - 3; i < end; i += 4, out += 4) {
    words[out] = table[cells[i]!]!;
    words[out + 1] = table[cells[i + 1]!]!;
    words[out + 2] = table[cells[i + 2]!]!;
    words[out + 3] = table[cells[i + 3]!]!;
  }
  for (; i < leds; i++, out++) words[out] = table[cells[i]!]!;
}

/** As `lookUp`, of LEDs that do not sit in the order of the wire. @hot */
export function lookUpMapped(
  words: Int32Array,
  at: number,
  cells: Uint8Array,
  table: Int32Array,
  cellOfLed: Uint16Array,
  leds: number,
): void {
  for (let i = 0; i < leds; i++) words[at + i] = table[cells[cellOfLed[i]!]!]!;
}

/**
 * Looks up entries of 9 or 12 bytes.
 *
 * @param at byte of the first LED
 * @param tableAt byte of the table's first entry
 * @hot
 */
export function lookUpBytes(
  bytes: Uint8Array,
  at: number,
  cells: Uint8Array,
  tableAt: number,
  ledBytes: number,
  cellOfLed: Uint16Array | undefined,
  leds: number,
): void {
  let out = at;
  let i = 0;
  let entry = 0;
  if (cellOfLed === undefined) {
    for (const end = leds - 3; i < end; i += 4) {
      entry = tableAt + cells[i]! * ledBytes;
      bytes.copyWithin(out, entry, entry + ledBytes);
      out += ledBytes;
      entry = tableAt + cells[i + 1]! * ledBytes;
      bytes.copyWithin(out, entry, entry + ledBytes);
      out += ledBytes;
      entry = tableAt + cells[i + 2]! * ledBytes;
      bytes.copyWithin(out, entry, entry + ledBytes);
      out += ledBytes;
      entry = tableAt + cells[i + 3]! * ledBytes;
      bytes.copyWithin(out, entry, entry + ledBytes);
      out += ledBytes;
    }
  }
  for (; i < leds; i++, out += ledBytes) {
    entry = tableAt + cells[cellOfLed === undefined ? i : cellOfLed[i]!]! * ledBytes;
    bytes.copyWithin(out, entry, entry + ledBytes);
  }
}

/** What a column costs, in the units of `costs`. @hot */
export function costOfCells(
  cells: Uint8Array,
  costs: Uint16Array,
  cellOfLed: Uint16Array | undefined,
  leds: number,
): number {
  let sum = 0;
  let i = 0;
  if (cellOfLed !== undefined) {
    for (; i < leds; i++) sum += costs[cells[cellOfLed[i]!]!]!;
    return sum;
  }
  for (const end = leds - 3; i < end; i += 4) {
    sum += costs[cells[i]!]! + costs[cells[i + 1]!]! + costs[cells[i + 2]!]! + costs[cells[i + 3]!]!;
  }
  for (; i < leds; i++) sum += costs[cells[i]!]!;
  return sum;
}
