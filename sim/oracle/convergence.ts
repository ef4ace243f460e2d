import { createHash } from "node:crypto";
import type { SyncNode } from "../../src/node/sync-node.ts";
import { ALL_KINDS } from "../../src/store/digest-table.ts";
import { type Item, KINDS } from "../../src/store/item.ts";
import { placesOf } from "../../src/store/slots.ts";
import type { Store } from "../../src/store/store.ts";
import type { SimFiles } from "../sim-files.ts";
import { describe, isBuried, viewOf } from "./accounts.ts";
import { canonical, contentOf, type EditGraph, type StoreView, versionKey } from "./edit-graph.ts";
import { Violation } from "./violation.ts";

/** Whether stores have the same digest, and each all the blobs that another has: what the nodes themselves can see. */
export function agree(stores: readonly Store[]): boolean {
  const root = String(stores[0]?.digest.root(ALL_KINDS));
  return stores.every((store) => String(store.digest.root(ALL_KINDS)) === root) && hasAllBlobs(stores);
}

function hasAllBlobs(stores: readonly Store[]): boolean {
  return stores.every((store) => store.missingBlobs(ALL_KINDS).every((hash) => isGone(stores, hash)));
}

/** Nobody has it: the last one who did let go of it before the others knew that somebody would need it. */
function isGone(stores: readonly Store[], hash: string): boolean {
  return !stores.some((store) => store.blobs.has(hash));
}

/** Whether stores hold the same but for tombstones, which nodes with clocks that disagree forget at different times. */
export function agreeButForTombstones(stores: readonly Store[]): boolean {
  if (!hasAllBlobs(stores)) return false;
  const tellAll = (store: Store): string => {
    const states: string[] = [];
    for (const [key, item] of viewOf(store)) if (!isBuried(item)) states.push(key + tellState(item));
    return states.sort().join();
  };
  const [first, ...others] = stores.map(tellAll);
  return others.every((other) => other === first);
}

/** How far stores are from agreeing, in words. */
export function tellDifference(stores: readonly Store[], names: readonly string[]): string {
  const parts: string[] = [];
  for (const [i, store] of stores.entries()) {
    const missing = store.missingBlobs(ALL_KINDS).length;
    parts.push(
      `${names[i]}: digest ${Buffer.from(store.digest.root(ALL_KINDS)).toString("hex")}, lacks ${missing} blobs`,
    );
  }
  return parts.join("; ");
}

/** Throws where two stores whose digests agree do not hold the same: items, contexts, order, indexes. */
export function checkSame(a: Store, b: Store, views: readonly [StoreView, StoreView], names: string): void {
  const [left, right] = views;
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const mine = left.get(key);
    const theirs = right.get(key);
    if (tellState(mine) === tellState(theirs)) continue;
    if (isBuried(mine) && isBuried(theirs)) continue;
    throw new Violation(
      "stores converge",
      `${names} agree by their digests, and differ in ${key}: ${tellState(mine)} against ${tellState(theirs)}`,
    );
  }
  for (const kind of KINDS) {
    const [mine, theirs] = [a, b].map((store) => tellIndex(store, kind));
    if (mine !== theirs)
      throw new Violation("one index, one content", `${names}: ${kind} ${mine} against ${theirs}`);
  }
}

/** Throws where a store does not hold what it held when the power went: whatever it took from others is flushed as well. */
export function checkKept(where: string, before: StoreView, after: StoreView): void {
  for (const [key, item] of before) {
    const found = tellState(after.get(key));
    if (found === tellState(item)) continue;
    const message = `${where} had ${key} as ${tellState(item)}, and after the power cut ${found}`;
    throw new Violation("the journal keeps what was merged", message);
  }
}

/** Throws where users are asked to choose between versions that say the same. */
export function checkConflicts(where: string, view: StoreView): void {
  for (const item of view.values()) {
    const contents = new Set(item.versions.map(contentOf));
    if (contents.size === item.versions.length) continue;
    throw new Violation("equal edits are no conflict", `${where} has ${describe(item)}`);
  }
}

/** Throws where a blob is not what its name says. */
export function checkBlobFiles(where: string, files: SimFiles): void {
  for (const [path, bytes] of files.contents()) {
    if (!path.startsWith("blobs/")) continue;
    const sum = createHash("sha256").update(bytes).digest("hex");
    if (path === `blobs/${sum}`) continue;
    throw new Violation(
      "blobs match their hash",
      `${where}: ${path} of ${bytes.length} bytes has the hash ${sum}`,
    );
  }
}

/**
 * Throws where a blob is not what its name says, or is not there though the store refers to it. Returns the blobs that are
 * gone: whoever refers to them never had them.
 */
export function checkBlobs(
  where: string,
  view: StoreView,
  files: SimFiles,
  graph: EditGraph,
  isAmong: (node: number) => boolean,
): Set<string> {
  const gone = new Set<string>();
  checkBlobFiles(where, files);
  for (const item of view.values()) {
    for (const version of item.versions) {
      const { blob } = version;
      if (blob === undefined || files.size(`blobs/${blob}`) !== undefined) continue;
      gone.add(blob);
      const edit = graph.find(item.kind, item.id, version);
      // Who brought an item from another group may have left before its blob came.
      if (edit?.hadBlob !== true || !(edit.node < 0 || isAmong(edit.node))) continue;
      throw new Violation("blobs match their hash", `${where} lacks the blob ${blob} of ${describe(item)}`);
    }
  }
  return gone;
}

/** Throws where two nodes would play different versions of an item. */
export function checkWinners(a: SyncNode, b: SyncNode, names: string): void {
  for (const kind of KINDS) {
    for (const entry of a.store.entries(kind)) {
      const mine = a.store.current(kind, entry.id);
      const theirs = b.store.current(kind, entry.id);
      if ((mine && versionKey(mine)) === (theirs && versionKey(theirs))) continue;
      throw new Violation(
        "both play the same",
        `${names}: ${kind}/${entry.id} plays ${tell(mine)} and ${tell(theirs)}`,
      );
    }
  }
}

function tell(value: unknown): string {
  return value === undefined ? "nothing" : canonical(value);
}

function tellState(item: Item | undefined): string {
  return item === undefined ? "nothing" : canonical({ context: item.context, versions: item.versions });
}

function tellIndex(store: Store, kind: (typeof KINDS)[number]): string {
  const { entries, indexes } = placesOf(store, kind);
  return entries.map(({ id }, i) => `${indexes[i]}=${id}`).join(" ");
}
