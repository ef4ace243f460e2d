import { assert } from "../ports/assert.ts";
import {
  COST_BYTES,
  HEAD,
  headerWord,
  KIND,
  type LightMemory,
  MAX_TABLES,
  NUMBERS_BYTES,
  PALETTE_COLORS,
  PATTERN_NUMBERS,
  TIMING,
  WORD,
} from "./light-memory.ts";

/** One of the two contents as the loop plays it: the header's fields and views of the data, taken over once. */
export class PlayingContent {
  kind: number = KIND.dark;
  originUs = 0;
  columnsPerUs = 0;
  writesPerUs = 0;
  startUs = 0;
  fadeUs = 0;
  aheadUs = 0;
  /** Its first column that was not written yet, counted from its origin. */
  nextSlot = Number.NEGATIVE_INFINITY;
  /** Picture: its columns, and the word where it begins. */
  columns = 1;
  at = 0;
  /** Pattern: its number, its numbers, what its cells cost and may cost together for each table. */
  pattern = 0;
  numbers: Int32Array = NO_INTEGERS;
  tables = 0;
  limits: Int32Array = NO_INTEGERS;
  costs: Uint16Array = NO_COSTS;
  /** Tables of a clocked strip; those of a one-wire strip are bytes from `tableAt` on, `tableBytes` each. */
  words: Int32Array[] = [];
  tableAt = 0;
  tableBytes = 0;
  /** The table in use, and for how many more looks at its current at least; group time of the last one. */
  table = 0;
  hold = 0;
  watchedUs = Number.POSITIVE_INFINITY;

  /** Takes over the content of a version. Views are made here, once a content. */
  take(memory: LightMemory, version: number): void {
    const head = headerWord(version);
    const { words, doubles } = memory;
    const timing = head >> 1;
    this.kind = words[head + HEAD.kind]!;
    this.originUs = doubles[timing + TIMING.originUs]!;
    this.columnsPerUs = doubles[timing + TIMING.columnsPerUs]!;
    this.writesPerUs = doubles[timing + TIMING.writesPerUs]!;
    this.startUs = doubles[timing + TIMING.startUs]!;
    this.fadeUs = doubles[timing + TIMING.fadeUs]!;
    this.aheadUs = doubles[timing + TIMING.aheadUs]!;
    this.nextSlot = Number.NEGATIVE_INFINITY;
    this.at = words[head + HEAD.at]! >> 2;
    this.columns = words[head + HEAD.columns]!;
    assert(
      this.writesPerUs > 0 && this.columnsPerUs > 0 && this.columns > 0,
      "content of a rate and columns",
    );
    if (this.kind === KIND.pattern) this.takePattern(memory, head);
  }

  private takePattern(memory: LightMemory, head: number): void {
    const { buffer, words } = memory;
    const at = words[head + HEAD.at]!;
    const tables = words[head + HEAD.tables]!;
    const tableBytes = PALETTE_COLORS * memory.word(WORD.ledBytes);
    this.pattern = words[head + HEAD.pattern]!;
    this.numbers = new Int32Array(buffer, at, PATTERN_NUMBERS);
    this.tables = tables;
    this.table = 0;
    this.hold = 0;
    this.watchedUs = Number.POSITIVE_INFINITY;
    this.tableAt = at + NUMBERS_BYTES;
    this.tableBytes = tableBytes;
    this.limits = new Int32Array(buffer, (head + HEAD.limits) * 4, MAX_TABLES);
    this.words.length = 0;
    if (memory.word(WORD.clocked) === 1) {
      for (let i = 0; i < tables; i++) {
        this.words.push(new Int32Array(buffer, this.tableAt + i * tableBytes, PALETTE_COLORS));
      }
    }
    if (tables > 1) {
      this.costs = new Uint16Array(buffer, this.tableAt + tables * tableBytes, COST_BYTES >> 1);
    }
  }
}

const NO_INTEGERS = new Int32Array(0);
const NO_COSTS = new Uint16Array(0);
