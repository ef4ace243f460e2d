import { Digest as NativeDigest } from "crypt";
import type { Digest, Sha256 } from "../../src/ports/digest.ts";

/** The SDK's native SHA-256. */
export class ModdableDigest implements Digest {
  sha256(): Sha256 {
    return new RunningSum();
  }
}

class RunningSum implements Sha256 {
  private readonly native = new NativeDigest("SHA256");

  update(bytes: Uint8Array): void {
    // The SDK's typings leave out that it takes views.
    this.native.write(bytes as unknown as ArrayBuffer);
  }

  digest(): Uint8Array {
    return new Uint8Array(this.native.close());
  }
}
