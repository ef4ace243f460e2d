import { assert } from "../../../src/ports/assert.ts";
import type { Body, Item, Version } from "../../../src/store/item.ts";
import { mergeItems, sameState } from "../../../src/store/merge.ts";

/** A version in short: no blob, and a body unless it is `deleted`. */
interface Short {
  replica: string;
  counter: number;
  stamp: number;
  deleted?: true;
  body?: Body;
}

interface ShortItem {
  context: { readonly [replica: string]: number };
  versions: Short[];
}

/** What two states of setting/x become, in either order. */
export function merge(a: ShortItem, b: ShortItem): unknown {
  const { item, splitOff } = mergeItems(toItem(a), toItem(b));
  assert(sameState(item, mergeItems(toItem(b), toItem(a)).item), "the order does not matter");
  if (splitOff.length === 0) return toShort(item);
  return { ...toShort(item), splitOff: splitOff.map((other) => ({ id: other.id, ...toShort(other) })) };
}

function toItem({ context, versions }: ShortItem): Item {
  return { kind: "setting", id: "x", context, versions: versions.map(toVersion) };
}

function toVersion({ replica, counter, stamp, deleted, body }: Short): Version {
  return { replica, counter, stamp, deleted: deleted ?? false, body: body ?? {}, blob: undefined };
}

function toShort({ context, versions }: Item): ShortItem {
  return { context, versions: versions.map(toShortVersion) };
}

function toShortVersion({ replica, counter, stamp, deleted, body }: Version): Short {
  return deleted ? { replica, counter, stamp, deleted } : { replica, counter, stamp, body };
}
