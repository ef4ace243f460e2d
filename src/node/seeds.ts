import { frozen } from "../bytes/frozen.ts";
import { PATTERNS } from "../patterns/patterns.ts";
import { type SequenceStep, storeSteps } from "../playing/steps.ts";
import { DEMO_IMAGES, DEMO_ROWS, drawDemoImage } from "../pov/demo-images.ts";
import type { Blobs } from "../store/blobs.ts";
import type { Seed } from "../store/store.ts";

/** Grows when content is added to what nodes are born with. */
export const SEED_VERSION = 1;

/** What the sequence shows that nodes are born with: clients start it with "play". */
const DEMO_STEPS: readonly SequenceStep[] = frozen([
  { image: "smiley", ms: 3000 },
  { pattern: "rainbow", ms: 2000 },
  { image: "heart", ms: 3000 },
  { pattern: "fire", ms: 2000 },
  { image: "rainbow-gradient", ms: 3000 },
  { pattern: "plasma", ms: 2000 },
]);

/**
 * The content that nodes are born with: three pictures, a pattern of each type and a sequence of some of them, at the indexes
 * that clients expect.
 */
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
  const patterns = PATTERNS.map(({ id, name, color1, color2, speed }, type): Seed => {
    return { kind: "pattern", id, body: { name, slot: type, type, color1, color2, speed } };
  });
  const demo: Seed = {
    kind: "sequence",
    id: "demo",
    body: { name: "Demo", slot: 0, loop: true },
    blob: storeSteps(blobs, DEMO_STEPS),
  };
  return [...images, ...patterns, demo];
}
