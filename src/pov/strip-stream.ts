import type { LocalUs } from "../ports/clock.ts";
import type { StripSource } from "../ports/strip.ts";
import { Block, type BlockPlan, planBlock, zeroViews } from "./block-grid.ts";
import { type CellPattern, copyColumns } from "./column-fill.ts";
import { KIND, LightMemory, WORD } from "./light-memory.ts";
import { PatternFill } from "./pattern-fill.ts";
import { PlayingContent } from "./playing-content.ts";
import { SharedClock } from "./shared-clock.ts";
import { WriteGap } from "./write-gap.ts";

/** A column that is late by this share of its time is still shown; later ones give way to the next. */
const SLACK = 1 / 8;

/** After how many blocks the plan of blocks is looked at again. */
const RETUNE_BLOCKS = 32;

/** Shorter blocks are given up where they lose so many times as much: less is not known exactly, and they spread what is lost. */
const WORSE = 1.25;

/** Leads that could be so much finer, or have to be so much coarser, are worth a new plan. */
const FINER = 1.5;

/** A dark content is written this often, then once in so many times that the loop is asked. */
const DARK_BLOCKS = 2;
const DARK_RESTS = 64;

/**
 * The loop that feeds a strip. The problem: a column has to be seen at its microsecond, on an interpreter a hundred times too
 * slow to start each one by a timer. The idea: the bus is a clock that never stops. A block of columns is written at once, with
 * zeros between them that take just as long as a column lasts (block-grid.ts), and a write blocks until it is on the wire. What
 * is left is to say when a block begins.
 *
 * That is a phase-locked loop. After each write the time is read, so where the last block ended is known; when the next one will
 * begin is that plus the mean gap between writes (write-gap.ts). The group's clock at that time says which column is due, and
 * the zeros before it are trimmed so that it is seen when its time begins: column = floor((g - origin) · rate) mod width. It is
 * computed from the clock for every block and never counted up, so an error lasts no longer than a block, and two poi with one
 * clock show one column. A column for which there was no time is left out.
 *
 * A new content is taken over between two blocks (light-memory.ts) and shown from its start time on, to the column. While it
 * fades in, columns of both are shown in turns, evenly spread, more and more of the new one's.
 */
export class StripStream implements StripSource {
  private readonly memory: LightMemory;
  private readonly clock: SharedClock;
  private readonly gap = new WriteGap();
  private readonly patterns: PatternFill;
  private readonly even: Block;
  private readonly odd: Block;
  private readonly zeros: readonly Uint8Array[];
  private readonly bytesPerUs: number;
  private readonly columnUs: number;
  private readonly shownUs: number;
  private readonly columnWords: number;
  /** The content that plays, the one that is to take its place, and one to be filled. */
  private current = new PlayingContent();
  private pending: PlayingContent | undefined;
  private free = new PlayingContent();
  private version: number;
  /** The content whose columns the blocks are cut to. */
  private lead: PlayingContent | undefined;
  private plan: BlockPlan;
  private mostColumns: number;
  /** Gap and columns before blocks were made shorter; the gap is 0 where they were not, -1 where that did not help. */
  private longGapUs = 0;
  private longColumns = 0;
  private blocksLeft = RETUNE_BLOCKS;
  private isOdd = false;
  private sentUs = 0;
  private dark = 0;

  /** Plays memory that `makeLightMemory` made. `patterns` are numbered as contents name them. */
  constructor(buffer: SharedArrayBuffer, patterns: readonly CellPattern[]) {
    const memory = new LightMemory(buffer);
    this.memory = memory;
    this.clock = new SharedClock(memory);
    this.patterns = new PatternFill(memory, patterns);
    this.even = new Block(memory, 0);
    this.odd = new Block(memory, 1);
    this.zeros = zeroViews(memory);
    this.bytesPerUs = memory.word(WORD.hz) / 8e6;
    this.columnUs = memory.word(WORD.columnBytes) / this.bytesPerUs;
    this.shownUs = memory.word(WORD.shownBytes) / this.bytesPerUs;
    this.columnWords = memory.word(WORD.dataBytes) >> 2;
    this.version = Atomics.load(memory.words, WORD.taken);
    this.current.take(memory, this.version);
    this.mostColumns = memory.word(WORD.blockColumns);
    this.plan = planBlock(memory, 0, 1 / this.current.writesPerUs, 0, this.gap.spreadUs, this.mostColumns);
  }

  next(endUs: LocalUs): Uint8Array | undefined {
    this.gap.heard(endUs, this.sentUs);
    this.turn();
    const view = this.rests() ? undefined : this.write(endUs + this.gap.meanUs);
    this.sentUs = view === undefined ? 0 : view.length / this.bytesPerUs;
    return view;
  }

