import { paint } from "./palettes.ts";
import { pattern, slider } from "./pattern.ts";
import { spread } from "./strokes.ts";
import { fraction, TURN } from "./tempo.ts";

export const SPLIT_SPIN = pattern({
  id: "split-spin",
  name: "Split Spin",
  about: "Two rings of slanted stripes that turn against each other.",
  color1: 0xff0000,
  color2: 0x0040ff,
  colorLabels: ["One stripe", "Next stripe"],
  speed: 60,
  pace: { label: "Speed", unit: "stripes/s", slowest: 4270 },
  controls: {
    slant: slider("Slant", { from: -200, to: 200, step: 10, initial: 80, unit: "% of a stripe" }),
    drift: slider("Drift", { from: 0, to: 50, step: 1, initial: 5, unit: "% of the speed" }),
  },
  palette: ({ color1, color2 }, rgb) =>
    paint(rgb, [0, color1, 110, color1, 128, color2, 238, color2, 255, color1]),
  prepare: ({ rate, slant, drift }) => [rate, fraction(rate, 1 + drift / 100), (slant * TURN) / 50],
  render(out, table, leds, time, numbers) {
    const inner = Math.imul(time, numbers[0]!) >>> 8;
    const outer = Math.imul(time, numbers[1]!) >>> 8;
    spread(out, table, leds, inner, outer, (numbers[2]! / leds) | 0);
  },
});
