import { PoiError } from "../ports/poi-error.ts";
import type { Item } from "./item.ts";

/** How many items a store has room for, of all kinds together: what the memory of a device can index. */
export interface ItemRoom {
  /** Those that a user can make, with those that a poi is born with. */
  readonly made: number;
  /** With deletions, which are remembered until all poi know of them, and take memory as well. */
  readonly all: number;
  /** With what others bring. */
  readonly incoming: number;
}

/** Of a device with 8,192 slots and 96 KB of chunks, whose memory ends at some 380. */
export const USUAL_ROOM: ItemRoom = Object.freeze({ made: 256, all: 300, incoming: 320 });

/** Of a store that is not a device's. */
export const NO_LIMIT: ItemRoom = Object.freeze({
  made: Number.POSITIVE_INFINITY,
  all: Number.POSITIVE_INFINITY,
  incoming: Number.POSITIVE_INFINITY,
});

/** Settings that come in beyond all else: brightness must get through to a full poi. There are fewer than these. */
const SETTINGS_ROOM = 32;

/** Throws PoiError "storage-full" where an item that is not known here has no room beside `size` others. */
export function checkIncoming({ kind, id }: Item, size: number, { incoming }: ItemRoom): void {
  if (size < incoming + (kind === "setting" ? SETTINGS_ROOM : 0)) return;
  throw new PoiError(
    "storage-full",
    `A poi takes in at most ${incoming} items from others, and has ${size}: no room for the ${kind} "${id}". Delete some on either poi.`,
  );
}
