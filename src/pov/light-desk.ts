import { assert } from "../ports/assert.ts";
import type { GroupUs, LocalUs } from "../ports/clock.ts";
import {
  CLOCK,
  contentAt,
  DARK_PER_US,
  HEAD,
  headerWord,
  KIND,
  LightMemory,
  MAX_TABLES,
  patternBytes,
  TIMING,
  WORD,
  writeDarkColumn,
} from "./light-memory.ts";
import { chooseLevels, type PatternContent, writePattern } from "./pattern-tables.ts";
import { PictureJob } from "./picture-job.ts";
import { count, writeClock } from "./shared-clock.ts";
import { mostColumnsPerS, type StripSetup } from "./strip-setup.ts";
import { Tone, type ToneSettings } from "./tone.ts";
import { WireEncoder } from "./wire-encoder.ts";

/** When a content is shown. */
export interface ShowTime {
  /** Group time of column 0: the picture's column at g is floor((g - originUs) · columnsPerS / 1e6) mod width. */
  originUs: GroupUs;
  /** Columns a second, above 0. What the strip cannot do is left out; the picture keeps its speed. */
  columnsPerS: number;
  /** Group time from which it is shown; default: at once. */
  startUs?: GroupUs;
  /** Microseconds that it takes to take the place of what was shown before; default: none. */
  fadeUs?: number;
  /** By how many microseconds a pattern, which knows no origin, runs ahead of group time; default: none. */
  aheadUs?: number;
}

/** How contents look from now on; those that play stay as they are. */
export interface DeskSettings {
  /** 0 to 255, a share of the light, fractions allowed. */
  brightness: number;
  /** Current limit of the strip in milliamperes; default: none. */
  limitMa?: number;
  /** Most columns a second; default: what the strip can do. */
  mostColumnsPerS?: number;
  tone?: ToneSettings;
  /** Whether pictures run the other way round. */
  isMirrored?: boolean;
}

/**
 * The node's side of the light memory: what a lighting desk is to a stage. Every content takes the place of the one before, at a
 * time and with a fade of its own. One content may play and one wait; until the waiting one has taken over, no other can be
 * written (`isFree`), unless it is told to hurry.
 */
export class LightDesk {
  readonly setup: StripSetup;
  private readonly memory: LightMemory;
  private tone = new Tone();
  /** The last encoder: live frames and patterns mostly come back to it. */
  private kept: WireEncoder | undefined;
  private settings: DeskSettings = { brightness: 255 };
  private job: PictureJob | undefined;

  /** A desk for memory that `makeLightMemory` made for this setup. There is one desk for a memory. */
  constructor(memory: SharedArrayBuffer, setup: StripSetup) {
    this.memory = new LightMemory(memory);
    this.setup = setup;
    assert(this.memory.word(WORD.columnBytes) === setup.columnBytes, "memory of this strip");
  }

  /** The memory. */
  get buffer(): SharedArrayBuffer {
    return this.memory.buffer;
  }

  /** Sets how contents look that are written from now on. */
  set(settings: DeskSettings): void {
    assert(settings.brightness >= 0 && settings.brightness <= 255, "brightness from 0 to 255");
    this.settings = settings;
    if (!this.tone.is(settings.tone ?? {})) this.tone = new Tone(settings.tone);
  }

  /** Whether a content can be written: what was published last plays alone. Turns true some 20 ms after its start and fade. */
  get isFree(): boolean {
    const { words } = this.memory;
    return Atomics.load(words, WORD.taken) === Atomics.load(words, WORD.published);
  }

  /** Lets the waiting content take over at the next block, without its start time and fade. */
  hurry(): void {
    const { words } = this.memory;
    Atomics.store(words, WORD.hurry, Atomics.load(words, WORD.published));
  }

  /** Tells the group's clock: at local time `localUs` it is `groupUs`, and runs `rate` times as fast. At any time. */
  setClock(localUs: LocalUs, groupUs: GroupUs, rate: number): void {
    writeClock(this.memory, localUs, groupUs, rate);
  }

  /** Group time at a local time, as the strip knows it. */
  groupUs(localUs: LocalUs): GroupUs {
    const { doubles } = this.memory;
    const passedUs = localUs - doubles[CLOCK.localUs]!;
    return (doubles[CLOCK.groupUs]! + doubles[CLOCK.rate]! * passedUs) as GroupUs;
  }

  /** Tells how loud the music is, 0 to 255, or -1 where none is heard. At any time. */
  setLevel(level: number): void {
    Atomics.store(this.memory.words, WORD.level, level);
  }

  /** Shows nothing. `isFree` must hold, as for all that follow. */
  showDark(time: Pick<ShowTime, "startUs" | "fadeUs"> = {}): void {
    const { setup, memory } = this;
    const at = this.begin(KIND.dark, setup.dataBytes);
    writeDarkColumn(memory.bytes, at, setup);
    this.publish(1, DARK_PER_US, DARK_PER_US, 0, time);
  }

  /** Columns of the widest picture that there is room for beside darkness. */
  get mostColumns(): number {
    return Math.floor(this.memory.word(WORD.arenaBytes) / this.setup.dataBytes) - 1;
  }

