import { type LightMemory, WORD } from "./light-memory.ts";
import { roundUp4 } from "./strip-setup.ts";

/**
 * How columns lie in a block of bytes so that the bus itself keeps their time. A bus of `hz` sends hz / 8 bytes a second without
 * a pause, so zeros between columns are time: column k begins at byte k · period · hz / 8. Zeros before the first column, the
 * lead, are what a block is trimmed by: a view that begins earlier or later in them starts the same columns later or earlier.
 * There is one view for each length of lead, made once, because a loop that must not allocate can make none.
 */
export interface BlockPlan {
  /** Counts up with each plan. */
  readonly version: number;
  /** Microseconds between columns. */
  readonly periodUs: number;
  readonly columns: number;
  /** Bytes of the longest lead, and by which leads differ; multiples of four. */
  readonly leadBytes: number;
  readonly leadStep: number;
  /** Zeros behind the last column, beyond those that belong to it. */
  readonly padBytes: number;
}

/** Views of a block. More leads trim more finely; each costs four slots on XS, in each of two blocks. */
const LEADS = 24;

/** Longest lead in microseconds: twice what a write may come early or late. */
const LEAD_US = 512;

/** Where gaps vary by less, leads need be no longer than so many times their spread, and are trimmed more finely. */
const LEAD_SPREADS = 8;

/** Longest block in microseconds: a new content waits that long at most. */
const BLOCK_US = 10_000;

/**
 * Plans blocks for columns of `periodUs`.
 *
 * @param gapUs mean time that passes between two writes
 * @param spreadUs what that varies by, on average
 * @param mostColumns columns of a block at most
 */
export function planBlock(
  memory: LightMemory,
  version: number,
  periodUs: number,
  gapUs: number,
  spreadUs: number,
  mostColumns: number,
): BlockPlan {
  const bytesPerUs = memory.word(WORD.hz) / 8e6;
  const blockBytes = memory.word(WORD.blockBytes);
  const columnBytes = memory.word(WORD.columnBytes);
  const periodBytes = periodUs * bytesPerUs;
  const room = blockBytes - columnBytes;
  const wanted = Math.min(periodBytes, Math.min(LEAD_US, LEAD_SPREADS * spreadUs) * bytesPerUs, room);
  const leadStep = Math.max(4, roundUp4(Math.ceil(wanted / (LEADS - 1))));
  const leadBytes = Math.min((LEADS - 1) * leadStep, room & ~3);
  const spare = periodBytes - columnBytes - gapUs * bytesPerUs - leadBytes / 2;
  const longest = Math.min(room - leadBytes, BLOCK_US * bytesPerUs);
  const padBytes = Math.max(0, Math.min(spare, longest)) & ~3;
  const left = Math.min(room - leadBytes - padBytes, BLOCK_US * bytesPerUs);
  const columns = Math.min(mostColumns, Math.floor(left / periodBytes) + 1);
  return { version, periodUs, columns, leadBytes, leadStep, padBytes };
}

/** One of the two blocks, laid out for a plan. */
export class Block {
  /** Version of the plan that it is laid out for. */
  version = -1;
  /** Word of the memory where each column begins. */
  readonly columnAt: Int32Array;
  /** The block with a lead of `i` steps. */
  readonly views: Uint8Array[] = [];
  /** The LEDs of each column of a clocked strip, a word each. Made when a pattern is first played. */
  readonly ledViews: Int32Array[] = [];
  private readonly memory: LightMemory;
  private readonly at: number;

  constructor(memory: LightMemory, number: number) {
    this.memory = memory;
    this.at = memory.word(WORD.blocksAt) + number * memory.word(WORD.blockBytes);
    this.columnAt = new Int32Array(memory.word(WORD.blockColumns));
  }

  /** Lays it out anew: all zeros, and no column yet. */
  lay(plan: BlockPlan): void {
    const { memory, at, columnAt, views } = this;
    const { leadBytes, leadStep, columns } = plan;
    this.version = plan.version;
    this.ledViews.length = 0;
    memory.bytes.fill(0, at, at + memory.word(WORD.blockBytes));
    const bytesPerUs = memory.word(WORD.hz) / 8e6;
    for (let k = 0; k < columns; k++)
      columnAt[k] = columnWord(at + leadBytes, k * plan.periodUs * bytesPerUs);
    const end = columnAt[columns - 1]! * 4 + memory.word(WORD.columnBytes) + plan.padBytes;
    views.length = 0;
    for (let lead = 0; lead <= leadBytes; lead += leadStep) {
      views.push(new Uint8Array(memory.buffer, at + leadBytes - lead, end - (at + leadBytes - lead)));
    }
  }

  /** Makes `ledViews`, of `leds` LEDs each. */
  viewLeds(leds: number, columns: number): void {
    const { buffer } = this.memory;
    for (let k = this.ledViews.length; k < columns; k++) {
      this.ledViews.push(new Int32Array(buffer, this.columnAt[k]! * 4, leds));
    }
  }
}

/** The word nearest to byte `from + offset`. */
function columnWord(from: number, offset: number): number {
  return (from >> 2) + Math.round(offset / 4);
}

/** Views of zeros, the longest first, each half of the one before. */
export function zeroViews(memory: LightMemory): Uint8Array[] {
  const views: Uint8Array[] = [];
  for (let length = ZEROS; length >= LEAST_ZEROS; length >>= 1) {
    views.push(new Uint8Array(memory.buffer, memory.word(WORD.zerosAt), length));
  }
  return views;
}

const ZEROS = 4096;
const LEAST_ZEROS = 16;
