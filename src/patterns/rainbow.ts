import { paintHues } from "./palettes.ts";
import { pattern, slider } from "./pattern.ts";
import { sweep } from "./strokes.ts";
import { TURN, turn } from "./tempo.ts";

export const RAINBOW = pattern({
  id: "rainbow",
  name: "Rainbow",
  about: "All hues run around the circle and wind along the stick.",
  color1: 0xff0000,
  color2: 0x0000ff,
  colorLabels: ["First hue", ""],
  speed: 50,
  pace: { label: "Speed", unit: "rainbows/s", slowest: 853 },
  controls: {
    twist: slider("Twist", { from: -200, to: 200, step: 10, initial: 40, unit: "% of a rainbow" }),
  },
  palette: ({ color1 }, rgb) => paintHues(rgb, color1),
  prepare: ({ rate, twist }) => [rate, (twist * TURN) / 100],
  render(out, table, leds, time, numbers) {
    const hue = turn(time, numbers[0]!);
    const twist = (numbers[1]! / leds) | 0;
    sweep(out, table, 0, leds, hue, twist);
  },
});
