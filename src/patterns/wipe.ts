import { paint, WHITE } from "./palettes.ts";
import { color, pattern, slider } from "./pattern.ts";
import { sweep } from "./strokes.ts";
import { turn } from "./tempo.ts";

export const WIPE = pattern({
  id: "wipe",
  name: "Wipe",
  about: "A bright front runs from hand to tip and paints one colour over the other.",
  color1: 0x00ff40,
  color2: 0xff0040,
  colorLabels: ["First", "Second"],
  speed: 60,
  pace: { label: "Speed", unit: "pairs/s", slowest: 711 },
  controls: {
    edge: slider("Edge", { from: 0, to: 50, step: 5, initial: 25, unit: "% of the stick" }),
    front: color("Front", WHITE),
  },
  palette: ({ color1, color2, front }, rgb) =>
    paint(rgb, [0, color2, 80, color2, 128, front, 176, color1, 255, color1]),
  prepare: ({ rate, edge }) => [rate, edge],
  render(out, table, leds, time, numbers) {
    const phase = turn(time, numbers[0]!);
    const isFirst = phase < 0x800000;
    const edge = ((leds * numbers[1]!) / 100) | 0;
    // The front reaches from `near` to `far`; it comes in at the hand and goes out at the tip.
    const far = (((phase >> 7) & 0xffff) * (leds + edge + 1)) >> 16;
    const near = Math.max(far - edge, 0);
    const end = Math.min(far, leds);
    const slope = (0xff0000 / (edge + 1)) | 0;
    const begin = slope * (far - near);
    out.fill(table[isFirst ? 255 : 0]!, 0, Math.min(near, leds));
    sweep(out, table, near, end, isFirst ? begin : 0xff0000 - begin, isFirst ? -slope : slope);
    out.fill(table[isFirst ? 0 : 255]!, end, leds);
  },
});
