import { frozen } from "../bytes/frozen.ts";
import { blend, type DemoImage } from "./demo-image.ts";

const BLACK = 0x000000;
const WHITE = 0xffffff;

/** All hues side by side, joined at the ends; white at the outer tip, and fading toward the hand. */
export const RAINBOW: DemoImage = frozen({
  name: "Rainbow gradient",
  columns: (rows) => rows * 2,
  column(rows, index, rgb, at) {
    const pure = hue(index, rows * 2);
    for (let row = 0; row < rows; row++) {
      const outer = rows - 4 * row;
      const colour =
        outer > 0 ? blend(pure, WHITE, outer, 2 * rows) : blend(pure, BLACK, 2 * row - rows, rows + 2);
      rgb[at++] = colour >> 16;
      rgb[at++] = (colour >> 8) & 255;
      rgb[at++] = colour & 255;
    }
  },
});

/** The colour of a step around the wheel of hues: red, yellow, green, cyan, blue, magenta. */
function hue(step: number, steps: number): number {
  const sixths = step * 6;
  const sector = Math.floor(sixths / steps);
  const from = WHEEL[sector]!;
  return blend(from, WHEEL[(sector + 1) % 6]!, sixths - sector * steps, steps);
}

const WHEEL: readonly number[] = Object.freeze([0xff0000, 0xffff00, 0x00ff00, 0x00ffff, 0x0000ff, 0xff00ff]);