  /** Takes over a content that was published. */
  private turn(): void {
    const { words } = this.memory;
    const published = Atomics.load(words, WORD.published);
    if (published === this.version) return;
    let { pending } = this;
    if (pending === undefined) {
      pending = this.free;
      pending.take(this.memory, published);
      if (pending.kind === KIND.pattern) this.patterns.check(pending.pattern);
      this.pending = pending;
    }
    if (Atomics.load(words, WORD.hurry) === published) {
      pending.startUs = Number.NEGATIVE_INFINITY;
      pending.fadeUs = 0;
    }
  }

  /** Whether there is nothing to be sent. */
  private rests(): boolean {
    if (this.pending !== undefined || this.current.kind !== KIND.dark) return false;
    this.dark++;
    if (this.dark > DARK_RESTS) this.dark = 0;
    return this.dark > DARK_BLOCKS;
  }

  /** Whether darkness plays, and has been written. */
  private isDark(): boolean {
    return this.current.kind === KIND.dark && this.current.nextSlot !== Number.NEGATIVE_INFINITY;
  }

  /** The next bytes, which begin at local time `beginUs`. */
  private write(beginUs: number): Uint8Array {
    const { clock, pending } = this;
    clock.read();
    const groupUs = clock.groupUs(beginUs + this.shownUs);
    // A content that is to fade in from now on, whenever that is.
    if (pending !== undefined && pending.fadeUs > 0 && pending.startUs === Number.NEGATIVE_INFINITY) {
      pending.startUs = groupUs;
    }
    let content = this.current;
    let slot = this.slotAt(content, groupUs);
    let shownUs = content.originUs + slot / content.writesPerUs;
    // Where nothing is lit one column of darkness is enough: another one would only make what begins wait until it is over.
    if (pending !== undefined && (shownUs >= pending.startUs || this.isDark())) {
      content = pending;
      const fromUs = Math.max(groupUs, pending.startUs);
      slot = this.slotAt(content, fromUs);
      shownUs = Math.max(content.originUs + slot / content.writesPerUs, pending.startUs);
    }
    if (content !== this.lead) this.follow(content);
    const leadBytes = ((shownUs - groupUs) / clock.rate) * this.bytesPerUs;
    if (leadBytes > this.plan.leadBytes) {
      const zeros = this.zerosOf(leadBytes - this.plan.leadBytes / 2 - this.gap.meanUs * this.bytesPerUs);
      if (zeros !== undefined) return zeros;
    }
    return this.block(content, slot, leadBytes);
  }

  /** The column of a content that is to be written next, where it would be seen from `groupUs` on. */
  private slotAt(content: PlayingContent, groupUs: number): number {
    const place = (groupUs - content.originUs) * content.writesPerUs;
    // Blocks of one column need not wait for the next one's time to show one whose time has begun.
    const isSingle = content === this.lead ? this.plan.columns === 1 : content.writesPerUs * SINGLE_US < 1;
    if (!isSingle) return Math.ceil(place - SLACK);
    const due = Math.floor(place + SLACK);
    return content.nextSlot === due + 1 ? content.nextSlot : due;
  }

  /** Cuts the blocks to another content's columns from now on. */
  private follow(content: PlayingContent): void {
    const { lead } = this;
    this.lead = content;
    if (lead !== undefined && lead.writesPerUs === content.writesPerUs && this.plan.version > 0) return;
    this.mostColumns = this.memory.word(WORD.blockColumns);
    this.longGapUs = 0;
    this.replan();
  }

  private zerosOf(bytes: number): Uint8Array | undefined {
    const { zeros } = this;
    for (let i = 0; i < zeros.length; i++) if (zeros[i]!.length <= bytes) return zeros[i];
    return undefined;
  }

  /** A block from column `slot` of a content on, with a lead of about `leadBytes`. */
  private block(content: PlayingContent, slot: number, leadBytes: number): Uint8Array {
    const { plan, pending } = this;
    const { words } = this.memory;
    const block = this.isOdd ? this.odd : this.even;
    this.isOdd = !this.isOdd;
    if (block.version !== plan.version) block.lay(plan);
    const periodUs = 1 / content.writesPerUs;
    const middleUs = content.originUs + (slot + 0.5) * periodUs;
    if (pending === undefined) this.columns(block, content, 0, plan.columns, middleUs, periodUs);
    else this.change(block, content, pending, slot, middleUs, periodUs);
    words[WORD.blocks]!++;
    words[WORD.columns]! += plan.columns;
    const skipped = slot - content.nextSlot;
    if (skipped > 0 && skipped < MOST_SKIPPED) words[WORD.skipped]! += skipped;
    content.nextSlot = slot + plan.columns;
    if (--this.blocksLeft === 0) this.retune();
    const lead = Math.round(leadBytes / plan.leadStep);
    return block.views[Math.max(0, Math.min(lead, block.views.length - 1))]!;
  }

