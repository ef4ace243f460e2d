import { BLACK, dim, paint, setColor } from "./palettes.ts";
import { pattern, slider } from "./pattern.ts";
import { smoothLoop } from "./smooth-loop.ts";
import { sweep } from "./strokes.ts";

/** A heartbeat as a monitor draws it: a small wave, a dip, the tall spike, a deep dip, a wide wave, and rest at 90. */
// biome-ignore format: a heartbeat
const HEART = smoothLoop([
  90, 90, 90, 110, 120, 110, 90, 90, 70, 255, 0, 90, 90, 90, 100, 120,
  135, 140, 130, 110, 95, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90,
], 256);

export const PULSE = pattern({
  id: "pulse",
  name: "Pulse",
  about: "The trace of a beating heart runs around the circle.",
  color1: 0xff2020,
  color2: 0x200000,
  colorLabels: ["Trace", "Inside"],
  speed: 70,
  pace: { label: "Speed", unit: "heartbeats/s", slowest: 1830 },
  controls: {
    height: slider("Height", { from: 10, to: 100, step: 5, initial: 80, unit: "% of the stick" }),
  },
  palette({ color1, color2 }, rgb) {
    paint(rgb, [0, dim(color2, 20), 150, color2, 254, color2, 255, color1]);
    setColor(rgb, 0, BLACK);
  },
  prepare: ({ rate, height }) => [rate, height],
  render(out, table, leds, time, numbers) {
    const height = numbers[1]!;
    const low = (100 - height) * 128;
    const phase = Math.imul(time, numbers[0]!) >>> 24;
    // The trace joins where it is to where it will be, so that the spike has no holes.
    const here = ((HEART[phase]! * height + low) * leds) / 25600;
    const soon = ((HEART[(phase + 4) & 255]! * height + low) * leds) / 25600;
    const from = Math.min(here, soon) | 0;
    const to = Math.min((Math.max(here, soon) | 0) + 1 + (leds >> 5), leds);
    sweep(out, table, 0, from, 0x10000, (0xfd0000 / leds) | 0);
    out.fill(table[255]!, from, to);
    out.fill(table[0]!, to, leds);
  },
});
