import { HEART } from "./demo-heart.ts";
import type { DemoImage } from "./demo-image.ts";
import { RAINBOW } from "./demo-rainbow.ts";
import { SMILEY } from "./demo-smiley.ts";

/** Rows at which the demo images are stored: the same on all nodes, whatever their strip, so that equal content has one hash. */
export const DEMO_ROWS = 32;

/** The pictures that a node has from the start, in their order. */
export const DEMO_IMAGES: readonly DemoImage[] = Object.freeze([SMILEY, RAINBOW, HEART]);

/** A whole demo image: columns(rows) · rows · 3 bytes, column by column as pictures are stored. */
export function drawDemoImage(image: DemoImage, rows: number = DEMO_ROWS): Uint8Array {
  const columns = image.columns(rows);
  const rgb = new Uint8Array(columns * rows * 3);
  for (let index = 0; index < columns; index++) image.column(rows, index, rgb, index * rows * 3);
  return rgb;
}
