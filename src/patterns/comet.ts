import { BLACK, paint, whiten } from "./palettes.ts";
import { pattern, slider, toggle } from "./pattern.ts";
import { TURN, turn } from "./tempo.ts";

/** How much ahead the comet of the next lane is: the golden section of a turn, so that no two fly side by side. */
const AHEAD = 10_368_889;

export const COMET = pattern({
  id: "comet",
  name: "Comet",
  about: "Comets circle in lanes, each a round head with a tail that tapers off.",
  color1: 0x00ffff,
  color2: 0x000040,
  colorLabels: ["Head", "Tail"],
  speed: 90,
  pace: { label: "Speed", unit: "comets/s", slowest: 900 },
  controls: {
    lanes: slider("Lanes", { from: 1, to: 4, step: 1, initial: 3, unit: "" }),
    tail: slider("Tail", { from: 10, to: 100, step: 5, initial: 60, unit: "% of the way to the next" }),
    backwards: toggle("Backwards", false),
  },
  palette: ({ color1, color2 }, rgb) =>
    paint(rgb, [0, BLACK, 40, color2, 180, color1, 255, whiten(color1, 90)]),
  prepare: ({ rate, lanes, tail, backwards }) => [backwards ? -rate : rate, lanes, (25600 / tail) | 0],
  render(out, table, leds, time, numbers) {
    const lanes = Math.min(numbers[1]!, leds);
    const fading = numbers[2]!;
    // A comet is a cone of light: as its tail fades, it also gets thinner.
    const half = (leds / lanes - 1) >> 1;
    const slope = ((255 + half) / (half + 1)) | 0;
    let phase = turn(time, numbers[0]!);
    out.fill(table[0]!, 0, leds);
    for (let lane = 0; lane < lanes; ++lane) {
      const age = phase >> 16;
      let glow = age < 16 ? age << 4 : 255 - (((age - 16) * fading) >> 8);
      let above = (((lane + lane + 1) * leds) / (lanes + lanes)) | 0;
      let below = above;
      if (glow > 0) out[above] = table[glow]!;
      for (glow -= slope; glow > 0; glow -= slope) {
        const light = table[glow]!;
        out[++above] = light;
        out[--below] = light;
      }
      phase = (phase + AHEAD) & (TURN - 1);
    }
  },
});
