/**
 * KEYS and WANT: which items differ within the buckets that differ.
 *
 * KEYS: buckets until the end of the frame, each bucket u8 | n varint | n × (state u32, pair u16, age u8). The state is the
 * salted hash of all that the item is: what both list, both have. Pair (salted hash of kind and id) and age (number of edits)
 * only help to guess which two states are of one item and which is the later, so that one side sends and not both; a wrong
 * guess costs bytes, or waits for the next session and its other salt, and is never believed.
 *
 * WANT: n × state u32.
 */
import type { ByteReader } from "../bytes/byte-reader.ts";
import type { ByteWriter } from "../bytes/byte-writer.ts";
import { BUCKETS, saltedHash } from "../store/digest-table.ts";
import type { IndexEntry } from "../store/index-entry.ts";
import { KINDS } from "../store/item.ts";
import { finalise } from "../store/item-hash.ts";
import type { Store } from "../store/store.ts";

export const KEY_BYTES = 7;

/** What a node must do about the buckets it was told of. */
export interface Differences {
  /** Own items that the other side does not have like this, to be sent. */
  send: IndexEntry[];
  /** States that the other side has and this one does not. */
  want: number[];
}

export function stateHash(entry: IndexEntry, salt: number): number {
  return saltedHash(entry.low, entry.high, salt);
}

/** Own items of a bucket, tombstones that left the digest included. */
export function bucketEntries(store: Store, kinds: number, bucket: number): IndexEntry[] {
  const entries: IndexEntry[] = [];
  for (let kind = 0; kind < KINDS.length; kind++) {
    if ((kinds & (1 << kind)) === 0) continue;
    for (const entry of store.entries(KINDS[kind]!)) if (entry.bucket === bucket) entries.push(entry);
  }
  return entries;
}

/** Writes one bucket of KEYS. */
export function encodeBucket(
  writer: ByteWriter,
  bucket: number,
  entries: readonly IndexEntry[],
  salt: number,
): void {
  const counted = entries.filter((entry) => entry.counted);
  writer.u8(bucket);
  writer.varint(counted.length);
  for (const entry of counted) {
    writer.u32(stateHash(entry, salt));
    writer.u16(pairHash(entry, salt));
    writer.u8(entry.age);
  }
}

/** Compares the buckets of a KEYS frame with the store. Returns undefined where it is malformed. */
export function compareKeys(
  payload: ByteReader,
  store: Store,
  kinds: number,
  salt: number,
  mayGive: boolean,
  mayTake: boolean,
): Differences | undefined {
  const differences: Differences = { send: [], want: [] };
  while (payload.left > 0) {
    const bucket = payload.u8();
    const count = payload.varint();
    if (bucket >= BUCKETS || count * KEY_BYTES > payload.left) payload.failed = true;
    if (payload.failed) return undefined;
    compareBucket(payload, count, bucketEntries(store, kinds, bucket), salt, mayGive, mayTake, differences);
  }
  return differences;
}

function compareBucket(
  payload: ByteReader,
  count: number,
  entries: IndexEntry[],
  salt: number,
  mayGive: boolean,
  mayTake: boolean,
  into: Differences,
): void {
  const mine = new Map<number, IndexEntry>();
  for (const entry of entries) mine.set(stateHash(entry, salt), entry);
  const states: number[] = [];
  const pairs: number[] = [];
  const ages: number[] = [];
  for (let i = 0; i < count; i++) {
    const state = payload.u32();
    const pair = payload.u16();
    const age = payload.u8();
    if (mine.delete(state)) continue;
    states.push(state);
    pairs.push(pair);
    ages.push(age);
  }
  for (const entry of mine.values()) {
    const paired = pairs.indexOf(pairHash(entry, salt));
    const older = paired >= 0 && isOlder(entry.age, ages[paired]!);
    if (mayGive && !(older && mayTake) && (entry.counted || paired >= 0)) {
      into.send.push(entry);
      // The other side merges ours and returns what comes of it: its own state need not be asked for.
      if (paired >= 0) pairs[paired] = -1;
    }
  }
  for (let i = 0; i < states.length; i++) if (mayTake && pairs[i] !== -1) into.want.push(states[i]!);
}

/** Finds the own items whose states are asked for. */
export function findStates(payload: ByteReader, store: Store, kinds: number, salt: number): IndexEntry[] {
  const wanted = new Set<number>();
  while (payload.left >= 4) wanted.add(payload.u32());
  const found: IndexEntry[] = [];
  for (let kind = 0; kind < KINDS.length; kind++) {
    if ((kinds & (1 << kind)) === 0) continue;
    for (const entry of store.entries(KINDS[kind]!))
      if (wanted.has(stateHash(entry, salt))) found.push(entry);
  }
  return found;
}

/** Whether the first count of edits (modulo 256) is the lower one. */
function isOlder(age: number, other: number): boolean {
  const ahead = (other - age) & 0xff;
  return ahead > 0 && ahead < 128;
}

function pairHash(entry: IndexEntry, salt: number): number {
  return finalise(entry.key ^ Math.imul(salt, 0x9e3779b1)) & 0xffff;
}