  /** Whether there is room for a picture beside what plays now. Beside darkness there is room for any that the memory holds. */
  hasRoom(columns: number): boolean {
    return columns * this.setup.dataBytes <= this.room();
  }

  /**
   * Begins a picture of `columns`, for which `hasRoom` must hold. Hand the columns over to the job, twice where it `needsMeasure`,
   * then `showPicture`. Beginning another content drops it.
   *
   * @param isTopFirst whether the first pixel of a column belongs at the tip, as in a stored picture, or at the hand
   */
  beginPicture(columns: number, isTopFirst = true): PictureJob {
    const at = this.begin(KIND.picture, columns * this.setup.dataBytes);
    const { brightness, limitMa = Number.POSITIVE_INFINITY, isMirrored = false } = this.settings;
    const { light } = this.tone;
    const encoder = (level: number) => this.encoder(light, level);
    const look = { light, level: brightness / 255, limitMa, isMirrored, isTopFirst, encoder };
    this.job = new PictureJob(this.memory, this.setup, look, at, columns);
    return this.job;
  }

  /** Shows the picture that was begun last. */
  showPicture(time: ShowTime): void {
    const { job } = this;
    assert(job !== undefined, "a picture was begun");
    checkTime(time);
    this.publishAt(job.columns, time);
  }

  /** Shows one column, such as a frame of live mode: 3 bytes a cell, from the hand to the tip. */
  showColumn(rgb: Uint8Array, time: ShowTime): void {
    checkTime(time);
    const job = this.beginPicture(1, false);
    if (job.needsMeasure) job.measure(rgb, 0);
    job.encode(rgb, 0);
    this.publishAt(1, time);
  }

  /** Shows a pattern. */
  showPattern(content: PatternContent, time: ShowTime): void {
    checkTime(time);
    const { setup, memory, settings } = this;
    const { light } = this.tone;
    const { brightness, limitMa = Number.POSITIVE_INFINITY } = settings;
    const levels = chooseLevels(setup, content, light, brightness / 255, limitMa);
    const tables = levels.levels.length;
    const at = this.begin(KIND.pattern, patternBytes(setup.ledBytes, tables));
    writePattern(memory, setup.ledBytes, content, levels, (level) => this.encoder(light, level), at);
    const head = this.head();
    memory.words[head + HEAD.pattern] = content.number;
    memory.words[head + HEAD.tables] = tables;
    for (let i = 0; i < MAX_TABLES; i++) memory.words[head + HEAD.limits + i] = levels.limits[i] ?? 0;
    this.publishAt(1, time);
  }

  private encoder(light: Uint16Array, level: number): WireEncoder {
    const { kept } = this;
    if (kept !== undefined && kept.light === light && kept.level === level) return kept;
    this.kept = new WireEncoder(this.setup, light, level);
    return this.kept;
  }

  /** Header of the content that is being written. */
  private head(): number {
    return headerWord(Atomics.load(this.memory.words, WORD.published) + 1);
  }

  private begin(kind: number, byteLength: number): number {
    const { memory } = this;
    assert(this.isFree, "the waiting content has taken over");
    assert(byteLength <= this.room(), "room for the content");
    this.job = undefined;
    const head = this.head();
    const at = contentAt(memory, Atomics.load(memory.words, WORD.published) + 1, byteLength);
    memory.words[head + HEAD.kind] = kind;
    memory.words[head + HEAD.at] = at;
    memory.words[head + HEAD.byteLength] = byteLength;
    return at;
  }

  /** Bytes beside what plays. */
  private room(): number {
    const { memory } = this;
    const playing = headerWord(Atomics.load(memory.words, WORD.published));
    return memory.word(WORD.arenaBytes) - ((memory.words[playing + HEAD.byteLength]! + 3) & ~3);
  }

  private publishAt(columns: number, time: ShowTime): void {
    const { columnsPerS, originUs } = time;
    const most = Math.min(mostColumnsPerS(this.setup), this.settings.mostColumnsPerS ?? columnsPerS);
    this.publish(columns, columnsPerS / 1e6, Math.min(columnsPerS, most) / 1e6, originUs, time);
  }

  private publish(
    columns: number,
    columnsPerUs: number,
    writesPerUs: number,
    originUs: number,
    { startUs, fadeUs = 0, aheadUs = 0 }: Pick<ShowTime, "startUs" | "fadeUs" | "aheadUs">,
  ): void {
    const { words, doubles } = this.memory;
    const head = this.head();
    const timing = head >> 1;
    words[head + HEAD.columns] = columns;
    doubles[timing + TIMING.originUs] = originUs;
    doubles[timing + TIMING.columnsPerUs] = columnsPerUs;
    doubles[timing + TIMING.writesPerUs] = writesPerUs;
    doubles[timing + TIMING.startUs] = startUs ?? Number.NEGATIVE_INFINITY;
    doubles[timing + TIMING.fadeUs] = fadeUs;
    doubles[timing + TIMING.aheadUs] = aheadUs;
    this.job = undefined;
    count(words, WORD.published);
  }
}

function checkTime({ columnsPerS, originUs, fadeUs = 0 }: ShowTime): void {
  assert(columnsPerS > 0 && columnsPerS < 1e9, "columns a second");
  assert(Number.isFinite(originUs) && fadeUs >= 0 && Number.isFinite(fadeUs), "times of a show");
}
