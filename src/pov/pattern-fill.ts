import { assert } from "../ports/assert.ts";
import type { Block } from "./block-grid.ts";
import {
  type CellPattern,
  costOfCells,
  FIRST_LEDS,
  lookUp,
  lookUpBytes,
  lookUpMapped,
  renderColumns,
  TICK_US,
  TICKS,
} from "./column-fill.ts";
import { type LightMemory, WORD } from "./light-memory.ts";
import type { PlayingContent } from "./playing-content.ts";

/** Keeps times that fall on the border between two ticks, as those of round column rates do, on one side of it. */
const NUDGE = 2 ** -16;

/** Blocks for which a pattern that had to be dimmed stays so: a flickering one would be worse than a dim one. */
const HOLD_BLOCKS = 256;

/** Renders columns of patterns into blocks. */
export class PatternFill {
  private readonly memory: LightMemory;
  private readonly patterns: readonly CellPattern[];
  private readonly cells: Uint8Array;
  private readonly cellOfLed: Uint16Array | undefined;
  private readonly leds: number;
  private readonly count: number;
  private readonly isClocked: boolean;
  private readonly ledBytes: number;
  /** Whether `renderColumns` can do it. */
  private readonly isPlain: boolean;

  constructor(memory: LightMemory, patterns: readonly CellPattern[]) {
    this.memory = memory;
    this.patterns = patterns;
    this.leds = memory.word(WORD.leds);
    this.count = memory.word(WORD.cells);
    this.cells = new Uint8Array(this.count);
    this.cellOfLed = memory.cellOfLed();
    this.isClocked = memory.word(WORD.clocked) === 1;
    this.ledBytes = memory.word(WORD.ledBytes);
    this.isPlain = this.isClocked && this.cellOfLed === undefined && this.leds >= FIRST_LEDS;
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
    if (content.tables > 1)
      this.watch(content, pattern, ticks + step * (words[WORD.blocks]! % (to - from)), level);
    if (this.isPlain) {
      const table = content.words[content.table]!;
      const { columnAt, firstLeds } = block;
      if (firstLeds.length < columns) block.viewLeds(FIRST_LEDS, columns);
      // biome-ignore format: one line of thirteen
      renderColumns(pattern, cells, leds, numbers, level, table, firstLeds, words, columnAt, from, to, ticks, step);
      return;
    }
    for (let k = from; k < to; k++) {
      pattern.render(cells, this.count, (ticks % TICKS) | 0, numbers, level);
      this.lookUpColumn(block.columnAt[k]!, content);
      ticks += step;
    }
  }

  private lookUpColumn(at: number, content: PlayingContent): void {
    const { cells, cellOfLed, leds } = this;
    const { words, bytes } = this.memory;
    if (!this.isClocked) {
      const tableAt = content.tableAt + content.table * content.tableBytes;
      lookUpBytes(bytes, at * 4, cells, tableAt, this.ledBytes, cellOfLed, leds);
    } else if (cellOfLed === undefined) lookUp(words, at, cells, content.words[content.table]!, 0, leds);
    else lookUpMapped(words, at, cells, content.words[content.table]!, cellOfLed, leds);
  }

  /**
   * Sees to the current budget: once a block the cells of one column are added up, and where they cost too much, the block and
   * all that follow are looked up in a dimmer table. The last table is so dim that no column can cost too much.
   */
  private watch(content: PlayingContent, pattern: CellPattern, ticks: number, level: number): void {
    const { limits } = content;
    pattern.render(this.cells, this.count, (ticks % TICKS) | 0, content.numbers, level);
    const cost = costOfCells(this.cells, content.costs, this.cellOfLed, this.leds);
    if (cost > limits[content.table]!) {
      while (content.table < content.tables - 1 && cost > limits[content.table]!) content.table++;
      content.hold = HOLD_BLOCKS;
      this.memory.words[WORD.dimmed]!++;
    } else if (content.hold > 0) content.hold--;
    else if (content.table > 0) {
      content.table--;
      content.hold = HOLD_BLOCKS;
    }
  }
}
