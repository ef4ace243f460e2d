import { emptyPattern, preparePattern } from "../../src/patterns/pattern-settings.ts";
import { PATTERNS } from "../../src/patterns/patterns.ts";
import { INDEXES } from "../../src/pov/column-fill.ts";
import { program } from "../xs/inside/program.ts";

const LEDS = 32;
/** Columns over a second of music, so that dear ones and cheap ones both count. */
const COLUMNS = 100;
const APART = 157;

/** Renders 100 columns of 32 LEDs. */
function columns(type: number, controls: Record<string, number> = {}, level = -1, speed?: number) {
  const pattern = PATTERNS[type]!;
  return program({
    prepare() {
      const prepared = emptyPattern();
      preparePattern(pattern, { controls, speed }, 1, prepared);
      return { numbers: prepared.numbers, cells: new Int32Array(LEDS) };
    },
    run({ cells, numbers }) {
      for (let i = 0; i < COLUMNS; i++) pattern.render(cells, INDEXES, LEDS, i * APART, numbers, level);
    },
    check(_, { cells, numbers }) {
      const seen = new Set<number>();
      for (let i = 0; i < COLUMNS; i++) {
        pattern.render(cells, INDEXES, LEDS, i * APART, numbers, level);
        for (const cell of cells) seen.add(cell);
      }
      if (seen.size < 2) throw new Error("nothing was drawn");
    },
  });
}

export const rainbow = columns(0);
export const wave = columns(1);
export const gradient = columns(2);
export const sparkle = columns(3);
export const fire = columns(4);
export const comet = columns(5);
export const breathing = columns(6);
export const strobe = columns(7);
export const meteor = columns(8);
export const wipe = columns(9);
export const plasma = columns(10);
export const vuMeter = columns(11);
export const pulse = columns(12);
export const audioRainbow = columns(13);
export const centreBurst = columns(14);
export const audioSparkle = columns(15);
export const splitSpin = columns(16);
export const theaterChase = columns(17);

/** The settings that cost the most. */
export const densestSparkle = columns(3, {}, -1, 255);
export const widestComets = columns(5, { lanes: 4, tail: 100 });
export const finestStrobe = columns(7, { rings: 8 });
export const mostMeteors = columns(8, { meteors: 4, fall: 0 });
export const loudestBars = columns(11, { gap: 0 }, 255);
export const loudestRays = columns(13, { rays: 32 }, 255);
export const loudestBurst = columns(14, { spikes: 0 }, 255);
export const loudestSparks = columns(15, { flight: 0 }, 255);
export const mostBulbs = columns(17, { every: 2, lit: 100 });

function preparation(type: number) {
  return program({
    prepare: () => emptyPattern(),
    run: (into) => preparePattern(PATTERNS[type]!, {}, 1, into),
  });
}

export const prepareRainbow = preparation(0);
export const prepareGradient = preparation(2);
export const preparePulse = preparation(12);
