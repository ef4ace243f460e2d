import type { IndexEntry } from "./index-entry.ts";
import type { Kind } from "./item.ts";
import type { Store } from "./store.ts";

/**
 * Gives the items of a kind their index, the number that a remote calls them by. Each asks for a place (its slot); where two
 * nodes gave the same place to different items, the lesser id keeps it and the other moves to the next free one. A function
 * of what is stored alone, so an index means the same content on all nodes with the same content, and a deletion moves
 * nothing.
 */
export function indexed(store: Store, kind: Kind): Map<number, IndexEntry> {
  const entries: IndexEntry[] = [];
  for (const entry of store.entries(kind)) if (!entry.deleted) entries.push(entry);
  entries.sort((a, b) => a.slot - b.slot || (a.id < b.id ? -1 : 1));
  const places = new Map<number, IndexEntry>();
  const moved: IndexEntry[] = [];
  for (const entry of entries) {
    if (entry.slot < 0 || places.has(entry.slot)) moved.push(entry);
    else places.set(entry.slot, entry);
  }
  let free = 0;
  for (const entry of moved) {
    free = Math.max(free, entry.slot);
    while (places.has(free)) free++;
    places.set(free, entry);
  }
  return places;
}

/**
 * The item of an index, undefined where there is none. Mostly one asks for that place: to find it takes one look at each item, and
 * no order.
 */
export function itemAt(store: Store, kind: Kind, index: number): IndexEntry | undefined {
  return keeperOf(store, kind, index) ?? indexed(store, kind).get(index);
}

/** The index of an item, -1 where there is none. */
export function indexOf(store: Store, kind: Kind, id: string): number {
  const entry = store.entry(kind, id);
  if (entry === undefined || entry.deleted) return -1;
  if (entry.slot >= 0 && keeperOf(store, kind, entry.slot) === entry) return entry.slot;
  for (const [index, each] of indexed(store, kind)) if (each === entry) return index;
  return -1;
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
  const places = indexed(store, kind);
  let free = 0;
  while (places.has(free)) free++;
  return free;
}
