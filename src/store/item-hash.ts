import { type Item, KINDS } from "./item.ts";
import { editCount } from "./version-vector.ts";

/**
 * Two independent 32-bit hashes of an item's state. The state is named by kind, id, context and dots (a dot never stands for
 * two contents), so the bodies need not be read. Not for use against an adversary: members of a group trust one another.
 */
export interface StateHash {
  readonly low: number;
  readonly high: number;
}

/** FNV-1a over 16-bit units, two lanes with different bases, ended by murmur3's finaliser. */
export function hashItem(item: Item): StateHash {
  let low = hashText(0x811c9dc5 ^ KINDS.indexOf(item.kind), item.id);
  let high = hashText(0x2f0b4c47 ^ KINDS.indexOf(item.kind), item.id);
  // Sums, so that the order of replicas and siblings does not matter.
  for (const replica of Object.keys(item.context)) {
    const count = item.context[replica]!;
    low = (low + finalise(hashText(finalise(count), replica))) | 0;
    high = (high + finalise(hashText(finalise(~count), replica))) | 0;
  }
  for (const version of item.versions) {
    low = (low + finalise(hashText(finalise(version.counter ^ 0x5bd1e995), version.replica))) | 0;
    high = (high + finalise(hashText(finalise(version.counter ^ 0x1b873593), version.replica))) | 0;
  }
  return { low: finalise(low), high: finalise(high ^ (item.versions.length << 24)) };
}

/** Hash of what names the item, to spread items over buckets and to pair two states of one. */
export function hashKey(kind: Item["kind"], id: string): number {
  return finalise(hashText(0x9747b28c ^ KINDS.indexOf(kind), id));
}

/** Low byte of the number of edits: which of two states is the later one, near enough to choose who sends first. */
export function ageOf(item: Item): number {
  return editCount(item.context) & 0xff;
}

function hashText(seed: number, text: string): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** murmur3's 32-bit finaliser: every bit of the input reaches every bit of the result. */
export function finalise(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
