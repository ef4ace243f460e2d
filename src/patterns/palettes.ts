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
    const from = stops[i + 1]!;
    const to = stops[i + 3]!;
    const draw = isFade(from, to) ? drawFade : drawBlend;
    const whole = stops[i + 2]! - stops[i]!;
    for (let channel = 0; channel < 3; channel++) {
      const shift = 16 - 8 * channel;
      draw(rgb, stops[i]! * 3 + channel, whole, (from >> shift) & 255, (to >> shift) & 255);
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
  const first = isGrey ? 0 : hueOf(red, green, blue, least, most - least);
  const low = isGrey ? 0 : ((least * percent) / 100) | 0;
  const high = (((isGrey ? 255 : most) * percent) / 100) | 0;
  // Red is whole from a sixth of the wheel before its hue to a sixth behind, and gone a third from it. So are the others.
  for (let channel = 0; channel < 3; channel++) {
    const before = first + HUES * 1.5 - (HUES / 3) * channel;
    for (let i = from; i < to; i++) {
      const place = ((before + ((((i - from) * HUES) / length) | 0)) % HUES) - HUES / 2;
      const away = place < 0 ? -place : place;
      const share = away <= 256 ? 256 : away >= 512 ? 0 : 512 - away;
      rgb[i * 3 + channel] = low + (((high - low) * share) >> 8);
    }
  }
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

/** One channel of a fade, which goes by codes: the eye finds their steps even. */
function drawFade(rgb: Uint8Array, at: number, whole: number, from: number, to: number): void {
  const step = (to - from) / whole;
  for (let part = 0; part <= whole; part++) rgb[at + part * 3] = from + step * part + 0.5;
}

/** One channel of the way to another colour, which goes by light, or there would be a dark place half-way. */
function drawBlend(rgb: Uint8Array, at: number, whole: number, from: number, to: number): void {
  const doubled = 2 * LIGHT_OF_CODE[from]!;
  const step = (2 * (LIGHT_OF_CODE[to]! - LIGHT_OF_CODE[from]!)) / whole;
  for (let part = 0; part <= whole; part++) rgb[at + part * 3] = nearestCode((doubled + step * part) | 0);
}
