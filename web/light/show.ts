import type { PatternContent } from "../../src/api/views.ts";
import { NO_LEVEL } from "../../src/patterns/pattern.ts";
import { emptyPattern, preparePattern } from "../../src/patterns/pattern-settings.ts";
import { PATTERNS } from "../../src/patterns/patterns.ts";
import { TIME_PERIOD } from "../../src/patterns/tempo.ts";
import { INDEXES } from "../../src/pov/column-fill.ts";
import { numberOf } from "./color.ts";

/** What the LEDs show over time, by the code that runs on the poi. */

export interface Show {
  readonly leds: number;
  /** Writes the column at a time: LEDs from the hand outward, 3 bytes each. */
  column(rgb: Uint8Array, timeUs: number): void;
}

/** The pixels of a picture: rows from the top, 3 bytes a pixel. */
export interface Pixels {
  width: number;
  height: number;
  rgb: Uint8Array;
}

/** How loud the music is. */
export const heard = { level: NO_LEVEL };

/** Poi of a group share a seed; that of a preview is its own. */
const SEED = 1;

export function patternShow(content: PatternContent, leds: number): Show {
  const pattern = PATTERNS[content.type] ?? PATTERNS[0]!;
  const prepared = emptyPattern();
  const controls = Object.entries(content.controls ?? {}).map(([name, value]) => [
    name,
    typeof value === "object" ? numberOf(value) : value,
  ]);
  const stored = {
    speed: content.speed,
    color1: numberOf(content.color1),
    color2: numberOf(content.color2),
    controls: Object.fromEntries(controls),
  };
  preparePattern(pattern, stored, SEED, prepared);
  const { palette, numbers } = prepared;
  const cells = new Int32Array(leds);
  return {
    leds,
    column(rgb, timeUs) {
      pattern.render(cells, INDEXES, leds, Math.floor(timeUs / 64) % TIME_PERIOD, numbers, heard.level);
      for (let led = 0, at = 0; led < leds; led++) {
        const color = cells[led]! * 3;
        rgb[at++] = palette[color]!;
        rgb[at++] = palette[color + 1]!;
        rgb[at++] = palette[color + 2]!;
      }
    },
  };
}

/** A picture that runs by at `rate` columns a second. Its top is at the tip. */
export function pictureShow({ width, height, rgb: pixels }: Pixels, rate: number): Show {
  return {
    leds: height,
    column(rgb, timeUs) {
      const x = Math.floor((timeUs * rate) / 1e6) % width;
      for (let led = 0, at = 0; led < height; led++) {
        const from = ((height - 1 - led) * width + x) * 3;
        rgb[at++] = pixels[from]!;
        rgb[at++] = pixels[from + 1]!;
        rgb[at++] = pixels[from + 2]!;
      }
    },
  };
}

export interface Step {
  show: Show;
  ms: number;
  /** In which it takes the place of the one before. */
  fadeMs: number;
  /** By what its codes are multiplied. */
  shade: number;
}

/** Shows one after the other, each for its milliseconds, again and again or once. */
export function sequenceShow(steps: readonly Step[], loop: boolean): Show {
  const total = steps.reduce((sum, { ms }) => sum + ms, 0) * 1000;
  const leds = steps.reduce((most, { show }) => Math.max(most, show.leds), 1);
  const old = new Uint8Array(3 * leds);
  const paint = ({ show, shade }: Step, rgb: Uint8Array, timeUs: number): void => {
    rgb.fill(0);
    show.column(rgb, timeUs);
    for (let i = 0; shade < 1 && i < rgb.length; i++) rgb[i]! *= shade;
  };
  return {
    leds,
    column(rgb, timeUs) {
      let at = loop ? timeUs % total : timeUs;
      let before = timeUs < total ? undefined : steps.at(-1);
      for (const step of steps) {
        const { ms, fadeMs } = step;
        if (at < ms * 1000) {
          paint(step, rgb, at);
          const share = at / fadeMs / 1000;
          if (share < 1) {
            if (before) paint(before, old, before.ms * 1000 + at);
            else old.fill(0);
            for (let i = 0; i < old.length; i++) rgb[i] = old[i]! + (rgb[i]! - old[i]!) * share;
          }
          return;
        }
        at -= ms * 1000;
        before = step;
      }
      rgb.fill(0);
    },
  };
}

export function darkShow(): Show {
  return { leds: 1, column: (rgb) => void rgb.fill(0) };
}
