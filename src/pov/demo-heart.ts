import { frozen } from "../bytes/frozen.ts";
import { blend, type DemoImage, drawPatches, type Patches } from "./demo-image.ts";

/** Points for one unit of the curve, whose heart is 2.28 units wide and reaches from 1.24 above to 1 below; in eighths. */
const UNIT = 102;

/** The curve (x² + y² − 1)³ = x² y³, y upward. Its terms stay below 2^53, so doubles hold them exactly. */
const CURVE: Patches = frozen({
  count: 1,
  patch(x, y) {
    // Eighths of points are finer than any sample, and keep the sixth power small.
    const across = x >> 3;
    const up = (96 - y) >> 3;
    const round = across * across + up * up - UNIT * UNIT;
    return round * round * round <= across * across * up * up * up * UNIT ? 1 : 0;
  },
  colour(_patch, x, y) {
    // A shine at the upper left, and shadow toward the other side.
    const shine = (x + 430) * (x + 430) + (y + 430) * (y + 430);
    const lit = blend(0xffb0b8, 0xff1030, shine - 60 * 60, 330 * 330);
    return blend(lit, 0xb00018, shine - 700 * 700, 1500 * 1500 - 700 * 700);
  },
});

/** A red heart. */
export const HEART: DemoImage = frozen({
  name: "Heart",
  columns: (rows) => rows,
  column: (rows, index, rgb, at) => drawPatches(CURVE, rows, index, rgb, at),
});
