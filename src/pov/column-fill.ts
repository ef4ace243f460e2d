/**
 * The inner loops of the strip stream: columns into a block. Everything is a number or a view made before; nothing is allocated.
 * A word of 32 bits is moved where a byte would do, since each access costs the same on XS, and words are signed, since XS keeps
 * integers of 32 bits with a sign as integers and larger ones as doubles.
 */

/** What a column of a pattern is made by; `Pattern` of src/patterns is one. */
export interface CellPattern {
  /**
   * Writes an entry of the table for each of `leds` cells, the first one at the hand. What an entry is does not matter to a pattern: a
   * word for the wire, or its place in the table. So what is played is looked up as it is drawn.
   *
   * @param table PALETTE_COLORS entries
   * @param time group time, floor(microseconds / 64) modulo 2^30
   * @param numbers integers of the content, PATTERN_NUMBERS of them
   * @param level loudness of the music, 0 to 255, or -1
   */
  render(
    out: Int32Array,
    table: Int32Array,
    leds: number,
    time: number,
    numbers: Int32Array,
    level: number,
  ): void;
}

/** A table whose entries are their places: with it a pattern draws palette indexes. */
export const INDEXES = Int32Array.from({ length: 256 }, (_, i) => i);

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

/** Patterns' unit of time in microseconds, and how many there are until it begins again. */
export const TICK_US = 64;
export const TICKS = 2 ** 30;
const TICK_MASK = TICKS - 1;

/**
 * Renders columns of a pattern for a clocked strip in the order of the wire.
 *
 * @param columns a view of the LEDs of each column
 * @param ticks time of column `from` in units of TICK_US, 0 ≤ ticks < TICKS; `step` more at each next one
 * @hot
 */
export function renderColumns(
  pattern: CellPattern,
  columns: readonly Int32Array[],
  table: Int32Array,
  leds: number,
  numbers: Int32Array,
  level: number,
  from: number,
  to: number,
  ticks: number,
  step: number,
): void {
  let time = ticks;
  for (let k = from; k < to; k++) {
    pattern.render(columns[k]!, table, leds, time & TICK_MASK, numbers, level);
    time += step;
  }
}

/** Copies cells to LEDs that do not sit in the order of the wire. @hot */
export function placeCells(
  words: Int32Array,
  at: number,
  cells: Int32Array,
  cellOfLed: Uint16Array,
  leds: number,
): void {
  for (let i = 0; i < leds; i++) words[at + i] = cells[cellOfLed[i]!]!;
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
  cells: Int32Array,
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
  cells: Int32Array,
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
