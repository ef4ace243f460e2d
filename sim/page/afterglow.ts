import { CHIP_FACTS, decoderOf } from "../strip/chip-decoder.ts";
import type { StripDecoder } from "../strip/led-facts.ts";
import { ShownLight } from "../strip/shown-light.ts";
import type { LightWrite, StripView } from "./light-frames.ts";
import type { Spin } from "./spin.ts";

/** Places around the circle. */
export const PLACES = 720;

/**
 * What is left in the eye of a spinning poi: for each place around the circle and each cell of the stick the light that was seen
 * there last, and when. The light comes from the bytes on the bus, through a decoder.
 */
export class Afterglow {
  readonly cells: number;
  /** Red, green and blue light of each cell of each place, 0 to 1, and when it was there. */
  readonly light: Float32Array;
  readonly seenUs: Float64Array;
  readonly shown: ShownLight;
  /** Columns that were shown so far. */
  columns = 0;
  private readonly strip: StripView;
  private readonly spin: Spin;
  private readonly decoder: StripDecoder;
  /** Until when each LED is painted, and how much of its place it has covered in this turn. */
  private readonly paintedUs: Float64Array;
  private readonly weights: Float32Array;
  private readonly turnOf: Float64Array;

  constructor(strip: StripView, spin: Spin) {
    const { chip, leds, order, cells, channelMa, quietMa } = strip;
    const facts = CHIP_FACTS[chip];
    this.strip = strip;
    this.spin = spin;
    this.cells = cells;
    this.shown = new ShownLight({ facts, leds, order, channelMa, quietMa });
    this.light = new Float32Array(3 * PLACES * cells);
    this.seenUs = new Float64Array(PLACES * cells).fill(Number.NEGATIVE_INFINITY);
    this.weights = new Float32Array(PLACES * cells);
    this.turnOf = new Float64Array(PLACES * cells).fill(Number.NaN);
    this.paintedUs = new Float64Array(leds).fill(Number.NaN);
    this.decoder = decoderOf(facts, leds, (led, atUs, word) => {
      this.paint(led, atUs);
      this.shown.show(led, atUs, word);
      if (led === leds - 1) this.columns++;
    });
  }

  /** Hears a write, and paints what LEDs show until its end. */
  write({ startUs, byteUs, bytes }: LightWrite): void {
    this.decoder.wait(startUs);
    this.decoder.write(bytes, startUs, byteUs);
  }

  /** Paints what LEDs still show. Changes that come later are of a later time. */
  until(us: number): void {
    for (let led = 0; led < this.strip.leds; led++) this.paint(led, us);
  }

  private paint(led: number, atUs: number): void {
    const fromUs = this.paintedUs[led]!;
    if (fromUs >= atUs) return;
    this.paintedUs[led] = atUs;
    if (Number.isNaN(fromUs) || this.strip.isBack?.[led] === 1) return;
    const cell = this.strip.cellOfLed?.[led] ?? led;
    const to = this.spin.turnsAt(atUs) * PLACES;
    // What is older than a turn was painted over.
    let from = Math.max(this.spin.turnsAt(fromUs) * PLACES, to - PLACES);
    while (from < to) {
      const place = Math.floor(from);
      const end = Math.min(to, place + 1);
      this.add(place, cell, led, end - from, atUs);
      from = end;
      if (end === to) break;
    }
  }

  /** Adds light to a place; what was there in another turn gives way. */
  private add(place: number, cell: number, led: number, weight: number, atUs: number): void {
    const turn = Math.floor(place / PLACES);
    const at = (place - turn * PLACES) * this.cells + cell;
    const { light, weights, turnOf } = this;
    if (turnOf[at] !== turn) {
      turnOf[at] = turn;
      weights[at] = 0;
    }
    const before = weights[at]!;
    const after = before + weight;
    const shown = this.shown.light;
    const white = shown[4 * led + 3]!;
    for (let i = 0; i < 3; i++) {
      light[3 * at + i] = (light[3 * at + i]! * before + (shown[4 * led + i]! + white) * weight) / after;
    }
    weights[at] = after;
    this.seenUs[at] = atUs;
  }
}
