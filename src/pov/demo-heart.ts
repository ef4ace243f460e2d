import { blend, type DemoImage, drawSampled } from "./demo-image.ts";

const NOTHING = 0x000000;
const DEEP = 0xb00018;
const RED = 0xff1030;
const SHINE = 0xffb0b8;

/** A red heart, lit from the upper left. */
export const HEART: DemoImage = {
  name: "Heart",
  columns: (rows) => rows,
  column: (rows, index, rgb, at) => drawSampled(heart, rows, index, rgb, at),
};

/** Points of the rim for one unit of the curve, whose heart is 2.28 units wide and reaches from 1.24 above to 1 below. */
const UNIT = 816;

/** The curve (x² + y² − 1)³ = x² y³, y upward. Its terms stay below 2^53, so doubles hold them exactly. */
function heart(x: number, y: number): number {
  // An eighth of a point is finer than any sample, and keeps the sixth power small.
  const across = x >> 3;
  const up = (96 - y) >> 3;
  const unit = UNIT >> 3;
  const round = across * across + up * up - unit * unit;
  if (round * round * round > across * across * up * up * up * unit) return NOTHING;
  const shine = (x + 430) * (x + 430) + (y + 430) * (y + 430);
  const lit = blend(SHINE, RED, shine - 60 * 60, 330 * 330);
  return blend(lit, DEEP, shine - 700 * 700, 1500 * 1500 - 700 * 700);
}
