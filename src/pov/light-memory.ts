import { assert } from "../ports/assert.ts";
import { MAX_COLUMNS, MAX_LEDS } from "./picture-shape.ts";
import { roundUp4, type StripSetup } from "./strip-setup.ts";

/**
 * The memory that a node shares with the loop that feeds its strip, which on the device is another machine on another core.
 * The node writes contents (pictures, patterns), the loop plays them, and neither waits for the other.
 *
 * Contents are numbered by version. The node writes version v + 1 while v plays, then sets `published` to it. The loop turns to
 * it between two blocks, and sets `taken` to it once nothing of v is shown any more. Until then, while `taken` and `published`
 * differ, the node writes no content: what plays is never half old and half new. Contents lie in one arena; those of even
 * version begin where it begins, those of odd version end where it ends, so that a large one fits beside a small one.
 *
 * | byte | bytes | what |
 * | --- | --- | --- |
 * | 0 | 192 | WORD: 32-bit integers, by Atomics where both sides use them |
 * | 192 | 64 | CLOCK: doubles, guarded by `clockSequence` |
 * | 256 | 128 | header of the content of even version: HEAD integers and TIMING doubles |
 * | 384 | 128 | header of the content of odd version |
 * | 512 | 576 | cell of each LED as 16 bits, used where `mapped` is 1 |
 * | `blocksAt` | 2 · `blockBytes` | the blocks that go to the bus in turns |
 * | `zerosAt` | ZERO_BYTES | nothing but zeros |
 * | `arenaAt` | `arenaBytes` | data of the contents |
 */
export const WORD = Object.freeze({
  magic: 0,
  byteLength: 1,
  /** 1 for clocked LEDs, 0 for one wire. */
  clocked: 2,
  leds: 3,
  cells: 4,
  /** What `StripSetup` says. */
  ledBytes: 5,
  dataBytes: 6,
  columnBytes: 7,
  shownBytes: 8,
  hz: 9,
  mapped: 10,
  /** Most columns and bytes of a block. */
  blockColumns: 11,
  blockBytes: 12,
  blocksAt: 13,
  zerosAt: 14,
  arenaAt: 15,
  arenaBytes: 16,
  /** Version of the newest content; set by the node. */
  published: 20,
  /** Version that plays, and no other; set by the loop. */
  taken: 21,
  /** A version that is to play at once, whatever its start time and fade; set by the node. */
  hurry: 22,
  /** Loudness of the music, 0 to 255, or -1 where none is heard; set by the node. */
  level: 23,
  /** Odd while the clock is being written. */
  clockSequence: 24,
  /** What the loop did: blocks and columns written, columns whose time was past, patterns' columns dimmed in flight. */
  blocks: 32,
  columns: 33,
  skipped: 34,
  dimmed: 35,
  /** Mean gap between writes in nanoseconds, and columns a block, as they are now. */
  gapNs: 36,
  columnsNow: 37,
});

/** Doubles: group time = groupUs + rate · (local time - localUs). */
export const CLOCK = Object.freeze({ localUs: 24, groupUs: 25, rate: 26 });

/** Integers of a content's header. */
export const HEAD = Object.freeze({
  kind: 0,
  /** Byte of the memory where its data begin, and how many there are. */
  at: 1,
  byteLength: 2,
  /** Columns of a picture. */
  columns: 3,
  /** Number of a pattern, and how many tables it has. */
  pattern: 4,
  tables: 5,
  /** Most that the costs of a column's cells may add up to, for each table: MAX_TABLES integers. */
  limits: 6,
});

/** Doubles of a content's header, counted from its beginning. */
export const TIMING = Object.freeze({
  /** Group time of column 0. */
  originUs: 8,
  /** Columns in a microsecond of group time, and how many are written; the latter at most what the bus carries. */
  columnsPerUs: 9,
  writesPerUs: 10,
  /** Group time from which it is shown, and how long it takes to take the place of what was shown before. */
  startUs: 11,
  fadeUs: 12,
  /** Microseconds by which a pattern's time runs ahead of group time. */
  aheadUs: 13,
});

