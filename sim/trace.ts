/**
 * A running 64-bit fingerprint of all that happened in a world: every event's time and order, every packet's bytes, every
 * disk operation. Two runs of one seed are the same run if and (but for a chance of 2^-64) only if their hashes agree.
 */
export class Trace {
  private low = 0x811c9dc5 | 0;
  private high = 0x9e3779b9 | 0;

  /** Mixes in one whole number up to 2^53. */
  mix(value: number): void {
    const word = value | 0;
    this.low = Math.imul(this.low ^ word, 0x01000193);
    const high = this.high;
    this.high = Math.imul(((high << 13) | (high >>> 19)) ^ word ^ ((value / 0x1_0000_0000) | 0), 0x85ebca6b);
    this.low ^= this.high >>> 15;
  }

  mixBytes(bytes: Uint8Array): void {
    let h = bytes.length | 0;
    let g = 0;
    for (let i = 0; i < bytes.length; i++) {
      h = Math.imul(h ^ bytes[i]!, 0x01000193);
      g = (g + h) | 0;
    }
    this.mix(h);
    this.mix(g);
  }

  /** Sixteen hexadecimal digits. */
  get hash(): string {
    return hex(this.high) + hex(this.low);
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
