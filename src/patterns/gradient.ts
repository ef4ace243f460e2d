import { paint } from "./palettes.ts";
import { pattern, slider } from "./pattern.ts";
import { SINE } from "./sine.ts";
import { sweep } from "./strokes.ts";
import { turn } from "./tempo.ts";

export const GRADIENT = pattern({
  id: "gradient",
  name: "Gradient",
  about: "One colour at the hand becomes the other at the tip, and the border between them sways.",
  color1: 0xff4000,
  color2: 0x4000ff,
  colorLabels: ["At the hand", "At the tip"],
  speed: 50,
  pace: { label: "Speed", unit: "sways/s", slowest: 1706 },
  controls: { sway: slider("Sway", { from: 0, to: 100, step: 5, initial: 30, unit: "%" }) },
  palette: ({ color1, color2 }, rgb) => paint(rgb, [0, color1, 255, color2]),
  // What sways is the part of the palette that is seen: the part and its sway together are the whole.
  prepare: ({ rate, sway }) => [rate, ((sway * 255) / 100) | 0, ((100 - sway) * 0xff0000) / 100],
  render(out, table, leds, time, numbers) {
    const sway = SINE[turn(time, numbers[0]!) >> 16]! * numbers[1]!;
    const part = numbers[2]!;
    sweep(out, table, 0, leds, sway, (part / leds) | 0);
  },
});
