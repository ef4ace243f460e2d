import { frozen } from "../bytes/frozen.ts";
import { blend, type DemoImage, drawPatches, type Patches } from "./demo-image.ts";

const NOTHING = 0;
const SKIN = 1;
const TEETH = 2;
const MOUTH = 3;
const TONGUE = 4;

/** Radius of the face. */
const RADIUS = 1000;

const FACE: Patches = frozen({
  count: 4,
  patch(x, y) {
    if (x * x + y * y > RADIUS * RADIUS) return NOTHING;
    // The eyes stay unlit, so the night looks out of them.
    if (y < 0) return inEllipse(Math.abs(x) - 330, y + 300, 130, 220) ? NOTHING : SKIN;
    // The mouth is the lower part of a disc: teeth along the lip, a tongue at the bottom.
    if (y < 130 || x * x + (y - 60) * (y - 60) > 680 * 680) return SKIN;
    if (y < 270) return TEETH;
    return inEllipse(x, y - 700, 330, 230) ? TONGUE : MOUTH;
  },
  colour(patch, x, y) {
    if (patch === TEETH) return 0xffffff;
    if (patch === MOUTH) return 0x400000;
    if (patch === TONGUE) return 0xff2030;
    // A ball that is lit from the upper left and darker at its rim.
    const shine = (x + 380) * (x + 380) + (y + 450) * (y + 450);
    const skin = blend(0xfff08a, 0xffc800, shine, 700 * 700);
    return blend(skin, 0xff7a00, x * x + y * y - 600 * 600, RADIUS * RADIUS - 600 * 600);
  },
});

/** A yellow face that laughs. */
export const SMILEY: DemoImage = frozen({
  name: "Smiley",
  columns: (rows) => rows,
  column: (rows, index, rgb, at) => drawPatches(FACE, rows, index, rgb, at),
});

function inEllipse(x: number, y: number, halfWidth: number, halfHeight: number): boolean {
  const across = x * halfHeight;
  const down = y * halfWidth;
  const rim = halfWidth * halfHeight;
  return across * across + down * down <= rim * rim;
}
