import { FULL_LIGHT } from "./light.ts";
import type { StripSetup } from "./strip-setup.ts";
import { CODES } from "./tone.ts";

/**
 * The current budget. A strip draws, in milliamperes,
 *
 *     leds · quietMa + channelMa · (sum of the light of all its colours, each 0 to 1)
 *
 * and a content that would draw more than its limit is dimmed as a whole: every column of a picture by the one factor with which
 * its costliest column fits. Dimming each column for itself would draw bright columns darker than their neighbours, which shows
 * as rays on a spinning poi, and as a flicker where the picture moves. Rounding to the steps of the LEDs may add up to 1/255
 * of each colour; the limit is lowered by as much beforehand, so that it holds for what is really sent.
 */

/**
 * The light that cells cost together, in FULL_LIGHT units of one channel. White that a white LED takes over costs once instead of
 * three times.
 *
 * @param rgb codes of `cells` pixels from byte `from` on, `stride` bytes apart
 * @param weights how many LEDs show each cell; undefined where one does
 * @hot
 */
export function loadOf(
  setup: StripSetup,
  rgb: Uint8Array,
  from: number,
  stride: number,
  cells: number,
  light: Uint16Array,
  weights?: Uint8Array,
): number {
  const hasWhite = setup.chip.colors > 3;
  const saved = (2 * setup.whiteShare) / 255;
  let sum = 0;
  for (let cell = 0, byte = from; cell < cells; cell++, byte += stride) {
    const red = light[rgb[byte]!]!;
    const green = light[rgb[byte + 1]! + CODES]!;
    const blue = light[rgb[byte + 2]! + 2 * CODES]!;
    let load = red + green + blue;
    if (hasWhite) {
      let white = red;
      if (green < white) white = green;
      if (blue < white) white = blue;
      load -= (white * saved) | 0;
    }
    sum += weights === undefined ? load : load * weights[cell]!;
  }
  return sum;
}

/** Milliamperes that are left for light out of a limit, at least 0. */
export function availableMa(setup: StripSetup, limitMa: number): number {
  const { leds, quietMa, channelMa } = setup;
  const roundingMa = (leds * setup.chip.colors * channelMa) / 255;
  return Math.max(0, limitMa - leds * quietMa - roundingMa);
}

/** Milliamperes of a load. */
export function loadMa(setup: StripSetup, load: number): number {
  return (load / FULL_LIGHT) * setup.channelMa;
}

/** By how much light has to be dimmed, at most to `level`, so that a column of `load` stays within what is available. */
export function fittingLevel(setup: StripSetup, available: number, load: number, level: number): number {
  const ma = loadMa(setup, load);
  return ma * level <= available ? level : available / ma;
}

/** The load of a strip that is all white, which no column exceeds. */
export function mostLoad(setup: StripSetup, light: Uint16Array): number {
  const saved = setup.chip.colors > 3 ? 2 * setup.whiteShare : 0;
  const [red, green, blue] = [light[CODES - 1]!, light[2 * CODES - 1]!, light[3 * CODES - 1]!];
  const white = red + green + blue - Math.floor((Math.min(red, green, blue) * saved) / 255);
  // Where white costs less than colours do, two colours may cost more than white.
  return setup.leds * Math.max(white, red + green, red + blue, green + blue);
}
