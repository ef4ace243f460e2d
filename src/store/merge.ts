import {
  type Body,
  compareVersions,
  type Item,
  MAX_GIVEN_ID_LENGTH,
  MAX_VERSIONS,
  type Version,
} from "./item.ts";
import { equalBodies } from "./packed-value.ts";
import { covers, equalVectors, join, prune, type VersionVector, withDot } from "./version-vector.ts";

/** What became of two states of one item. */
export interface Merged {
  item: Item;
  /** Versions beyond MAX_VERSIONS, each as an item of its own, the same on every node. Usually none. */
  splitOff: Item[];
}

/**
 * Merges what two nodes know of one item: commutative and idempotent, and whoever exchanges in whatever order ends the same. A
 * version stays unless the other side has seen it and no longer holds it; of equal versions one stays.
 */
export function mergeItems(a: Item, b: Item): Merged {
  const versions: Version[] = [];
  for (const version of a.versions) {
    if (holds(b, version) || !covers(b.context, version.replica, version.counter)) versions.push(version);
  }
  for (const version of b.versions) {
    if (!covers(a.context, version.replica, version.counter)) versions.push(version);
  }
  return settle(a.kind, a.id, join(a.context, b.context), versions);
}

/** The item after an edit by one who saw only the winner: siblings that lost stay, until somebody chooses. */
export function editItem(
  item: Item | undefined,
  edit: Omit<Item, "versions" | "context">,
  version: Version,
): Item {
  const context = withDot(item?.context ?? {}, version.replica, version.counter);
  const others = item === undefined ? [] : item.versions.slice(1);
  return settle(edit.kind, edit.id, context, [version, ...others]).item;
}

/** The item after somebody saw all of its versions and chose. */
export function resolveItem(item: Item, version: Version): Item {
  const context = withDot(item.context, version.replica, version.counter);
  return settle(item.kind, item.id, context, [version]).item;
}

function holds(item: Item, version: Version): boolean {
  for (const other of item.versions) {
    if (other.counter === version.counter && other.replica === version.replica) return true;
  }
  return false;
}

function settle(kind: Item["kind"], id: string, context: VersionVector, unsorted: Version[]): Merged {
  const sorted = unsorted.sort(compareVersions);
  const versions: Version[] = [];
  // Two people who made the same edit do not disagree: the first of equal versions stands for all.
  for (const version of sorted) {
    if (!versions.some((other) => equalContent(other, version))) versions.push(version);
  }
  const splitOff = versions.splice(MAX_VERSIONS).map((version) => ({
    kind,
    id: `${id.slice(0, MAX_GIVEN_ID_LENGTH)}~${version.replica}${version.counter}`,
    context: { [version.replica]: version.counter },
    versions: [version],
  }));
  const pruned = prune(context, (replica) => versions.some((version) => version.replica === replica));
  return { item: { kind, id, context: pruned, versions }, splitOff };
}

function equalContent(a: Version, b: Version): boolean {
  return a.deleted === b.deleted && a.blob === b.blob && equalBodies(a.body, b.body);
}

/** A version's content without its edit history. */
export interface Content {
  body: Body;
  blob?: string | undefined;
}

/** Whether both play the same version. */
export function sameWinner(a: Item, b: Item): boolean {
  const first = a.versions[0]!;
  const other = b.versions[0]!;
  return first.replica === other.replica && first.counter === other.counter;
}

/** Whether both know the same of the item. */
export function sameState(a: Item, b: Item): boolean {
  if (a.versions.length !== b.versions.length || !equalVectors(a.context, b.context)) return false;
  return a.versions.every((version, i) => {
    const other = b.versions[i]!;
    return version.replica === other.replica && version.counter === other.counter;
  });
}

/** Whether a version has this content. */
export function says(version: Version, content: Content): boolean {
  return !version.deleted && version.blob === content.blob && equalBodies(version.body, content.body);
}
