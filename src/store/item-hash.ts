import { encodeUtf8 } from "../bytes/utf8.ts";
import type { Digest } from "../ports/digest.ts";
import type { Item, Kind } from "./item.ts";
import { editCount } from "./version-vector.ts";

/**
 * 64 bits of SHA-256 that name an item's state, in two lanes of 32. The state is kind, id, context and dots (a dot never stands
 * for two contents), so the bodies need not be read. Hashing is native on the device; in script it would cost ten times more.
 */
export interface StateHash {
  readonly low: number;
  readonly high: number;
}

/** Names what is known of an item. */
export function hashItem(item: Item, digest: Digest): StateHash {
  let text = `${item.kind}/${item.id}`;
  for (const replica of Object.keys(item.context).sort()) text += ` ${replica}:${item.context[replica]}`;
  // The order of siblings is the same everywhere. An item without siblings is named by its context and one dot.
  for (const { replica, counter } of item.versions) text += ` ${replica}.${counter}`;
  const sum = sha256(text, digest);
  return { low: int32(sum, 0), high: int32(sum, 4) };
}

/** Hash of what names the item, to spread items over buckets and to pair two states of one. */
export function hashKey(kind: Kind, id: string, digest: Digest): number {
  return int32(sha256(`${kind}/${id}`, digest), 0);
}

/** Low byte of the number of edits: which of two states is the later one, near enough to choose who sends first. */
export function ageOf(item: Item): number {
  return editCount(item.context) & 0xff;
}

/** murmur3's 32-bit finaliser: every bit of the input reaches every bit of the result. */
export function finalise(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function sha256(text: string, digest: Digest): Uint8Array {
  const sum = digest.sha256();
  sum.update(encodeUtf8(text));
  return sum.digest();
}

function int32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}
