import { loudness } from "./beat.ts";
import { scatter } from "./chance.ts";
import { BLACK, paint, setColor, WHITE } from "./palettes.ts";
import { color, pattern, slider } from "./pattern.ts";
import { sweep } from "./strokes.ts";
import { fraction } from "./tempo.ts";

export const VU_METER = pattern({
  id: "vu-meter",
  name: "VU Meter",
  about: "An equaliser's bars stand around the circle, as high as the music is loud.",
  color1: 0x00ff00,
  color2: 0xff0000,
  colorLabels: ["Quiet", "Loud"],
  speed: 100,
  hearsMusic: true,
  pace: { label: "Speed", unit: "bars/s", slowest: 6000 },
  controls: {
    gap: slider("Gap", { from: 0, to: 80, step: 10, initial: 30, unit: "% of a bar" }),
    peak: color("Peak", WHITE),
  },
  palette({ color1, color2, peak }, rgb) {
    paint(rgb, [0, color1, 64, color1, 208, color2, 254, color2, 255, peak]);
    setColor(rgb, 0, BLACK);
  },
  // A turn of 2^32 is 4,096 bars of 2^20.
  prepare: ({ rate, gap }, seed) => [fraction(rate, 1 / 4096), ((100 - gap) * 0x100000) / 100, seed],
  render(out, table, leds, time, numbers, level) {
    const rate = numbers[0]!;
    const turned = Math.imul(time, rate);
    const inBar = turned & 0xfffff;
    out.fill(table[0]!, 0, leds);
    if (inBar >= numbers[1]!) return;
    // All of a bar is as high as its beginning, or it would have a slanted top.
    const begin = time - ((inBar / rate) | 0);
    const share = 176 + (scatter((turned >>> 20) ^ numbers[2]!) & 79);
    const height = (loudness(level, begin) * share * leds) >> 16;
    sweep(out, table, 0, height, 0x10000, (0xfd0000 / leds) | 0);
    if (height > 0) out[height] = table[255]!;
  },
});
