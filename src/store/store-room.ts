import { PoiError } from "../ports/poi-error.ts";
import type { Item } from "./item.ts";

/** Settings that come in beyond all else: brightness must get through to a full poi. There are fewer than these. */
const SETTINGS_ROOM = 32;

/** Throws PoiError "storage-full" where an item that is not known here has no room beside `size` others, with `most` of them let in. */
export function checkIncoming({ kind, id }: Item, size: number, most: number): void {
  if (size < most + (kind === "setting" ? SETTINGS_ROOM : 0)) return;
  throw new PoiError(
    "storage-full",
    `A poi takes in at most ${most} items from others, and has ${size}: no room for the ${kind} "${id}". Delete some on either poi.`,
  );
}
