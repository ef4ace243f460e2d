import { paint } from "./palettes.ts";
import { pattern, slider } from "./pattern.ts";
import { TURN, turn } from "./tempo.ts";

export const STROBE = pattern({
  id: "strobe",
  name: "Strobe",
  about: "Short flashes stand in the air as rays; in more rings, as a chessboard.",
  color1: 0xffffff,
  color2: 0x000000,
  colorLabels: ["Flash", "Dark"],
  speed: 120,
  pace: { label: "Speed", unit: "flashes/s", slowest: 3862 },
  controls: {
    flash: slider("Flash", { from: 5, to: 95, step: 5, initial: 25, unit: "% of the time" }),
    rings: slider("Rings", { from: 1, to: 8, step: 1, initial: 1, unit: "" }),
  },
  palette: ({ color1, color2 }, rgb) => paint(rgb, [0, color2, 255, color1]),
  prepare: ({ rate, flash, rings }) => [rate, (flash * TURN) / 100, rings],
  render(out, table, leds, time, numbers) {
    const flash = numbers[1]!;
    const rings = numbers[2]!;
    let phase = turn(time, numbers[0]!);
    let from = 0;
    for (let ring = 1; ring <= rings; ++ring) {
      const to = ((leds * ring) / rings) | 0;
      out.fill(table[phase < flash ? 255 : 0]!, from, to);
      from = to;
      // Every other ring is half a turn behind.
      phase ^= TURN >> 1;
    }
  },
});
