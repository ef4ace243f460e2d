import type { Digest } from "../ports/digest.ts";
import { DigestTable } from "./digest-table.ts";
import { IndexEntry } from "./index-entry.ts";
import { type Item, KINDS, type Kind } from "./item.ts";
import { hashItem } from "./item-hash.ts";
import type { Span } from "./journal.ts";

/** What a store holds in memory: where each item is, and the digest of all of them. */
export class ItemIndex {
  readonly digest = new DigestTable();
  /** Bytes of the journal that an entry refers to. */
  liveBytes = 0;
  /** Number of changes so far. */
  sequence = 0;
  /** The tombstones among the entries. */
  readonly tombstones = new Set<IndexEntry>();
  private readonly hashing: Digest;
  private readonly kinds: Map<string, IndexEntry>[] = KINDS.map(() => new Map<string, IndexEntry>());

  constructor(hashing: Digest) {
    this.hashing = hashing;
  }

  /** Number of items, tombstones included. */
  get size(): number {
    return this.kinds.reduce((sum, entries) => sum + entries.size, 0);
  }

  entriesOf(kind: Kind): Map<string, IndexEntry> {
    return this.kinds[KINDS.indexOf(kind)]!;
  }

  /** Whether an item is in the state that an entry stands for, as far as 64 bits tell. */
  isSame(entry: IndexEntry, item: Item): boolean {
    const { low, high } = hashItem(item, this.hashing);
    return entry.low === low && entry.high === high;
  }

  /** Every entry, in a new array. */
  all(): IndexEntry[] {
    const all: IndexEntry[] = [];
    for (const entries of this.kinds) for (const entry of entries.values()) all.push(entry);
    return all;
  }

  /** Puts the item's state in place of the one before. */
  link(item: Item, span: Span): IndexEntry {
    const before = this.entriesOf(item.kind).get(item.id);
    if (before !== undefined) this.unlink(before);
    const entry = new IndexEntry(item, span, this.sequence, this.hashing);
    this.entriesOf(item.kind).set(item.id, entry);
    this.digest.add(KINDS.indexOf(item.kind), entry.bucket, entry);
    this.liveBytes += entry.length;
    if (entry.buried) this.tombstones.add(entry);
    return entry;
  }

  /** Harmless where it is not there. */
  forget(kind: Kind, id: string): void {
    const entry = this.entriesOf(kind).get(id);
    if (entry !== undefined) this.unlink(entry);
  }

  unlink(entry: IndexEntry): void {
    this.uncount(entry);
    this.entriesOf(entry.kind).delete(entry.id);
    this.tombstones.delete(entry);
    this.liveBytes -= entry.length;
  }

  /** Takes an entry out of the digest, though it stays in the store. */
  uncount(entry: IndexEntry): void {
    if (!entry.counted) return;
    this.digest.subtract(KINDS.indexOf(entry.kind), entry.bucket, entry);
    entry.uncount();
  }

  /** Whether some version of some item of these kinds (a mask) refers to the blob. */
  refersTo(hash: string, kinds: number): boolean {
    for (let kind = 0; kind < KINDS.length; kind++) {
      if ((kinds & (1 << kind)) === 0) continue;
      for (const entry of this.kinds[kind]!.values()) if (entry.blobs.includes(hash)) return true;
    }
    return false;
  }
}
