import { LIGHT_OF_CODE, nearestCode } from "../pov/light.ts";
import { PALETTE_COLORS } from "./pattern.ts";

export const BLACK = 0x000000;
export const WHITE = 0xffffff;

/** Steps around the wheel of hues: red, yellow, green, cyan, blue, magenta, 256 each. */
const HUES = 1536;

/**
 * Paints the palette from colours at some indexes, `[0, black, 128, red, 255, white]`: the first at 0, the last at 255, and blends
 * between.
 */
export function paint(rgb: Uint8Array, stops: readonly number[]): void {
  for (let i = 0; i + 3 < stops.length; i += 2) {
    const from = stops[i]!;
    const length = stops[i + 2]! - from;
    const blend = isFade(stops[i + 1]!, stops[i + 3]!) ? fadeCode : blendCode;
    for (let part = 0; part <= length; part++) {
      const at = (from + part) * 3;
      for (let shift = 16, j = at; shift >= 0; shift -= 8, j++) {
        rgb[j] = blend((stops[i + 1]! >> shift) & 255, (stops[i + 3]! >> shift) & 255, part, length);
      }
    }
  }
}

/** One colour of the palette. */
export function setColor(rgb: Uint8Array, index: number, color: number): void {
  rgb[index * 3] = color >> 16;
  rgb[index * 3 + 1] = color >> 8;
  rgb[index * 3 + 2] = color;
}

/** A colour at `percent` of its codes, 0 to 100. */
export function dim(color: number, percent: number): number {
  const red = (((color >> 16) * percent) / 100) | 0;
  const green = ((((color >> 8) & 255) * percent) / 100) | 0;
  return (red << 16) | (green << 8) | ((((color & 255) * percent) / 100) | 0);
}

/** A colour `percent` of the way to white. */
export function whiten(color: number, percent: number): number {
  return WHITE - dim(WHITE - color, 100 - percent);
}

/**
 * Paints hues once around every `length` indexes, from the hue of a colour on, as pale and as bright as that colour. Grey has no
 * hue: it stands for pure ones from red on.
 */
export function paintHues(
  rgb: Uint8Array,
  color: number,
  percent = 100,
  from = 0,
  to = PALETTE_COLORS,
  length = PALETTE_COLORS,
): void {
  const red = color >> 16;
  const green = (color >> 8) & 255;
  const blue = color & 255;
  const least = Math.min(red, green, blue);
  const most = Math.max(red, green, blue);
  const isGrey = least === most;
  const low = isGrey ? 0 : least;
  const high = isGrey ? 255 : most;
  const first = isGrey ? 0 : hueOf(red, green, blue, least, most - least);
  for (let i = from; i < to; i++) {
    const hue = first + ((((i - from) * HUES) / length) | 0);
    const pure =
      (channel(hue + 512, low, high) << 16) | (channel(hue, low, high) << 8) | channel(hue - 512, low, high);
    setColor(rgb, i, dim(pure, percent));
  }
}

/** Green's share of a hue; red's is that of the hue a third of the wheel before, blue's a third behind. */
function channel(hue: number, low: number, high: number): number {
  const place = (((hue % HUES) + HUES) % HUES) - 512;
  const distance = Math.abs(place);
  const share = distance <= 256 ? 256 : distance >= 512 ? 0 : 512 - distance;
  return low + (((high - low) * share) >> 8);
}

/** Where a colour is on the wheel, 0 to HUES - 1. */
function hueOf(red: number, green: number, blue: number, least: number, range: number): number {
  const most = least + range;
  const place =
    red === most
      ? ((green - blue) * 256) / range
      : green === most
        ? 512 + ((blue - red) * 256) / range
        : 1024 + ((red - green) * 256) / range;
  return (Math.round(place) + HUES) % HUES;
}

/** Whether one colour is the other one with less of everything. */
function isFade(from: number, to: number): boolean {
  let up = false;
  let down = false;
  for (let shift = 16; shift >= 0; shift -= 8) {
    const difference = ((to >> shift) & 255) - ((from >> shift) & 255);
    if (difference > 0) up = true;
    if (difference < 0) down = true;
  }
  return !(up && down);
}

/** Fading goes by codes, whose steps the eye finds even. */
function fadeCode(from: number, to: number, part: number, whole: number): number {
  return (from + ((to - from) * part) / whole + 0.5) | 0;
}

/** Turning into another colour goes by light, or there would be a dark place half-way. */
function blendCode(from: number, to: number, part: number, whole: number): number {
  const low = LIGHT_OF_CODE[from]!;
  return nearestCode((2 * low + (2 * (LIGHT_OF_CODE[to]! - low) * part) / whole) | 0);
}
