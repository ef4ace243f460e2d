import type { Random } from "../../src/ports/random.ts";
import { randomBytes } from "./native/machine.ts";

/** The hardware's random bytes, which the radio feeds; on Linux the kernel's. */
export class ModdableRandom implements Random {
  fill(bytes: Uint8Array): void {
    randomBytes(bytes);
  }
}
