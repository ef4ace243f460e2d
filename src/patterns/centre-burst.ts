import { loudness } from "./beat.ts";
import { BLACK, paint, whiten } from "./palettes.ts";
import { pattern, slider } from "./pattern.ts";
import { sweep } from "./strokes.ts";

export const CENTRE_BURST = pattern({
  id: "centre-burst",
  name: "Centre Burst",
  about: "Spikes shoot from the middle of the stick to both sides with every beat.",
  color1: 0xffc000,
  color2: 0xff0060,
  colorLabels: ["Middle", "Ends"],
  speed: 90,
  hearsMusic: true,
  pace: { label: "Speed", unit: "spikes/s", slowest: 4055 },
  controls: { spikes: slider("Spikes", { from: 0, to: 100, step: 10, initial: 60, unit: "% of the burst" }) },
  // From one end of the burst over its middle to the other.
  palette({ color1, color2 }, rgb) {
    const hot = whiten(color1, 80);
    paint(rgb, [
      0,
      BLACK,
      18,
      color2,
      80,
      color1,
      127,
      hot,
      174,
      color1,
      236,
      color2,
      254,
      BLACK,
      255,
      BLACK,
    ]);
  },
  prepare: ({ rate, spikes }) => [rate, ((spikes * 256) / 100) | 0],
  render(out, table, leds, time, numbers, level) {
    const phase = Math.imul(time, numbers[0]!) >>> 24;
    const fromSpike = phase < 128 ? phase * 2 : 510 - phase * 2;
    const size = 256 - ((fromSpike * numbers[1]!) >> 8);
    const reach = (loudness(level, time) * size * leds) >> 17;
    const middle = leds >> 1;
    const step = (0xff0000 / (2 * reach + 1)) | 0;
    out.fill(table[0]!, 0, leds);
    sweep(out, table, middle - reach, Math.min(middle + reach + 1, leds), step >> 1, step);
  },
});
