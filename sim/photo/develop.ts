import type { Film } from "./film.ts";

/** How much of the light is scattered in the lens and the eye, and how far, as a part of the picture's height. */
const HALO_SHARE = 0.1;
const HALO_REACH = 0.02;

/** Light up to here comes out as it is; more is brought together below the most that a screen can show. */
const KNEE = 0.7;

/**
 * Develops a film: a halo around what is bright, soft ends for what is too bright, and sRGB codes, 3 bytes a pixel.
 *
 * @param exposure light on the film that comes out as white
 */
export function develop(film: Film, exposure: number): Uint8Array {
  const { width, height, light } = film;
  const halo = Float32Array.from(light);
  const radius = Math.max(1, Math.round(HALO_REACH * height));
  // Three boxes one after the other are nearly a bell.
  for (let pass = 0; pass < 3; pass++) {
    blur(halo, width, height, radius, 3, 3 * width);
    blur(halo, height, width, radius, 3 * width, 3);
  }
  const codes = new Uint8Array(light.length);
  for (let at = 0; at < light.length; at += 3) {
    const red = ((1 - HALO_SHARE) * light[at]! + HALO_SHARE * halo[at]!) / exposure;
    const green = ((1 - HALO_SHARE) * light[at + 1]! + HALO_SHARE * halo[at + 1]!) / exposure;
    const blue = ((1 - HALO_SHARE) * light[at + 2]! + HALO_SHARE * halo[at + 2]!) / exposure;
    // All three by one factor, so that what is too bright keeps its colour.
    const most = Math.max(red, green, blue);
    const factor = most <= KNEE ? 1 : softened(most) / most;
    codes[at] = code(red * factor);
    codes[at + 1] = code(green * factor);
    codes[at + 2] = code(blue * factor);
  }
  return codes;
}

function softened(light: number): number {
  const room = 1 - KNEE;
  return KNEE + room * (1 - Math.exp(-(light - KNEE) / room));
}

/** IEC 61966-2-1. */
function code(light: number): number {
  const value = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, value));
}

/** Averages along lines: each sample becomes the mean of those up to `radius` away; beyond the ends is no light. */
function blur(
  light: Float32Array,
  length: number,
  lines: number,
  radius: number,
  step: number,
  line: number,
): void {
  const before = new Float32Array(length);
  const scale = 1 / (2 * radius + 1);
  for (let channel = 0; channel < 3; channel++) {
    for (let i = 0; i < lines; i++) {
      const from = i * line + channel;
      for (let k = 0; k < length; k++) before[k] = light[from + k * step]!;
      let sum = 0;
      for (let k = 0; k < radius; k++) sum += before[k] ?? 0;
      for (let k = 0; k < length; k++) {
        sum += (before[k + radius] ?? 0) - (before[k - radius - 1] ?? 0);
        light[from + k * step] = sum * scale;
      }
    }
  }
}
