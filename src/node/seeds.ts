import { PATTERN_TYPES } from "../patterns/pattern-types.ts";
import { DEMO_IMAGES, DEMO_ROWS, drawDemoImage } from "../pov/demo-images.ts";
import type { Blobs } from "../store/blobs.ts";
import type { Seed } from "../store/store.ts";

/** Grows when content is added to what nodes are born with. */
export const SEED_VERSION = 1;

/** The content that nodes are born with: three pictures and a pattern of each type, at the indexes that clients expect. */
export function makeSeeds(blobs: Blobs): Seed[] {
  const images = DEMO_IMAGES.map((image, slot): Seed => {
    const { name } = image;
    const body = { name, slot, width: image.columns(DEMO_ROWS), height: DEMO_ROWS };
    return {
      kind: "image",
      id: name.toLowerCase().split(" ").join("-"),
      body,
      blob: blobs.add(drawDemoImage(image)),
    };
  });
  const patterns = PATTERN_TYPES.map(({ id, name, color1, color2, speed }, type): Seed => {
    return { kind: "pattern", id, body: { name, slot: type, type, color1, color2, speed } };
  });
  return [...images, ...patterns];
}
