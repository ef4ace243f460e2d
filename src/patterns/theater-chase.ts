import { paint } from "./palettes.ts";
import { pattern, slider, toggle } from "./pattern.ts";
import { fraction, turn } from "./tempo.ts";

export const THEATER_CHASE = pattern({
  id: "theater-chase",
  name: "Theater Chase",
  about: "The bulbs around a theatre's sign: every third is lit, and step by step they move outward.",
  color1: 0xffa000,
  color2: 0x000000,
  colorLabels: ["Bulbs", "Between"],
  speed: 80,
  pace: { label: "Speed", unit: "steps/s", slowest: 16_000 },
  controls: {
    every: slider("One in", { from: 2, to: 8, step: 1, initial: 3, unit: "" }),
    lit: slider("Lit", { from: 10, to: 100, step: 10, initial: 60, unit: "% of a step" }),
    inward: toggle("Inward", false),
  },
  palette: ({ color1, color2 }, rgb) => paint(rgb, [0, color2, 255, color1]),
  // A turn is as many steps as bring a bulb to where the next one was.
  prepare: ({ rate, every, lit, inward }) => [
    fraction(inward ? -rate : rate, 1 / every),
    every,
    ((lit * 256) / 100) | 0,
  ],
  render(out, table, leds, time, numbers) {
    const every = numbers[1]!;
    const steps = (turn(time, numbers[0]!) >> 8) * every;
    out.fill(table[0]!, 0, leds);
    if (((steps >> 8) & 255) >= numbers[2]!) return;
    const size = (leds + 31) >> 5;
    const first = (steps >> 16) * size;
    const bulb = table[255]!;
    for (let part = first; part < first + size; ++part) {
      for (let at = part; at < leds; at += every * size) out[at] = bulb;
    }
  },
});
