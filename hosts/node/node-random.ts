import { randomFillSync } from "node:crypto";
import type { Random } from "../../src/ports/random.ts";

/** The operating system's random bytes. */
export class NodeRandom implements Random {
  fill(bytes: Uint8Array): void {
    randomFillSync(bytes);
  }
}
