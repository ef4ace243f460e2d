import { PoiError } from "../ports/poi-error.ts";
import type { Random } from "../ports/random.ts";
import type { IndexEntry } from "../store/index-entry.ts";
import { type Kind, type Version, winner } from "../store/item.ts";
import { indexed } from "../store/slots.ts";
import type { Store } from "../store/store.ts";

/** Highest index that content may ask for. */
export const MAX_INDEX = 9999;
/** Most items of a kind that a user can make: what the memory of a device can index. */
export const MAX_ITEMS = 300;

const ID_LENGTH = 10;
/** 32 characters without those that look alike. */
const ID_CHARACTERS = "0123456789abcdefghjkmnpqrstvwxyz";

/** A new id: 50 random bits. Throws PoiError where there are too many items of the kind. */
export function newId(store: Store, kind: Kind, random: Random): string {
  if (indexed(store, kind).size >= MAX_ITEMS) {
    throw new PoiError(
      "storage-full",
      `A poi keeps at most ${MAX_ITEMS} ${kind}s. Delete some, then try again.`,
    );
  }
  const bytes = new Uint8Array(ID_LENGTH);
  random.fill(bytes);
  let id = "";
  for (let i = 0; i < ID_LENGTH; i++) id += ID_CHARACTERS.charAt(bytes[i]! & 31);
  return id;
}

/** An item that is there. Throws PoiError "not-found" for any other id. */
export function existing(store: Store, kind: Kind, id: string): { entry: IndexEntry; version: Version } {
  const entry = store.entry(kind, id);
  if (entry === undefined || entry.deleted) {
    const list = `GET /api/${kind}s`;
    throw new PoiError(
      "not-found",
      `There is no ${kind} "${id.slice(0, 64)}". ${list} names all that there are.`,
    );
  }
  return { entry, version: winner(store.read(entry)) };
}

/** The index of an item, and its entry. */
export function placeOf(store: Store, kind: Kind, id: string): [number, IndexEntry] {
  for (const [index, entry] of indexed(store, kind)) if (entry.id === id) return [index, entry];
  throw new PoiError("not-found", `There is no ${kind} "${id.slice(0, 64)}".`);
}

/** Deletes an item, and what only it referred to. Throws PoiError "not-found" where it is not there. */
export function removeItem(store: Store, kind: Kind, id: string): void {
  existing(store, kind, id);
  store.remove(kind, id);
  store.collectBlobs();
}
