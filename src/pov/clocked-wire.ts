import { CODES } from "./tone.ts";

/**
 * Colours as APA102 and SK9822 want them: four bytes, 111 and five bits of current, then three of PWM. The light of a colour is
 * current / 31 · PWM / 255 of its most. At full current the steps of PWM are 1/255, which is coarse in the dark: the darkest fifth
 * of an sRGB ramp would have nine levels. At a lower current all steps are finer, down to 1/7905 at current 1. So a pixel gets
 * the least current of 1, 2, 4, 8, 16 and 31 with which its brightest colour still fits. (FastLED's HD gamma does the like.) With
 * powers of two the PWM is a shift; and as the brightest colour's PWM is never below 128 but in the darkest thirtieth, its
 * steps are at most 0.8 % of its light.
 */

const MOST_CURRENT = 31;
const FULL_LIGHT = 65535;
/** The finest step: PWM 1 at current 1. `fine` counts light in these. */
const STEPS = MOST_CURRENT * 255;
/** Most light in fine steps that a current of 16 can do. */
const MOST_SHIFTED = 16 * 255;

/** Codes as light of a clocked strip, at one brightness and order of colours. */
export class ClockedTables {
  /** PWM of each code at full current, where it belongs in the word. */
  readonly full = new Int32Array(3 * CODES);
  /** Light of each code in fine steps, 0 to 7905. */
  readonly fine = new Uint16Array(3 * CODES);
  readonly redShift: number;
  readonly greenShift: number;
  readonly blueShift: number;

  /**
   * @param light Tone's tables
   * @param level brightness, 0 to 1
   * @param places place of red, green and blue behind the first byte, 0 to 2
   */
  constructor(light: Uint16Array, level: number, places: readonly number[]) {
    this.redShift = 8 + 8 * places[0]!;
    this.greenShift = 8 + 8 * places[1]!;
    this.blueShift = 8 + 8 * places[2]!;
    const shifts = [this.redShift, this.greenShift, this.blueShift];
    const { full, fine } = this;
    const fineScale = (level * STEPS) / FULL_LIGHT;
    const fullScale = (level * 255) / FULL_LIGHT;
    for (let channel = 0, i = 0; channel < 3; channel++) {
      const shift = shifts[channel]!;
      for (const end = i + CODES; i < end; i++) {
        const each = light[i]!;
        full[i] = ((each * fullScale + 0.5) | 0) << shift;
        fine[i] = each * fineScale + 0.5;
      }
    }
  }
}

/** How far fine steps are shifted to be PWM, by the 255s that are in the brightest colour's: its current is 1 << shift. */
const SHIFTS = new Uint8Array([0, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4]);

/**
 * Encodes pixels, a word each, its first byte on the wire the lowest.
 *
 * @param rgb codes; the first pixel is at byte `from`, the next one `stride` bytes on: 3, or -3 from the last to the first
 * @param isDeep whether the current is used for fine steps; otherwise it is always full
 * @hot
 */
export function encodeClocked(
  rgb: Uint8Array,
  from: number,
  stride: number,
  pixels: number,
  tables: ClockedTables,
  isDeep: boolean,
  words: Int32Array,
  at: number,
): void {
  const { full, fine, redShift, greenShift, blueShift } = tables;
  const shifts = SHIFTS;
  let last = -1;
  let word = 0;
  for (let i = 0, byte = from; i < pixels; i++, byte += stride) {
    const red = rgb[byte]!;
    const green = rgb[byte + 1]! + CODES;
    const blue = rgb[byte + 2]! + 2 * CODES;
    const color = (red << 20) | (green << 10) | blue;
    // Pictures are full of pixels that are like the one before.
    if (color !== last) {
      last = color;
      word = 0xff | full[red]! | full[green]! | full[blue]!;
      if (isDeep) {
        const redFine = fine[red]!;
        const greenFine = fine[green]!;
        const blueFine = fine[blue]!;
        let most = redFine;
        if (greenFine > most) most = greenFine;
        if (blueFine > most) most = blueFine;
        if (most === 0) word = 0xe1;
        else if (most <= MOST_SHIFTED) {
          // (most + most / 256) / 256 is (most - 1) / 255, rounded down.
          const shift = shifts[(most + (most >> 8)) >> 8]!;
          const half = (1 << shift) >> 1;
          word =
            (0xe0 + (1 << shift)) |
            (((redFine + half) >> shift) << redShift) |
            (((greenFine + half) >> shift) << greenShift) |
            (((blueFine + half) >> shift) << blueShift);
        }
      }
    }
    words[at + i] = word;
  }
}
