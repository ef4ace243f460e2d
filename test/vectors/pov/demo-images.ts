import { crc32 } from "../../../src/bytes/crc32.ts";
import { DEMO_IMAGES, drawDemoImage } from "../../../src/pov/demo-images.ts";

/** Length and sum of a demo image. */
export function sumOfDemo(index: number, rows: number) {
  const image = DEMO_IMAGES[index]!;
  const pixels = drawDemoImage(image, rows);
  return { name: image.name, length: pixels.length, sum: crc32(pixels) };
}
