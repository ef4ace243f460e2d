import { blend, type DemoImage, drawSampled } from "./demo-image.ts";

const NOTHING = 0x000000;
const RIM = 0xff7a00;
const FACE = 0xffc800;
const SHINE = 0xfff08a;
const MOUTH = 0x400000;
const TONGUE = 0xff2030;
const TEETH = 0xffffff;

/** A yellow face that laughs. What is dark stays unlit, so the night shows through its eyes. */
export const SMILEY: DemoImage = {
  name: "Smiley",
  columns: (rows) => rows,
  column: (rows, index, rgb, at) => drawSampled(smiley, rows, index, rgb, at),
};

function smiley(x: number, y: number): number {
  const fromCentre = x * x + y * y;
  if (fromCentre > 1000 * 1000) return NOTHING;
  if (inEllipse(Math.abs(x) - 330, y + 300, 130, 220)) return NOTHING;
  const mouth = inMouth(x, y);
  if (mouth !== NOTHING) return mouth;
  // A ball that is lit from the upper left.
  const shine = (x + 380) * (x + 380) + (y + 450) * (y + 450);
  const face = blend(SHINE, FACE, shine, 700 * 700);
  return blend(face, RIM, fromCentre - 600 * 600, 1000 * 1000 - 600 * 600);
}

/** The lower part of a disc: teeth along the lip, a tongue at the bottom. */
function inMouth(x: number, y: number): number {
  if (y < 130 || x * x + (y - 60) * (y - 60) > 680 * 680) return NOTHING;
  if (y < 270) return TEETH;
  return inEllipse(x, y - 700, 330, 230) ? TONGUE : MOUTH;
}

function inEllipse(x: number, y: number, halfWidth: number, halfHeight: number): boolean {
  const across = x * halfHeight;
  const down = y * halfWidth;
  const rim = halfWidth * halfHeight;
  return across * across + down * down <= rim * rim;
}
