import { BLACK, dim, paint } from "./palettes.ts";
import { pattern, slider } from "./pattern.ts";
import { drawSparks } from "./sparks.ts";
import { fraction } from "./tempo.ts";

export const METEOR = pattern({
  id: "meteor",
  name: "Meteor",
  about: "Meteors fall in from the tip, faint at first and bright where they burst.",
  color1: 0xffffff,
  color2: 0x2040ff,
  colorLabels: ["Head", "Trail"],
  speed: 90,
  pace: { label: "Speed", unit: "meteors/s", slowest: 5000 },
  controls: {
    meteors: slider("Meteors", { from: 1, to: 4, step: 1, initial: 3, unit: "at once" }),
    fall: slider("Fall", { from: 0, to: 100, step: 5, initial: 20, unit: "% of the stick" }),
  },
  // Half of them are small.
  palette: ({ color1, color2 }, rgb) =>
    paint(rgb, [0, BLACK, 90, color2, 127, color1, 128, BLACK, 240, dim(color2, 60), 255, color1]),
  prepare: ({ rate, meteors, fall }, seed) => [
    fraction(rate, 1 / 65536),
    seed,
    meteors,
    ((fall * 256) / 100) | 0,
  ],
  render(out, table, leds, time, numbers) {
    const clock = Math.imul(time, numbers[0]!) >>> 8;
    const fall = numbers[3]! * leds;
    drawSparks(out, table, leds, clock, numbers[1]!, numbers[2]!, 256, -fall, 0);
  },
});