/** What a content is. A dark one is a picture of one column, after which the loop rests. */
export const KIND = Object.freeze({ dark: 0, picture: 1, pattern: 2 });

/**
 * Data of a pattern: its numbers (32 bytes), then its tables, the brightest first: 256 entries of `ledBytes` each, then, where
 * there are several, what each palette entry costs: 256 integers of 16 bits in units of COST_MICROAMPS at full brightness.
 * Data of a picture: `dataBytes` a column.
 */
export const PATTERN_NUMBERS = 8;
export const NUMBERS_BYTES = 4 * PATTERN_NUMBERS;
export const PALETTE_COLORS = 256;
export const MAX_TABLES = 3;
export const COST_BYTES = 2 * PALETTE_COLORS;
export const COST_MICROAMPS = 4;

export const ZERO_BYTES = 4096;
/** Most bytes of one write: 16 bits hold the length, and DMA wants a multiple of four (ECMA-419 SPI, Moddable's esp32 port). */
export const MAX_WRITE_BYTES = 65_532;
const MAGIC = 0x706f_7631;
const HEADER_AT = 256;
const HEADER_BYTES = 128;
const MAP_AT = HEADER_AT + 2 * HEADER_BYTES;
const BLOCK_COLUMNS = 16;
const CLOCKED_BLOCK_BYTES = 16_384;
/** A one-wire column must reach the bus without a break, so its block is no more than what DMA sends in one go. */
const ONE_WIRE_BLOCK_BYTES = 4092;

/** How much memory there is to be. */
export interface LightMemorySizes {
  /** Bytes for contents; default: two pictures of 400 columns. Less is enough where large pictures may be dark for a moment between. */
  arenaBytes?: number;
  /** Columns of a block at most, 1 to 16; default 16. */
  blockColumns?: number;
  /** Bytes of a block at most; default 16,384, or 4,092 for one wire. */
  blockBytes?: number;
}

/** Views of the memory, the same on both sides. */
export class LightMemory {
  readonly buffer: SharedArrayBuffer;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  readonly bytes: Uint8Array;

  /** The memory that `makeLightMemory` made, perhaps on another machine. */
  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.words = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer, 0, MAP_AT / 8);
    this.bytes = new Uint8Array(buffer);
    const isLight = this.words[WORD.magic] === MAGIC && this.words[WORD.byteLength] === buffer.byteLength;
    assert(isLight, "memory of light");
  }

  /** A word that never changes. */
  word(index: number): number {
    return this.words[index]!;
  }

  /** Cell of each LED, or undefined where LED i is cell i. */
  cellOfLed(): Uint16Array | undefined {
    return this.word(WORD.mapped) === 0
      ? undefined
      : new Uint16Array(this.buffer, MAP_AT, this.word(WORD.leds));
  }
}

/** First word of the header of a version's content. */
export function headerWord(version: number): number {
  return (HEADER_AT + (version & 1) * HEADER_BYTES) >> 2;
}

/** Bytes of a pattern's data. */
export function patternBytes(ledBytes: number, tables: number): number {
  return NUMBERS_BYTES + tables * PALETTE_COLORS * ledBytes + (tables > 1 ? COST_BYTES : 0);
}

/**
 * Memory for a strip, which says nothing but darkness until it is written to; its clock is the node's own.
 *
 * @param old memory that no loop plays any more, which is taken where it is large enough: a device has no room for two
 */
