import { BUCKETS } from "./digest-table.ts";
import type { Item, Kind } from "./item.ts";
import { ageOf, hashItem, hashKey, type StateHash } from "./item-hash.ts";
import type { Span } from "./journal.ts";

/** What is held in memory of an item: enough to find it, compare it and give it an index. The rest is read from disk. */
export class IndexEntry implements Span, StateHash {
  readonly kind: Kind;
  readonly id: string;
  offset: number;
  readonly length: number;
  readonly low: number;
  readonly high: number;
  /** See `hashKey`. */
  readonly key: number;
  /** See `ageOf`. */
  readonly age: number;
  /** The place that the winner asks for among its kind (slots.ts), -1 without one. */
  readonly slot: number;
  /** Stamp of the winner. */
  readonly stamp: number;
  /** The winner is a tombstone. */
  readonly deleted: boolean;
  /** Number of versions; more than one is a conflict. */
  readonly versions: number;
  /** Position of this state among all changes of this store since it was opened. */
  readonly sequence: number;
  /** SHA-256 of the blobs that its versions refer to, one behind the other; empty without any. */
  readonly blobs: string;
  /** Whether the digest counts it: all but tombstones that everybody has had a day to learn of. */
  counted = true;

  constructor(item: Item, span: Span, sequence: number) {
    const first = item.versions[0]!;
    const hash = hashItem(item);
    const slot = first.body["slot"];
    this.kind = item.kind;
    this.id = item.id;
    this.offset = span.offset;
    this.length = span.length;
    this.low = hash.low;
    this.high = hash.high;
    this.key = hashKey(item.kind, item.id);
    this.age = ageOf(item);
    this.slot = typeof slot === "number" ? slot : -1;
    this.stamp = first.stamp;
    this.deleted = first.deleted;
    this.versions = item.versions.length;
    this.sequence = sequence;
    this.blobs = item.versions.map((version) => version.blob ?? "").join("");
  }

  get bucket(): number {
    return this.key & (BUCKETS - 1);
  }

  /** Nothing is left of the item but that it was deleted. */
  get buried(): boolean {
    return this.deleted && this.versions === 1;
  }
}
