import { createHash, type Hash } from "node:crypto";
import type { Digest, Sha256 } from "../src/ports/digest.ts";

/** SHA-256 as native code, as on the device. */
export class SimDigest implements Digest {
  sha256(): Sha256 {
    return new RunningSum();
  }
}

class RunningSum implements Sha256 {
  private readonly hash: Hash = createHash("sha256");

  update(bytes: Uint8Array): void {
    this.hash.update(bytes);
  }

  digest(): Uint8Array {
    return new Uint8Array(this.hash.digest());
  }
}
