import { loudness } from "./beat.ts";
import { BLACK, paint, whiten } from "./palettes.ts";
import { pattern, slider } from "./pattern.ts";
import { drawSparks } from "./sparks.ts";
import { fraction } from "./tempo.ts";

/** As many as there can be in a column. */
const SPARKS = 4;

export const AUDIO_SPARKLE = pattern({
  id: "audio-sparkle",
  name: "Audio Sparkle",
  about: "Fireworks: sparks of two colours fly outward, the more of them the louder it is.",
  color1: 0xffffff,
  color2: 0x00ffc0,
  colorLabels: ["Sparks", "Other sparks"],
  speed: 120,
  hearsMusic: true,
  pace: { label: "Speed", unit: "sparks/s", slowest: 9000 },
  controls: { flight: slider("Flight", { from: 0, to: 100, step: 5, initial: 20, unit: "% of the stick" }) },
  palette: ({ color1, color2 }, rgb) =>
    paint(rgb, [
      0,
      BLACK,
      100,
      color1,
      127,
      whiten(color1, 60),
      128,
      BLACK,
      228,
      color2,
      255,
      whiten(color2, 60),
    ]),
  prepare: ({ rate, flight }, seed) => [fraction(rate, 1 / 65536), seed, ((flight * 256) / 100) | 0],
  render(out, table, leds, time, numbers, level) {
    const clock = Math.imul(time, numbers[0]!) >>> 8;
    const flight = numbers[2]! * leds;
    drawSparks(out, table, leds, clock, numbers[1]!, SPARKS, loudness(level, time), flight, 255);
  },
});
