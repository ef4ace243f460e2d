import { toHex } from "../bytes/hex.ts";
import type { Random } from "../ports/random.ts";
import { FACTORY_REPLICA } from "./item.ts";

/** Format of the journal. */
export const RECORD_FORMAT = 1;

/** What the store itself remembers: lines of the journal without a kind. The last that names a field counts. */
export interface StoreRecord {
  format: number;
  /** Who this store is in version vectors, 12 hex digits; "" until it is drawn. */
  replica: string;
  /** Which content that nodes are born with it was given; 0 for none. */
  seeded: number;
  /** Edits by this replica of items that were forgotten go up to here. */
  floor: number;
}

/** That of a store that was just made. */
export function newRecord(): StoreRecord {
  return { format: RECORD_FORMAT, replica: "", seeded: 0, floor: 0 };
}

/** A replica that no other store has, as 48 bits by chance go. */
export function drawReplica(random: Random): string {
  const bytes = new Uint8Array(6);
  do random.fill(bytes);
  while (toHex(bytes) === FACTORY_REPLICA);
  return toHex(bytes);
}
