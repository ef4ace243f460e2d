import { KINDS } from "./item.ts";
import { finalise, type StateHash } from "./item-hash.ts";

/** Buckets that items are spread over. 16 hashes of 4 bytes find one change among 200 items with the fewest bytes in all. */
export const BUCKETS = 16;

/** Bit of a kind in a mask of kinds; all kinds together are ALL_KINDS. */
export function kindBit(kind: (typeof KINDS)[number]): number {
  return 1 << KINDS.indexOf(kind);
}

export const ALL_KINDS = (1 << KINDS.length) - 1;

/**
 * Sums of state hashes by kind and bucket, kept up to date as items come and go, so that a digest costs the same however
 * many items there are and however many devices wrote them. Sums are modulo 2^32, two lanes each.
 */
export class DigestTable {
  private readonly low = new Uint32Array(KINDS.length * BUCKETS);
  private readonly high = new Uint32Array(KINDS.length * BUCKETS);

  add(kind: number, bucket: number, hash: StateHash): void {
    const at = kind * BUCKETS + bucket;
    this.low[at] = this.low[at]! + hash.low;
    this.high[at] = this.high[at]! + hash.high;
  }

  subtract(kind: number, bucket: number, hash: StateHash): void {
    const at = kind * BUCKETS + bucket;
    this.low[at] = this.low[at]! - hash.low;
    this.high[at] = this.high[at]! - hash.high;
  }

  /** The 8-byte digest of everything of the kinds in the mask: the sum of the low lanes, then of the high ones. */
  root(kinds: number): Uint8Array {
    let low = 0;
    let high = 0;
    for (let kind = 0; kind < KINDS.length; kind++) {
      if ((kinds & (1 << kind)) === 0) continue;
      for (let at = kind * BUCKETS; at < (kind + 1) * BUCKETS; at++) {
        low = (low + this.low[at]!) | 0;
        high = (high + this.high[at]!) | 0;
      }
    }
    const root = new DataView(new ArrayBuffer(8));
    root.setInt32(0, low);
    root.setInt32(4, high);
    return new Uint8Array(root.buffer);
  }

  /** The hash of one bucket over the kinds in the mask, mixed with a salt so that no collision lasts beyond one session. */
  bucket(kinds: number, bucket: number, salt: number): number {
    let low = 0;
    let high = 0;
    for (let kind = 0; kind < KINDS.length; kind++) {
      if ((kinds & (1 << kind)) === 0) continue;
      low = (low + this.low[kind * BUCKETS + bucket]!) | 0;
      high = (high + this.high[kind * BUCKETS + bucket]!) | 0;
    }
    return saltedHash(low, high, salt);
  }
}

/** 32 bits of a 64-bit hash, another 32 for another salt. */
export function saltedHash(low: number, high: number, salt: number): number {
  return finalise((low + Math.imul(high, salt | 1)) | 0) >>> 0;
}
