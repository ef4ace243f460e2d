import { paint } from "./palettes.ts";
import { pattern, slider } from "./pattern.ts";
import { sweep } from "./strokes.ts";
import { TURN, turn } from "./tempo.ts";

export const BREATHING = pattern({
  id: "breathing",
  name: "Breathing",
  about: "The disc glows and dims like a breath, the tip a little after the hand.",
  color1: 0xff0080,
  color2: 0x000000,
  colorLabels: ["Breathed in", "Breathed out"],
  speed: 40,
  pace: { label: "Speed", unit: "breaths/s", slowest: 150 },
  controls: { depth: slider("Depth", { from: 0, to: 100, step: 5, initial: 20, unit: "% of a breath" }) },
  // In, a moment's hold, out more slowly, and a rest.
  palette: ({ color1, color2 }, rgb) =>
    paint(rgb, [0, color2, 100, color1, 120, color1, 240, color2, 255, color2]),
  prepare: ({ rate, depth }) => [rate, (depth * TURN) / 100],
  render(out, table, leds, time, numbers) {
    const breath = turn(time, numbers[0]!);
    const depth = (numbers[1]! / leds) | 0;
    sweep(out, table, 0, leds, breath, -depth);
  },
});
