import type { Random } from "../src/ports/random.ts";
import type { Prng } from "./prng.ts";

/** Random bytes that repeat with the seed. */
export class SimRandom implements Random {
  private readonly prng: Prng;

  constructor(prng: Prng) {
    this.prng = prng;
  }

  fill(bytes: Uint8Array): void {
    this.prng.fill(bytes);
  }
}
