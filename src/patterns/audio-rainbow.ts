import { loudness } from "./beat.ts";
import { paintHues } from "./palettes.ts";
import { pattern, slider } from "./pattern.ts";
import { SINE } from "./sine.ts";
import { sweep } from "./strokes.ts";
import { turn } from "./tempo.ts";

/** Indexes of the bright hues: a rainbow of 128, and half of one for the way along the stick. Then come the dim ones. */
const BRIGHT = 192;

export const AUDIO_RAINBOW = pattern({
  id: "audio-rainbow",
  name: "Audio Rainbow",
  about: "A rainbow whose rays reach as far as the music is loud; beyond them it only glows.",
  color1: 0xff0000,
  color2: 0x0000ff,
  colorLabels: ["First hue", ""],
  speed: 80,
  hearsMusic: true,
  pace: { label: "Speed", unit: "rainbows/s", slowest: 533 },
  controls: {
    rays: slider("Rays", { from: 0, to: 32, step: 1, initial: 8, unit: "a rainbow" }),
    glow: slider("Glow", { from: 0, to: 50, step: 5, initial: 15, unit: "%" }),
  },
  palette({ color1, glow }, rgb) {
    paintHues(rgb, color1, 100, 0, BRIGHT, 128);
    paintHues(rgb, color1, glow, BRIGHT, 256, 64);
  },
  prepare: ({ rate, rays }) => [rate, rays],
  render(out, table, leds, time, numbers, level) {
    const hue = turn(time, numbers[0]!);
    const ray = SINE[((hue * numbers[1]!) >> 16) & 255]! >> 8;
    const reach = ((loudness(level, time) * (512 + ray) * leds) / (255 * 767)) | 0;
    sweep(out, table, 0, reach, hue >> 1, (0x400000 / leds) | 0);
    out.fill(table[BRIGHT + (hue >> 18)]!, reach, leds);
  },
});
