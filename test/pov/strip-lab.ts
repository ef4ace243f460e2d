import { Prng } from "../../sim/prng.ts";
import { CHIP_FACTS } from "../../sim/strip/chip-decoder.ts";
import { StripRig } from "../../sim/strip/strip-rig.ts";
import type { LedChipName } from "../../src/pov/led-chip.ts";

export type { RigOptions as LabOptions } from "../../sim/strip/strip-rig.ts";

export const CHIPS = Object.keys(CHIP_FACTS) as LedChipName[];

/** A strip in virtual time whose columns can be watched. */
export class StripLab extends StripRig {
  /** Whole columns that are shown while time passes: `each` gets the time at which the last LED of one changes. */
  watch(ms: number, each: (atUs: number, words: Uint32Array) => void): void {
    const { leds } = this.setup;
    const words = new Uint32Array(leds);
    this.listener = (led, atUs, word) => {
      words[led] = word;
      if (led === leds - 1) each(atUs, words);
    };
    this.runForMs(ms);
    this.listener = () => {};
  }
}

/** A picture of which every pixel is another one. */
export function noisyPicture(columns: number, cells: number, seed = 1): Uint8Array {
  const rgb = new Uint8Array(3 * columns * cells);
  new Prng(seed).fill(rgb);
  return rgb;
}
