import { assert } from "../ports/assert.ts";
import { availableMa, fittingLevel, loadOf, mostLoad } from "./current-budget.ts";
import type { LightMemory } from "./light-memory.ts";
import type { LedMap, StripSetup } from "./strip-setup.ts";
import type { Target, WireEncoder } from "./wire-encoder.ts";

/** How a picture is to look. */
export interface PictureLook {
  /** Tone's tables. */
  light: Uint16Array;
  /** Brightness from 0 to 1, before the budget. */
  level: number;
  /** Current limit in milliamperes. */
  limitMa: number;
  /** Whether columns run the other way. */
  isMirrored: boolean;
  /** Whether the first pixel of a column belongs at the tip, as the top row of a picture does, or at the hand. */
  isTopFirst: boolean;
  /** An encoder of that light at a level. */
  encoder(level: number): WireEncoder;
}

/**
 * A picture on its way into the memory. Its columns are handed over in any order and in pieces of whole columns: where it
 * `needsMeasure`, a first time to add up what they draw, then to be encoded. In between a node has time for other work.
 */
export class PictureJob {
  readonly columns: number;
  /** The load of the costliest column at full brightness. Whoever kept it from an earlier job need not measure again. */
  worstLoad = 0;
  private readonly memory: LightMemory;
  private readonly setup: StripSetup;
  private readonly look: PictureLook;
  private readonly at: number;
  private encoder: WireEncoder | undefined;
  /** Load of each column of the memory, where it is measured; with LEDs on both faces two of the picture add up to one. */
  private loads: Float64Array | undefined;
  private readonly faces: Faces | undefined;
  /** One column by cell, where LEDs are not in that order. */
  private readonly cells: Target | undefined;

  /** Writes to byte `at` of the memory on. */
  constructor(memory: LightMemory, setup: StripSetup, look: PictureLook, at: number, columns: number) {
    this.memory = memory;
    this.setup = setup;
    this.look = look;
    this.at = at;
    this.columns = columns;
    if (setup.map === undefined) return;
    this.faces = facesOf(setup.map);
    const words = new Int32Array((setup.cells * setup.ledBytes + 3) >> 2);
    this.cells = { words, bytes: new Uint8Array(words.buffer) };
  }

  /** Whether the budget can be exceeded at all; otherwise there is no need to measure. */
  get needsMeasure(): boolean {
    const { setup, look } = this;
    const most = mostLoad(setup, look.light);
    return fittingLevel(setup, availableMa(setup, look.limitMa), most, look.level) < look.level;
  }

  /** Brightness from 0 to 1 that the budget left, once encoding began. */
  get settledLevel(): number {
    return this.encoder?.level ?? this.look.level;
  }

  /**
   * Adds up columns from number `first` on.
   *
   * @param rgb whole columns of `cells` pixels, 3 bytes a pixel
   */
  measure(rgb: Uint8Array, first: number): void {
    const { setup, look, faces } = this;
    const { cells } = setup;
    assert(this.encoder === undefined, "columns are measured before they are encoded");
    this.check(rgb, first);
    this.loads ??= new Float64Array(this.columns);
    const stride = look.isTopFirst ? -3 : 3;
    for (let at = 0, column = first; at < rgb.length; at += 3 * cells, column++) {
      const from = look.isTopFirst ? at + 3 * (cells - 1) : at;
      const front = this.frontOf(column);
      this.loads[front]! += loadOf(setup, rgb, from, stride, cells, look.light, faces?.front);
      if (faces?.back === undefined) continue;
      const back = this.columns - 1 - front;
      this.loads[back]! += loadOf(setup, rgb, from, stride, cells, look.light, faces.back);
    }
  }

  /** Encodes columns from number `first` on. From here on the budget is settled. */
  encode(rgb: Uint8Array, first: number): void {
    const { setup, look, memory } = this;
    const { cells, leds, ledBytes, dataBytes } = setup;
    this.check(rgb, first);
    this.encoder ??= this.settle();
    const stride = look.isTopFirst ? -3 : 3;
    for (let at = 0, column = first; at < rgb.length; at += 3 * cells, column++) {
      const from = look.isTopFirst ? at + 3 * (cells - 1) : at;
      const to = this.at + this.frontOf(column) * dataBytes;
      if (this.cells === undefined) this.encoder.encode(rgb, from, stride, cells, memory, to);
      else {
        this.encoder.encode(rgb, from, stride, cells, this.cells, 0);
        this.place(this.cells, column);
      }
      for (let i = leds * ledBytes; i < dataBytes; i++) memory.bytes[to + i] = 0;
    }
  }

  private check(rgb: Uint8Array, first: number): void {
    const bytes = 3 * this.setup.cells;
    assert(rgb.length % bytes === 0, "whole columns");
    assert(first >= 0 && first + rgb.length / bytes <= this.columns, "columns of the picture");
  }

  private settle(): WireEncoder {
    const { setup, look } = this;
    if (this.loads !== undefined)
      for (const load of this.loads) if (load > this.worstLoad) this.worstLoad = load;
    return look.encoder(fittingLevel(setup, availableMa(setup, look.limitMa), this.worstLoad, look.level));
  }

  /** Where in the memory's picture a column goes, on LEDs that face the front. On the others it goes to the opposite one. */
  private frontOf(column: number): number {
    return this.look.isMirrored ? this.columns - 1 - column : column;
  }

  /** Copies a column from cells to LEDs. */
  private place({ words, bytes }: Target, column: number): void {
    const { setup, memory } = this;
    const { leds, ledBytes, dataBytes } = setup;
    const { cellOfLed, isBack } = setup.map!;
    const front = this.frontOf(column);
    for (let led = 0; led < leds; led++) {
      const target = isBack?.[led] === 1 ? this.columns - 1 - front : front;
      const to = this.at + target * dataBytes + led * ledBytes;
      const cell = cellOfLed[led]!;
      if (ledBytes === 4) memory.words[to >> 2] = words[cell]!;
      else for (let i = 0; i < ledBytes; i++) memory.bytes[to + i] = bytes[cell * ledBytes + i]!;
    }
  }
}

/** How many LEDs of each face show each cell. */
interface Faces {
  front: Uint8Array;
  back: Uint8Array | undefined;
}

function facesOf({ cells, cellOfLed, isBack }: LedMap): Faces {
  const front = new Uint8Array(cells);
  const back = isBack === undefined ? undefined : new Uint8Array(cells);
  for (let led = 0; led < cellOfLed.length; led++) {
    if (isBack?.[led] === 1) back![cellOfLed[led]!]!++;
    else front[cellOfLed[led]!]!++;
  }
  return { front, back };
}
