import { assert } from "../ports/assert.ts";
import type { Block } from "./block-grid.ts";
import {
  type CellPattern,
  costOfCells,
  INDEXES,
  lookUpBytes,
  placeCells,
  renderColumns,
  TICK_US,
  TICKS,
} from "./column-fill.ts";
import { type LightMemory, WORD } from "./light-memory.ts";
import type { PlayingContent } from "./playing-content.ts";

/** Keeps times that fall on the border between two ticks, as those of round column rates do, on one side of it. */
const NUDGE = 2 ** -16;

/** How often a pattern's current is looked at, in microseconds of group time. To look takes as long as to render a column. */
const WATCH_US = 8000;

/** Looks for which a pattern that had to be dimmed stays so: a flickering one would be worse than a dim one. */
const HOLD_LOOKS = 256;

/** Renders columns of patterns into blocks. */
export class PatternFill {
  private readonly memory: LightMemory;
  private readonly patterns: readonly CellPattern[];
  /** A column by cell, where it cannot be drawn where it belongs. */
  private readonly cells: Int32Array;
  private readonly cellOfLed: Uint16Array | undefined;
  private readonly leds: number;
  private readonly count: number;
  private readonly isClocked: boolean;
  private readonly ledBytes: number;
  /** Whether columns can be drawn where they belong. */
  private readonly isPlain: boolean;

  constructor(memory: LightMemory, patterns: readonly CellPattern[]) {
    this.memory = memory;
    this.patterns = patterns;
    this.leds = memory.word(WORD.leds);
    this.count = memory.word(WORD.cells);
    this.cells = new Int32Array(this.count);
    this.cellOfLed = memory.cellOfLed();
    this.isClocked = memory.word(WORD.clocked) === 1;
    this.ledBytes = memory.word(WORD.ledBytes);
    this.isPlain = this.isClocked && this.cellOfLed === undefined;
  }

  /** Stops where there is no such pattern. */
  check(number: number): void {
    assert(number >= 0 && number < this.patterns.length, "pattern of that number");
  }

  /**
   * Renders columns `from` to `to` of a block of `columns`.
   *
   * @param groupUs the middle of the time for which column `from` is seen; `periodUs` later that of the next one
   */
  render(
    block: Block,
    columns: number,
    content: PlayingContent,
    from: number,
    to: number,
    groupUs: number,
    periodUs: number,
  ): void {
    const { cells, leds } = this;
    const { words } = this.memory;
    const { numbers } = content;
    const pattern = this.patterns[content.pattern]!;
    const level = Atomics.load(words, WORD.level);
    const step = periodUs / TICK_US;
    let ticks = (groupUs + content.aheadUs) / TICK_US + NUDGE;
    ticks -= Math.floor(ticks / TICKS) * TICKS;
    const { watchedUs } = content;
    if (content.tables > 1 && (groupUs < watchedUs || groupUs >= watchedUs + WATCH_US)) {
      content.watchedUs = groupUs;
      this.watch(content, pattern, ticks + step * (words[WORD.blocks]! % (to - from)), level);
    }
    if (this.isPlain) {
      const table = content.words[content.table]!;
      if (block.ledViews.length < columns) block.viewLeds(leds, columns);
      renderColumns(pattern, block.ledViews, table, leds, numbers, level, from, to, ticks, step);
      return;
    }
    const table = this.isClocked ? content.words[content.table]! : INDEXES;
    for (let k = from; k < to; k++) {
      pattern.render(cells, table, this.count, (ticks % TICKS) | 0, numbers, level);
      this.place(block.columnAt[k]!, content);
      ticks += step;
    }
  }

  /** Brings the cells to their LEDs, from word `at` of the memory on. */
  private place(at: number, content: PlayingContent): void {
    const { cells, cellOfLed, leds } = this;
    const { words, bytes } = this.memory;
    if (this.isClocked) {
      placeCells(words, at, cells, cellOfLed!, leds);
      return;
    }
    const tableAt = content.tableAt + content.table * content.tableBytes;
    lookUpBytes(bytes, at * 4, cells, tableAt, this.ledBytes, cellOfLed, leds);
  }

  /**
   * Sees to the current budget: the cells of one column are added up, and where they cost too much, its block and
   * all that follow are looked up in a dimmer table. The last table is so dim that no column can cost too much.
   */
  private watch(content: PlayingContent, pattern: CellPattern, ticks: number, level: number): void {
    const { limits } = content;
    pattern.render(this.cells, INDEXES, this.count, (ticks % TICKS) | 0, content.numbers, level);
    const cost = costOfCells(this.cells, content.costs, this.cellOfLed, this.leds);
    if (cost > limits[content.table]!) {
      while (content.table < content.tables - 1 && cost > limits[content.table]!) content.table++;
      content.hold = HOLD_LOOKS;
      this.memory.words[WORD.dimmed]!++;
    } else if (content.hold > 0) content.hold--;
    else if (content.table > 0) {
      content.table--;
      content.hold = HOLD_LOOKS;
    }
  }
}
