/**
 * The one source of chance in the virtual world: sfc32 (Chris Doty-Humphrey, PractRand), 128 bits of state, some
 * nanoseconds a draw. Every part of the world draws from its own stream, forked by a label, so that one more draw in one
 * part does not shift all the others.
 */
export class Prng {
  private readonly path: string;
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: number | string) {
    this.path = String(seed);
    this.a = hash(this.path, 0x9e3779b9);
    this.b = hash(this.path, 0x243f6a88);
    this.c = hash(this.path, 0xb7e15162);
    for (let i = 0; i < 12; i++) this.u32();
  }

  /** A stream that depends on the seed and the label alone, not on what was drawn before. */
  fork(label: number | string): Prng {
    return new Prng(`${this.path}/${label}`);
  }

  /** 0 to 2^32 - 1. */
  u32(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11) | 0) + sum) | 0;
    return sum >>> 0;
  }

  /** 0 ≤ x < 1, in steps of 2^-32. */
  unit(): number {
    return this.u32() / 0x1_0000_0000;
  }

  /** A whole number, 0 ≤ x < `limit`; 0 where `limit` is 0. */
  below(limit: number): number {
    return Math.floor(this.unit() * limit);
  }

  /** A whole number, `low` ≤ x ≤ `high`. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True with probability `p`; draws nothing where the answer is certain. */
  chance(p: number): boolean {
    if (p <= 0) return false;
    if (p >= 1) return true;
    return this.unit() < p;
  }

  /** Exponentially distributed with the given mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.unit());
  }

  /** Normally distributed with mean 0 and deviation 1, nearly: the sum of twelve. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.unit();
    return sum;
  }

  /** One element of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  fill(bytes: Uint8Array): void {
    let i = 0;
    for (; i + 4 <= bytes.length; i += 4) {
      const word = this.u32();
      bytes[i] = word;
      bytes[i + 1] = word >>> 8;
      bytes[i + 2] = word >>> 16;
      bytes[i + 3] = word >>> 24;
    }
    for (; i < bytes.length; i++) bytes[i] = this.u32();
  }
}

/** FNV-1a with a final mix (murmur3's), so that seeds that differ by one bit start far apart. */
function hash(text: string, basis: number): number {
  let h = basis | 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
