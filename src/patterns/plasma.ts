import { dim, paint, WHITE } from "./palettes.ts";
import { color, pattern, slider } from "./pattern.ts";
import { SINE } from "./sine.ts";
import { curve } from "./strokes.ts";
import { fraction } from "./tempo.ts";

export const PLASMA = pattern({
  id: "plasma",
  name: "Plasma",
  about: "Streams of both colours melt into one another, with light between them.",
  color1: 0xff00c0,
  color2: 0x00c0ff,
  colorLabels: ["One stream", "Other stream"],
  speed: 50,
  pace: { label: "Speed", unit: "swings/s", slowest: 1000 },
  controls: {
    detail: slider("Detail", { from: 20, to: 200, step: 10, initial: 100, unit: "%" }),
    light: color("Light", WHITE),
  },
  palette({ color1, color2, light }, rgb) {
    const deep = dim(color1, 10);
    paint(rgb, [0, deep, 64, color1, 128, light, 192, color2, 255, deep]);
  },
  // Two swings of different length: they hardly ever meet again.
  prepare: ({ rate, detail }) => [rate, fraction(rate, 0.37), ((detail * 256) / 100) | 0],
  render(out, table, leds, time, numbers) {
    const detail = numbers[2]!;
    const swing = Math.imul(time, numbers[0]!) >>> 24;
    const drift = Math.imul(time, numbers[1]!) >>> 8;
    // A parabola along the stick whose height, slope and bend swing: that is all, and the palette does the rest.
    const height = SINE[swing]! * detail + drift;
    const slope = ((SINE[drift >> 16]! - 32768) * detail * 2) / leds;
    const bend = ((SINE[(swing + 64) & 255]! - 32768) * detail * 32) / (leds * leds);
    curve(out, table, leds, height, slope | 0, bend | 0);
  },
});
