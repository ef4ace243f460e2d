import type { IndexEntry } from "./index-entry.ts";
import type { Kind } from "./item.ts";
import type { Store } from "./store.ts";

/** The items of a kind, in the order of their indexes: two lists of the same length. */
export class Places {
  readonly entries: readonly IndexEntry[];
  /** Ascending. */
  readonly indexes: Int32Array;

  constructor(entries: readonly IndexEntry[], indexes: Int32Array) {
    this.entries = entries;
    this.indexes = indexes;
  }

  /** The item of an index, undefined where there is none. */
  at(index: number): IndexEntry | undefined {
    const at = this.find(index);
    return this.indexes[at] === index ? this.entries[at] : undefined;
  }

  /** The index of an item, whatever became of its entry since; -1 where it was not there. */
  indexOf({ id, slot }: IndexEntry): number {
    // Nearly all have the place that they ask for.
    if (this.at(slot)?.id === id) return slot;
    const { entries } = this;
    for (let i = 0; i < entries.length; i++) if (entries[i]!.id === id) return this.indexes[i]!;
    return -1;
  }

  /** The lowest index that nothing has. */
  get free(): number {
    const { indexes } = this;
    let free = 0;
    while (indexes[free] === free) free++;
    return free;
  }

  /** Where the first index is that is not below `index`. */
  private find(index: number): number {
    const { indexes } = this;
    let low = 0;
    let high = indexes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (indexes[middle]! < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * Gives the items of a kind their index, the number that a remote calls them by. Each asks for a place (its slot); where two
 * nodes gave the same place to different items, the lesser id keeps it and the other moves to the next free one. A function
 * of what is stored alone, so an index means the same content on all nodes with the same content, and a deletion moves
 * nothing. Made of two flat lists, because a device has hundreds of items and little memory.
 */
export function placesOf(store: Store, kind: Kind): Places {
  const keepers: IndexEntry[] = [];
  for (const entry of store.entries(kind)) if (!entry.deleted) keepers.push(entry);
  const indexes = new Int32Array(keepers.length);
  keepers.sort((a, b) => a.slot - b.slot || (a.id < b.id ? -1 : 1));
  const moved: IndexEntry[] = [];
  let kept = 0;
  for (let i = 0; i < keepers.length; i++) {
    const entry = keepers[i]!;
    if (entry.slot < 0 || (kept > 0 && keepers[kept - 1]!.slot === entry.slot)) moved.push(entry);
    else keepers[kept++] = entry;
  }
  keepers.length = kept;
  if (moved.length === 0) {
    for (let i = 0; i < kept; i++) indexes[i] = keepers[i]!.slot;
    return new Places(keepers, indexes);
  }
  return new Places(mergePlaces(keepers, moved, indexes), indexes);
}

/** Puts those that have to move between those that keep their place, each behind where it wished to be. Fills `indexes`. */
function mergePlaces(
  keepers: readonly IndexEntry[],
  moved: readonly IndexEntry[],
  indexes: Int32Array,
): IndexEntry[] {
  const entries: IndexEntry[] = [];
  let free = 0;
  let next = 0;
  const keep = () => {
    indexes[entries.length] = keepers[next]!.slot;
    entries.push(keepers[next++]!);
  };
  for (const entry of moved) {
    free = Math.max(free, entry.slot);
    for (; next < keepers.length && keepers[next]!.slot <= free; keep()) {
      if (keepers[next]!.slot === free) free++;
    }
    indexes[entries.length] = free++;
    entries.push(entry);
  }
  while (next < keepers.length) keep();
  return entries;
}

/**
 * The item of an index, undefined where there is none. Mostly one asks for that place: to find it takes one look at each item, and
 * no order.
 */
export function itemAt(store: Store, kind: Kind, index: number): IndexEntry | undefined {
  return keeperOf(store, kind, index) ?? placesOf(store, kind).at(index);
}

/** The index of an item, -1 where there is none. */
export function indexOf(store: Store, kind: Kind, id: string): number {
  const entry = store.entry(kind, id);
  if (entry === undefined || entry.deleted) return -1;
  if (entry.slot >= 0 && keeperOf(store, kind, entry.slot) === entry) return entry.slot;
  return placesOf(store, kind).indexOf(entry);
}

/** Who keeps a place of those that ask for it. */
function keeperOf(store: Store, kind: Kind, slot: number): IndexEntry | undefined {
  let keeper: IndexEntry | undefined;
  for (const entry of store.entries(kind)) {
    if (entry.slot !== slot || entry.deleted) continue;
    if (keeper === undefined || entry.id < keeper.id) keeper = entry;
  }
  return keeper;
}

/** The lowest index that no item of the kind has. */
export function freeSlot(store: Store, kind: Kind): number {
  return placesOf(store, kind).free;
}

/** So many items are looked for at once. */
const BATCH = 16;

/**
 * The items of a kind in the order of their indexes, looked for a few at a time: a list of all would be in memory for as long as
 * somebody reads it. Only where two ask for one place, or one for none, it is made from there on.
 */
export class PlaceWalk {
  /** The item that `next` came to, and its index. */
  entry: IndexEntry | undefined;
  index = -1;
  private readonly store: Store;
  private readonly kind: Kind;
  private readonly batch: IndexEntry[] = [];
  private places: Places | undefined;
  /** Of the batch, or of all places. */
  private at = 0;

  constructor(store: Store, kind: Kind) {
    this.store = store;
    this.kind = kind;
  }

  /** Goes on to the next item, as it is now; false where there is none. What went since it was looked for is left out. */
  next(): boolean {
    for (let found = this.take(); found !== undefined; found = this.take()) {
      const entry = this.store.entry(this.kind, found.id);
      if (entry === undefined || entry.deleted) continue;
      this.entry = entry;
      return true;
    }
    return false;
  }

  private take(): IndexEntry | undefined {
    const { batch } = this;
    if (this.places === undefined && this.at === batch.length) this.fill();
    const found = (this.places?.entries ?? batch)[this.at];
    if (found === undefined) return undefined;
    this.index = this.places?.indexes[this.at] ?? found.slot;
    this.at++;
    return found;
  }

  private fill(): void {
    this.at = 0;
    if (this.findBatch()) return;
    const places = placesOf(this.store, this.kind);
    while (places.indexes[this.at]! <= this.index) this.at++;
    this.places = places;
  }

  /** Looks for the next places that one item alone asks for; false where there are others. */
  private findBatch(): boolean {
    const { batch, index } = this;
    batch.length = 0;
    for (const entry of this.store.entries(this.kind)) {
      if (entry.deleted) continue;
      const { slot } = entry;
      if (slot < 0) return false;
      if (slot <= index || (batch.length === BATCH && slot > batch[BATCH - 1]!.slot)) continue;
      let at = batch.length;
      while (at > 0 && batch[at - 1]!.slot > slot) at--;
      if (at > 0 && batch[at - 1]!.slot === slot) return false;
      for (let i = Math.min(batch.length, BATCH - 1); i > at; i--) batch[i] = batch[i - 1]!;
      batch[at] = entry;
    }
    return true;
  }
}
