import { dim, paint } from "./palettes.ts";
import { pattern, slider } from "./pattern.ts";
import { SINE } from "./sine.ts";
import { sweep } from "./strokes.ts";
import { rateOf, TURN, turn } from "./tempo.ts";

/** Rings flow toward the tip, one in five seconds. */
const FLOW_RATE = rateOf(200);

export const WAVE = pattern({
  id: "wave",
  name: "Wave",
  about: "Rings swing like strings and draw a flower.",
  color1: 0x0080ff,
  color2: 0xff00ff,
  colorLabels: ["Crest", "Slope"],
  speed: 50,
  pace: { label: "Speed", unit: "waves/s", slowest: 5120 },
  controls: {
    rings: slider("Rings", { from: 1, to: 8, step: 1, initial: 3, unit: "" }),
    height: slider("Height", { from: 0, to: 200, step: 10, initial: 60, unit: "% of a ring" }),
  },
  palette({ color1, color2 }, rgb) {
    const trough = dim(color2, 8);
    paint(rgb, [0, trough, 48, color2, 104, color1, 152, color1, 208, color2, 255, trough]);
  },
  prepare: ({ rate, rings, height }) => [rate, rings * TURN, ((height * 256) / 100) | 0],
  render(out, table, leds, time, numbers) {
    const swing = SINE[Math.imul(time, numbers[0]!) >>> 24]! * numbers[2]!;
    const flow = turn(time, FLOW_RATE);
    sweep(out, table, 0, leds, swing - flow, (numbers[1]! / leds) | 0);
  },
});