  /** Columns of a block, cut to `content`, in which or before which a new content begins. */
  private change(
    block: Block,
    content: PlayingContent,
    pending: PlayingContent,
    slot: number,
    middleUs: number,
    periodUs: number,
  ): void {
    const { current } = this;
    const { columns } = this.plan;
    const { startUs, fadeUs } = pending;
    let from = 0;
    if (content !== pending) {
      from = Math.ceil((startUs - middleUs) / periodUs + 0.5 - SLACK);
      from = Math.max(0, Math.min(from, columns));
    }
    this.columns(block, current, 0, from, middleUs, periodUs);
    if (fadeUs <= 0) this.columns(block, pending, from, columns, middleUs, periodUs);
    else {
      const perColumn = (256 * periodUs) / fadeUs;
      let share = (256 * (middleUs - startUs)) / fadeUs + from * perColumn;
      for (let k = from; k < columns; k++) {
        const shown = reversedBits(slot + k) < share ? pending : current;
        this.columns(block, shown, k, k + 1, middleUs, periodUs);
        share += perColumn;
      }
      const lastUs = middleUs + (columns - 0.5) * periodUs;
      if (lastUs < startUs + fadeUs) return;
    }
    if (from < columns) this.finish(pending);
  }

  /** A new content plays alone. */
  private finish(pending: PlayingContent): void {
    this.free = this.current;
    this.current = pending;
    this.pending = undefined;
    this.dark = 0;
    this.version = Atomics.load(this.memory.words, WORD.published);
    Atomics.store(this.memory.words, WORD.taken, this.version);
  }

  /** Columns `from` to `to` of a block from one content; the middle of column 0's time is `middleUs`. */
  private columns(
    block: Block,
    content: PlayingContent,
    from: number,
    to: number,
    middleUs: number,
    periodUs: number,
  ): void {
    if (from >= to) return;
    const groupUs = middleUs + from * periodUs;
    if (content.kind === KIND.pattern) {
      this.patterns.render(block, this.plan.columns, content, from, to, groupUs, periodUs);
      return;
    }
    const { columns: width, columnsPerUs } = content;
    let x = (groupUs - content.originUs) * columnsPerUs;
    x -= Math.floor(x / width) * width;
    if (x >= width) x = 0;
    let step = periodUs * columnsPerUs;
    step -= Math.floor(step / width) * width;
    copyColumns(this.memory.words, block.columnAt, from, to, x, step, width, content.at, this.columnWords);
  }

  /**
   * Looks whether blocks are cut well. Where making a block takes longer than the bus is free in a column's time, a column is
   * lost between two blocks; shorter blocks are made faster. If that does not save columns, they are made long again.
   */
  private retune(): void {
    const { words } = this.memory;
    const gapUs = this.gap.meanUs;
    const { columns, periodUs, padBytes, leadBytes } = this.plan;
    const spareUs = periodUs - this.columnUs;
    words[WORD.gapNs] = Math.round(gapUs * 1000);
    this.blocksLeft = RETUNE_BLOCKS;
    const { longGapUs, longColumns } = this;
    // What is lost for each column that is shown.
    const worse = WORSE * ((longGapUs - spareUs) / longColumns);
    if (longGapUs > 0 && (gapUs - spareUs) / columns > worse) {
      this.mostColumns = longColumns;
      this.longGapUs = -1;
      this.replan();
    } else if (longGapUs >= 0 && columns > 1 && gapUs > spareUs) {
      this.mostColumns = (columns + 1) >> 1;
      this.longGapUs = gapUs;
      this.longColumns = columns;
      this.replan();
    } else {
      const { spreadUs } = this.gap;
      const { memory, mostColumns, plan } = this;
      const better = planBlock(memory, plan.version + 1, periodUs, gapUs, spreadUs, mostColumns);
      const finer = plan.leadStep / better.leadStep;
      if (Math.abs(better.padBytes - padBytes) > leadBytes / 4 || finer >= FINER || finer * FINER <= 1) {
        this.adopt(better);
        this.gap.relaid();
      }
    }
  }

  private replan(): void {
    const { memory, plan, gap, lead } = this;
    const periodUs = Math.max(1 / lead!.writesPerUs, this.columnUs);
    this.adopt(planBlock(memory, plan.version + 1, periodUs, gap.meanUs, gap.spreadUs, this.mostColumns));
    gap.restart();
  }

  private adopt(plan: BlockPlan): void {
    this.plan = plan;
    this.blocksLeft = RETUNE_BLOCKS;
    this.memory.words[WORD.columnsNow] = plan.columns;
  }
}

/** More columns than this are not left out but a jump of the clock, or a content that begins. */
const MOST_SKIPPED = 1e6;

/** Columns longer than this are blocks of one; the loop knows it better once it has planned for them. */
const SINGLE_US = 10_000;

/** The lowest eight bits in reverse: counting up, the values spread evenly over 0 to 255 from the first on. */
function reversedBits(value: number): number {
  let bits = value & 255;
  bits = ((bits & 0x55) << 1) | ((bits >> 1) & 0x55);
  bits = ((bits & 0x33) << 2) | ((bits >> 2) & 0x33);
  return ((bits & 15) << 4) | (bits >> 4);
}
