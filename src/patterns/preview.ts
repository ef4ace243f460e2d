import { encodeLight, LIGHT_OF_CODE } from "../pov/light.ts";
import { NO_LEVEL, type Pattern } from "./pattern.ts";
import { emptyPattern, preparePattern, type StoredPattern } from "./pattern-settings.ts";
import { TIME_HZ, TIME_PERIOD } from "./tempo.ts";

/** How a pattern is looked at: one turn of a poi that spins evenly. */
export interface View {
  leds: number;
  revolutionsPerSecond: number;
  columnsPerSecond: number;
  /** Group time at which the turn begins, in units of 64 µs. */
  time?: number;
  /** Loudness of the music, 0 to 255. */
  level?: number;
  seed?: number;
}

/** Where the first LED begins: the cord and the handle, as a part of the way from the hand to the tip. */
const HAND = 0.12;

/** Samples along each side of a pixel. */
const SAMPLES = 2;

/**
 * What an audience sees of a pattern in one turn: `size` rows of `size` pixels, 3 bytes each, sRGB codes. The turn begins at the top
 * and goes clockwise. LEDs are arcs without gaps between them; brightness and power are left out.
 */
export function renderDisc(pattern: Pattern, stored: StoredPattern, size: number, view: View): Uint8Array {
  const { leds } = view;
  const columns = renderTurn(pattern, stored, view);
  const count = columns.length / (leds * 3);
  const light = new Float64Array(size * size * 3);
  const side = size * SAMPLES;
  for (let row = 0; row < side; row++) {
    const y = 1 - (2 * row + 1) / side;
    for (let column = 0; column < side; column++) {
      const x = (2 * column + 1) / side - 1;
      const led = Math.floor(((Math.sqrt(x * x + y * y) - HAND) / (1 - HAND)) * leds);
      if (led < 0 || led >= leds) continue;
      const turned = Math.atan2(x, y) / (2 * Math.PI) + 1;
      const at = ((Math.floor(turned * count) % count) * leds + led) * 3;
      const pixel = (Math.floor(row / SAMPLES) * size + Math.floor(column / SAMPLES)) * 3;
      for (let i = 0; i < 3; i++) light[pixel + i]! += LIGHT_OF_CODE[columns[at + i]!]!;
    }
  }
  const picture = new Uint8Array(light.length);
  encodeLight(light, SAMPLES * SAMPLES, picture);
  return picture;
}

/** The columns of one turn: LEDs from the hand outward, 3 bytes each. */
export function renderTurn(pattern: Pattern, stored: StoredPattern, view: View): Uint8Array {
  const { leds, revolutionsPerSecond, columnsPerSecond, time = 0, level = NO_LEVEL, seed = 1 } = view;
  const prepared = emptyPattern();
  preparePattern(pattern, stored, seed, prepared);
  const { palette, numbers } = prepared;
  const count = Math.max(1, Math.round(columnsPerSecond / revolutionsPerSecond));
  const cells = new Uint8Array(leds);
  const rgb = new Uint8Array(count * leds * 3);
  let at = 0;
  for (let column = 0; column < count; column++) {
    const now = time + Math.floor((column * TIME_HZ) / columnsPerSecond);
    pattern.render(cells, leds, now % TIME_PERIOD, numbers, level);
    for (let led = 0; led < leds; led++) {
      const color = cells[led]! * 3;
      for (let i = 0; i < 3; i++) rgb[at++] = palette[color + i]!;
    }
  }
  return rgb;
}