export function makeLightMemory(
  setup: StripSetup,
  sizes: LightMemorySizes = {},
  old?: SharedArrayBuffer,
): SharedArrayBuffer {
  const blockColumns = sizes.blockColumns ?? BLOCK_COLUMNS;
  const usual = setup.chip.isClocked ? CLOCKED_BLOCK_BYTES : ONE_WIRE_BLOCK_BYTES;
  const blockBytes = roundUp4(sizes.blockBytes ?? usual);
  const least = setup.dataBytes + 2 * patternBytes(setup.ledBytes, MAX_TABLES);
  const arenaBytes = roundUp4(Math.max(sizes.arenaBytes ?? 2 * MAX_COLUMNS * setup.dataBytes, least));
  assert(blockColumns >= 1 && blockColumns <= BLOCK_COLUMNS, "1 to 16 columns a block");
  assert(blockBytes >= setup.columnBytes + 128 && blockBytes <= MAX_WRITE_BYTES, "bytes of a block");
  // For any number of LEDs, so that memory fits that was made for fewer.
  const blocksAt = MAP_AT + 2 * MAX_LEDS;
  const zerosAt = blocksAt + 2 * blockBytes;
  const arenaAt = zerosAt + ZERO_BYTES;
  const byteLength = (arenaAt + arenaBytes + 7) & ~7;
  const buffer = old !== undefined && old.byteLength >= byteLength ? old : new SharedArrayBuffer(byteLength);
  const words = new Int32Array(buffer).fill(0);
  words[WORD.magic] = MAGIC;
  words[WORD.byteLength] = buffer.byteLength;
  words[WORD.clocked] = setup.chip.isClocked ? 1 : 0;
  words[WORD.leds] = setup.leds;
  words[WORD.cells] = setup.cells;
  words[WORD.ledBytes] = setup.ledBytes;
  words[WORD.dataBytes] = setup.dataBytes;
  words[WORD.columnBytes] = setup.columnBytes;
  words[WORD.shownBytes] = setup.shownBytes;
  words[WORD.hz] = setup.hz;
  words[WORD.mapped] = setup.map === undefined ? 0 : 1;
  words[WORD.blockColumns] = blockColumns;
  words[WORD.blockBytes] = blockBytes;
  words[WORD.blocksAt] = blocksAt;
  words[WORD.zerosAt] = zerosAt;
  words[WORD.arenaAt] = arenaAt;
  words[WORD.arenaBytes] = arenaBytes;
  words[WORD.level] = -1;
  new Float64Array(buffer, 0, MAP_AT / 8)[CLOCK.rate] = 1;
  if (setup.map !== undefined) new Uint16Array(buffer, MAP_AT, setup.leds).set(setup.map.cellOfLed);
  writeDarkness(new LightMemory(buffer), setup);
  return buffer;
}

/** Where the data of a version's content of `byteLength` bytes begin. */
export function contentAt(memory: LightMemory, version: number, byteLength: number): number {
  const arenaAt = memory.word(WORD.arenaAt);
  return (version & 1) === 0 ? arenaAt : arenaAt + memory.word(WORD.arenaBytes) - roundUp4(byteLength);
}

/** Content of version 0: one dark column. */
function writeDarkness(memory: LightMemory, setup: StripSetup): void {
  const { words, doubles, bytes } = memory;
  const head = headerWord(0);
  const at = contentAt(memory, 0, setup.dataBytes);
  words[head + HEAD.kind] = KIND.dark;
  words[head + HEAD.at] = at;
  words[head + HEAD.byteLength] = setup.dataBytes;
  words[head + HEAD.columns] = 1;
  doubles[(head >> 1) + TIMING.columnsPerUs] = DARK_PER_US;
  doubles[(head >> 1) + TIMING.writesPerUs] = DARK_PER_US;
  writeDarkColumn(bytes, at, setup);
}

/** A dark column is written so often that a content that begins is not kept waiting. */
export const DARK_PER_US = 100 / 1e6;

/** Writes a column of dark LEDs. */
export function writeDarkColumn(bytes: Uint8Array, at: number, setup: StripSetup): void {
  bytes.fill(0, at, at + setup.dataBytes);
  for (let i = 0; i < setup.leds * setup.ledBytes; i++) {
    // A clocked LED: 111, current 0, no light. One wire: eight times 100 make the bytes 92 49 24.
    bytes[at + i] = setup.chip.isClocked ? (i % 4 === 0 ? 0xe0 : 0) : DARK_NRZ[i % 3]!;
  }
}

const DARK_NRZ = new Uint8Array([0x92, 0x49, 0x24]);
