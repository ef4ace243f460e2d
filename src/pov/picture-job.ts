import { assert } from "../ports/assert.ts";
import { encodeClocked } from "./clocked-wire.ts";
import { availableMa, fittingLevel, loadOfColor } from "./current-budget.ts";
import type { LightMemory } from "./light-memory.ts";
import { encodeNrz } from "./nrz-wire.ts";
import type { StripSetup } from "./strip-setup.ts";
import { dimLight } from "./tone.ts";

/** How a picture is to look. */
export interface PictureLook {
  /** Tone's tables at full brightness; they may not change before the job is done. */
  light: Uint16Array;
  /** Brightness from 0 to 1, before the budget. */
  level: number;
  /** Current limit in milliamperes. */
  limitMa: number;
  /** Whether columns run the other way. */
  isMirrored: boolean;
  /** Whether the first pixel of a column belongs at the tip, as the top row of a picture does, or at the hand. */
  isTopFirst: boolean;
}

/**
 * A picture on its way into the memory. Twice its columns are handed over, in any order and any pieces: first they are added up,
 * to know what the costliest column draws, then they are encoded. In between a node has time for other work: some 32 columns are
 * enough for one turn on the device.
 */
export class PictureJob {
  readonly columns: number;
  /** The load of the costliest column at full brightness; whoever keeps it need not measure the same picture again. */
  worstLoad = 0;
  private readonly memory: LightMemory;
  private readonly setup: StripSetup;
  private readonly look: PictureLook;
  private readonly at: number;
  /** Load of each column; two pictures add up to one where LEDs face both ways. */
  private readonly loads: Float64Array;
  private readonly dimmed: Uint16Array;
  private level = -1;
  /** One column by cell, where LEDs are not in that order. */
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;

  /** Writes to byte `at` of the memory on. */
  constructor(memory: LightMemory, setup: StripSetup, look: PictureLook, at: number, columns: number) {
    this.memory = memory;
    this.setup = setup;
    this.look = look;
    this.at = at;
    this.columns = columns;
    this.loads = new Float64Array(columns);
    this.dimmed = new Uint16Array(look.light.length);
    const isMapped = setup.map !== undefined;
    this.words = new Int32Array(isMapped && setup.chip.isClocked ? setup.cells : 0);
    this.bytes = new Uint8Array(isMapped && !setup.chip.isClocked ? setup.cells * setup.ledBytes : 0);
  }

  /**
   * Adds up columns from number `first` on.
   *
   * @param rgb whole columns of `cells` pixels, 3 bytes a pixel
   */
  measure(rgb: Uint8Array, first: number): void {
    const { setup, look, loads } = this;
    const { cells, map } = setup;
    assert(this.level < 0 && rgb.length % (3 * cells) === 0, "columns are measured before they are encoded");
    const hasWhite = setup.chip.colors > 3;
    for (let at = 0, column = first; at < rgb.length; at += 3 * cells, column++) {
      const { front, back } = this.targets(column);
      for (let led = 0; led < setup.leds; led++) {
        const byte = at + 3 * this.pixelOf(map === undefined ? led : map.cellOfLed[led]!);
        const target = map?.isBack?.[led] === 1 ? back : front;
        loads[target]! += loadOfColor(rgb, byte, look.light, hasWhite, setup.whiteShare);
      }
    }
  }

  /** Encodes columns from number `first` on. From here on the budget is settled. */
  encode(rgb: Uint8Array, first: number): void {
    const { setup } = this;
    assert(rgb.length % (3 * setup.cells) === 0, "whole columns");
    if (this.level < 0) this.settle();
    for (let at = 0, column = first; at < rgb.length; at += 3 * setup.cells, column++) {
      assert(column < this.columns, "columns of the picture");
      if (setup.map === undefined) this.encodePlain(rgb, at, this.targets(column).front);
      else this.encodeMapped(rgb, at, column);
    }
  }

  /** Whether the budget can be exceeded at all; otherwise there is no need to measure. */
  get needsMeasure(): boolean {
    const { setup, look } = this;
    const most = setup.leds * loadOfColor(WHITE, 0, look.light, setup.chip.colors > 3, setup.whiteShare);
    return fittingLevel(setup, availableMa(setup, look.limitMa), most, look.level) < look.level;
  }

  /** Brightness from 0 to 1 that the budget left, once encoding began. */
  get settledLevel(): number {
    return this.level;
  }

  private settle(): void {
    const { setup, look } = this;
    for (const load of this.loads) if (load > this.worstLoad) this.worstLoad = load;
    this.level = fittingLevel(setup, availableMa(setup, look.limitMa), this.worstLoad, look.level);
    dimLight(look.light, this.level, this.dimmed);
  }

  /** Where in the memory's picture a column goes, on LEDs that face the front and on those that face the back. */
  private targets(column: number): { front: number; back: number } {
    const opposite = this.columns - 1 - column;
    return this.look.isMirrored ? { front: opposite, back: column } : { front: column, back: opposite };
  }

  private pixelOf(cell: number): number {
    return this.look.isTopFirst ? this.setup.cells - 1 - cell : cell;
  }

  private encodePlain(rgb: Uint8Array, at: number, target: number): void {
    const { setup } = this;
    const to = this.at + target * setup.dataBytes;
    if (setup.chip.isClocked) this.encodeCells(rgb, at, this.memory.words, to >> 2, NO_BYTES, 0);
    else {
      this.encodeCells(rgb, at, NO_WORDS, 0, this.memory.bytes, to);
      this.memory.bytes.fill(0, to + setup.leds * setup.ledBytes, to + setup.dataBytes);
    }
  }

  private encodeMapped(rgb: Uint8Array, at: number, column: number): void {
    const { setup, words, bytes, memory } = this;
    const { leds, ledBytes, dataBytes } = setup;
    const { cellOfLed, isBack } = setup.map!;
    const { front, back } = this.targets(column);
    this.encodeCells(rgb, at, words, 0, bytes, 0);
    for (let led = 0; led < leds; led++) {
      const to = this.at + (isBack?.[led] === 1 ? back : front) * dataBytes + led * ledBytes;
      const cell = cellOfLed[led]!;
      if (setup.chip.isClocked) memory.words[to >> 2] = words[cell]!;
      else for (let i = 0; i < ledBytes; i++) memory.bytes[to + i] = bytes[cell * ledBytes + i]!;
    }
    if (setup.chip.isClocked) return;
    for (let i = leds * ledBytes; i < dataBytes; i++) memory.bytes[this.at + front * dataBytes + i] = 0;
  }

  private encodeCells(
    rgb: Uint8Array,
    at: number,
    words: Int32Array,
    word: number,
    bytes: Uint8Array,
    byte: number,
  ): void {
    const { setup, look, dimmed } = this;
    const { cells, places } = setup;
    const from = look.isTopFirst ? at + 3 * (cells - 1) : at;
    const stride = look.isTopFirst ? -3 : 3;
    if (setup.chip.isClocked)
      encodeClocked(rgb, from, stride, cells, dimmed, places, setup.depth, words, word);
    else encodeNrz(rgb, from, stride, cells, dimmed, places, setup.whiteShare, bytes, byte);
  }
}

const WHITE = new Uint8Array([255, 255, 255]);
const NO_WORDS = new Int32Array(0);
const NO_BYTES = new Uint8Array(0);
