// biome-ignore-all lint/suspicious/noAssignInExpressions: a statement more for each cell costs XS a tenth of a column
import { scatter } from "./chance.ts";
import { BLACK, dim, paint, whiten } from "./palettes.ts";
import { pattern, slider } from "./pattern.ts";
import { SINE } from "./sine.ts";
import { smoothLoop } from "./smooth-loop.ts";
import { fraction, rateOf, TURN } from "./tempo.ts";

/** Gusts make all flames lower and higher. */
const GUST_RATE = rateOf(3300);

/** Heat of 64 to 127 along a stream of gas: 1,024 places, and all of them once more, so that one may read on past the end. */
const STREAM = makeStream();

function makeStream(): Uint8Array {
  const points: number[] = [];
  for (let i = 0; i < 128; i++) {
    // High flames are rare.
    const chance = scatter(i) & 255;
    points.push(64 + ((chance * chance) >> 10));
  }
  const once = smoothLoop(points, 1024);
  const twice = new Uint8Array(2048);
  twice.set(once);
  twice.set(once, 1024);
  return twice;
}

export const FIRE = pattern({
  id: "fire",
  name: "Fire",
  about: "Flames lick from the hand outward, swept back by the spin.",
  color1: 0xff3000,
  color2: 0xffd000,
  colorLabels: ["Flames", "Embers"],
  speed: 80,
  pace: { label: "Speed", unit: "flames/s", slowest: 13_000 },
  controls: {
    height: slider("Height", { from: 20, to: 100, step: 5, initial: 100, unit: "% of the stick" }),
    bend: slider("Bend", { from: 0, to: 100, step: 5, initial: 40, unit: "%" }),
  },
  // Heat goes to 127. What is colder than 0 comes out above, and is black.
  palette({ color1, color2 }, rgb) {
    paint(rgb, [0, BLACK, 24, dim(color1, 50), 48, color1, 84, color2, 127, whiten(color2, 70)]);
    paint(rgb, [128, BLACK, 255, BLACK]);
  },
  // There are about sixty flames in a stream.
  prepare: ({ rate, height, bend }, seed) => [
    fraction(rate, 1 / 64),
    scatter(seed) & (TURN - 1),
    ((127 * 100) / height) << 16,
    ((bend * TURN) / 1600) | 0,
  ],
  render(out, table, leds, time, numbers) {
    const cooling = (numbers[2]! / leds) | 0;
    const half = cooling >> 16;
    const lag = ((numbers[3]! / leds) | 0) * 2;
    // The gas at the tip left the hand a while ago.
    let at = TURN + (((Math.imul(time, numbers[0]!) >>> 8) + numbers[1]!) & (TURN - 1));
    let cold = SINE[Math.imul(time, GUST_RATE) >>> 24]! << 3;
    let heat = 1;
    let i = -1;
    const last = leds - 4;
    // Two cells share one look into the stream. A flame ends where it has cooled down.
    while (heat > 0 && i < last) {
      out[++i] = table[(heat = STREAM[(at -= lag) >> 14]! - ((cold += cooling) >> 15)) & 255]!;
      out[++i] = table[(heat - half) & 255]!;
      out[++i] = table[(heat = STREAM[(at -= lag) >> 14]! - ((cold += cooling) >> 15)) & 255]!;
      out[++i] = table[(heat - half) & 255]!;
    }
    cold += cooling >> 1;
    while (heat > 0 && ++i < leds)
      out[i] = table[(heat = STREAM[at >> 14]! - ((cold += cooling >> 1) >> 15)) & 255]!;
    out.fill(table[0]!, i + 1, leds);
  },
});
