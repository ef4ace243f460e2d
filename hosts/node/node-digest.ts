import { createHash, type Hash } from "node:crypto";
import type { Digest, Sha256 } from "../../src/ports/digest.ts";

/** OpenSSL's SHA-256. */
export class NodeDigest implements Digest {
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
    // Not a Buffer: its `slice` shares memory where a plain array's copies.
    return new Uint8Array(this.hash.digest());
  }
}
