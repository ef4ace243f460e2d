import { frozen } from "../bytes/frozen.ts";
import { isPlainWord } from "../bytes/text-forms.ts";
import { PoiError } from "../ports/poi-error.ts";
import type { Random } from "../ports/random.ts";
import type { IndexEntry } from "../store/index-entry.ts";
import { KINDS, type Kind, MAX_GIVEN_ID_LENGTH, type Version, winner } from "../store/item.ts";
import type { Content } from "../store/merge.ts";
import { freeSlot, indexOf, itemAt, PlaceWalk } from "../store/slots.ts";
import type { Store } from "../store/store.ts";
import { checkInteger, refuse, show } from "./checks.ts";

/** Highest index that content may ask for. */
export const MAX_INDEX = 9999;

const ID_LENGTH = 10;
/** 32 characters without those that look alike. */
const ID_CHARACTERS = "0123456789abcdefghjkmnpqrstvwxyz";

/** An item that is there, with the version that plays. */
export interface Found {
  index: number;
  entry: IndexEntry;
  version: Version;
}

/** A new id: 50 random bits. Throws PoiError where there is no room for one more. */
export function newId(store: Store, random: Random): string {
  checkRoom(store, 1);
  const bytes = new Uint8Array(ID_LENGTH);
  random.fill(bytes);
  let id = "";
  for (let i = 0; i < ID_LENGTH; i++) id += ID_CHARACTERS.charAt(bytes[i]! & 31);
  return id;
}

/** Where something new goes. */
export interface NewPlace {
  id: string;
  slot: number;
}

/**
 * The place of something new: the id that the client chose, so that a request whose answer was lost may be sent again and makes
 * one item, or a random one. Throws PoiError where the id cannot be, the index belongs to another item, or no room is left.
 */
export function newPlace(store: Store, kind: Kind, random: Random, id: unknown, index: unknown): NewPlace {
  if (id === undefined) {
    const slot = chooseSlot(store, kind, index);
    return { id: newId(store, random), slot };
  }
  if (typeof id !== "string" || !isGivenId(id)) {
    refuse(
      `id must be 1 to ${MAX_GIVEN_ID_LENGTH} lower-case letters, digits and hyphens, got ${show(id)}.`,
      "Leave it out, and the poi makes one.",
    );
  }
  const entry = store.entry(kind, id);
  if (entry === undefined || entry.deleted) {
    checkRoom(store, 1);
    return { id, slot: chooseSlot(store, kind, index) };
  }
  return { id, slot: index === undefined ? entry.slot : chooseSlot(store, kind, index, id) };
}

/** Throws PoiError "storage-full" where so many more items would be too many. */
export function checkRoom(store: Store, more: number): void {
  let living = 0;
  for (const kind of KINDS) for (const entry of store.entries(kind)) if (!entry.deleted) living++;
  const deleted = store.size - living;
  const { made, all } = store.room;
  if (living + more > made) {
    throw new PoiError(
      "storage-full",
      `A poi keeps at most ${made} pictures, patterns, shows and settings, and has ${living}. Delete some, then try again.`,
    );
  }
  if (store.size + more > all) {
    throw new PoiError(
      "storage-full",
      `A poi keeps at most ${all} items, and ${deleted} of its ${store.size} were deleted: it remembers those for a day, until the others know. Let it sync with them, and try again tomorrow.`,
    );
  }
}

/** An item that is there, its index not looked for. Throws PoiError "not-found" for any other id. */
export function existing(store: Store, kind: Kind, id: string): { entry: IndexEntry; version: Version } {
  const entry = store.entry(kind, id);
  if (entry === undefined || entry.deleted) throw missing(kind, id);
  return { entry, version: winner(store.read(entry)) };
}

/** An item that is there. Throws PoiError "not-found" for any other id. */
export function find(store: Store, kind: Kind, id: string): Found {
  const { entry, version } = existing(store, kind, id);
  return { index: indexOf(store, kind, id), entry, version };
}

/** The items of a kind in the order of their index, each read when its turn comes; what went in the meantime is left out. */
export const inOrder = frozen(function* inOrder(store: Store, kind: Kind): IterableIterator<Found> {
  const walk = new PlaceWalk(store, kind);
  while (walk.next()) {
    const { index, entry } = walk;
    yield { index, entry: entry!, version: winner(store.read(entry!)) };
  }
});

/**
 * The place that an item asks for: the index that the user wants, or the lowest free one. Throws PoiError for an index that
 * another item than `own` has.
 */
export function chooseSlot(store: Store, kind: Kind, wanted: unknown, own?: string): number {
  if (wanted === undefined) return freeSlot(store, kind);
  const index = checkInteger("index", wanted, 0, MAX_INDEX);
  const holder = itemAt(store, kind, index);
  if (holder === undefined || holder.id === own) return index;
  throw new PoiError("conflict", `Index ${index} belongs to the ${kind} "${holder.id}". Choose a free one.`);
}

/** Stores content whose blob was made for it; where that fails, the blob goes as well. */
export function putWithBlob(store: Store, kind: Kind, id: string, content: Content): void {
  try {
    store.put(kind, id, content);
  } catch (error) {
    store.collectBlobs();
    throw error;
  }
}

/** Deletes an item. Throws PoiError "not-found" where it is not there. */
export function removeItem(store: Store, kind: Kind, id: string): void {
  if (!store.remove(kind, id)) throw missing(kind, id);
}

function missing(kind: Kind, id: string): PoiError {
  return new PoiError(
    "not-found",
    `There is no ${kind} "${id.slice(0, 64)}". GET /api/${kind}s names all that there are.`,
  );
}

function isGivenId(id: string): boolean {
  return id !== "" && id.length <= MAX_GIVEN_ID_LENGTH && isPlainWord(id, "-");
}
