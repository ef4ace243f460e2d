import type { Digest } from "../ports/digest.ts";
import { BUCKETS } from "./digest-table.ts";
import { type Item, KINDS, type Kind } from "./item.ts";
import { ageOf, hashItem, hashKey, type StateHash } from "./item-hash.ts";
import type { Span } from "./journal.ts";

/** `bits`: kind 0–1, winner is a tombstone 2, counted 3, number of versions 4–7, age 8–15, slot 16–31. */
const DELETED = 4;
const COUNTED = 8;
const NO_SLOT = 0xffff;

/**
 * What is held in memory of an item: enough to find it, compare it and give it an index. The rest is read from disk. Small
 * numbers share one, since each property of each item costs 16 bytes of a heap of 128 KB.
 */
export class IndexEntry implements Span, StateHash {
  readonly id: string;
  offset: number;
  readonly length: number;
  readonly low: number;
  readonly high: number;
  /** See `hashKey`. */
  readonly key: number;
  /** Stamp of the winner. */
  readonly stamp: number;
  /** Position of this state among all changes of this store since it was opened. */
  readonly sequence: number;
  /** SHA-256 of the blobs that its versions refer to, one behind the other; empty without any. */
  readonly blobs: string;
  private bits: number;

  constructor(item: Item, span: Span, sequence: number, digest: Digest) {
    const first = item.versions[0]!;
    const hash = hashItem(item, digest);
    const slot = first.body["slot"];
    const place = typeof slot === "number" && slot >= 0 && slot < NO_SLOT ? slot : NO_SLOT;
    let blobs = "";
    for (const { blob } of item.versions) if (blob !== undefined) blobs += blob;
    this.id = item.id;
    this.offset = span.offset;
    this.length = span.length;
    this.low = hash.low;
    this.high = hash.high;
    this.key = hashKey(item.kind, item.id, digest);
    this.stamp = first.stamp;
    this.sequence = sequence;
    this.blobs = blobs;
    this.bits =
      KINDS.indexOf(item.kind) |
      (first.deleted ? DELETED : 0) |
      COUNTED |
      (item.versions.length << 4) |
      (ageOf(item) << 8) |
      (place << 16);
  }

  get kind(): Kind {
    return KINDS[this.bits & 3]!;
  }

  /** The winner is a tombstone. */
  get deleted(): boolean {
    return (this.bits & DELETED) !== 0;
  }

  /** Number of versions; more than one is a conflict. */
  get versions(): number {
    return (this.bits >> 4) & 15;
  }

  /** See `ageOf`. */
  get age(): number {
    return (this.bits >> 8) & 255;
  }

  /** The place that the winner asks for among its kind (slots.ts), -1 without one. */
  get slot(): number {
    const slot = this.bits >>> 16;
    return slot === NO_SLOT ? -1 : slot;
  }

  get bucket(): number {
    return this.key & (BUCKETS - 1);
  }

  /** Nothing is left of the item but that it was deleted. */
  get buried(): boolean {
    return this.deleted && this.versions === 1;
  }

  /** Whether the digest counts it: all but tombstones that everybody has had a day to learn of. */
  get counted(): boolean {
    return (this.bits & COUNTED) !== 0;
  }

  /** From now on the digest does not. */
  uncount(): void {
    this.bits &= ~COUNTED;
  }
}
