import { dim, paint } from "./palettes.ts";
import { pattern, slider } from "./pattern.ts";
import { drawSparks } from "./sparks.ts";
import { rateOf } from "./tempo.ts";

/** As many as there can be in a column. */
const SPARKS = 4;

export const SPARKLE = pattern({
  id: "sparkle",
  name: "Sparkle",
  about: "Sparks flash anywhere and fade along the circle.",
  color1: 0xffffff,
  color2: 0x2020ff,
  colorLabels: ["Sparks", "Sky"],
  speed: 100,
  pace: { label: "Density", unit: "%", slowest: 0 },
  controls: {
    life: slider("Life", { from: 2, to: 50, step: 1, initial: 7, unit: "ms" }),
    sky: slider("Sky", { from: 0, to: 100, step: 5, initial: 15, unit: "%" }),
  },
  // Half of the sparks cool down to the sky's colour, half keep theirs.
  palette({ color1, color2, sky }, rgb) {
    const dark = dim(color2, sky);
    paint(rgb, [0, dark, 70, color2, 127, color1, 128, dark, 255, color1]);
  },
  prepare: ({ speed, life }, seed) => [rateOf(1e6 / life / 65536), seed, speed + 1],
  render(out, table, leds, time, numbers) {
    const clock = Math.imul(time, numbers[0]!) >>> 8;
    drawSparks(out, table, leds, clock, numbers[1]!, SPARKS, numbers[2]!, 0, 255);
  },
});
