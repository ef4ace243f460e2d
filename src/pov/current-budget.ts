import { FULL_LIGHT } from "./light.ts";
import { whiteOf } from "./nrz-wire.ts";
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
 * The sum of the light that a colour costs, in FULL_LIGHT units of one channel: white that a white LED takes over costs once
 * instead of three times.
 */
export function loadOfColor(
  rgb: Uint8Array,
  at: number,
  light: Uint16Array,
  hasWhite: boolean,
  whiteShare: number,
): number {
  const red = light[rgb[at]!]!;
  const green = light[CODES + rgb[at + 1]!]!;
  const blue = light[2 * CODES + rgb[at + 2]!]!;
  return red + green + blue - (hasWhite ? 2 * whiteOf(red, green, blue, whiteShare) : 0);
}

/** Milliamperes that are left for light out of a limit, at least 0. */
export function availableMa(setup: StripSetup, limitMa: number): number {
  const { leds, quietMa, channelMa } = setup;
  const roundingMa = (leds * setup.chip.colors * channelMa) / 255;
  return Math.max(0, limitMa - leds * quietMa - roundingMa);
}

/** Milliamperes of a load of `loadOfColor`. */
export function loadMa(setup: StripSetup, load: number): number {
  return (load / FULL_LIGHT) * setup.channelMa;
}

/** By how much light has to be dimmed, at most to `level`, so that a column of `load` stays within what is available. */
export function fittingLevel(setup: StripSetup, available: number, load: number, level: number): number {
  const ma = loadMa(setup, load);
  return ma * level <= available ? level : available / ma;
}
