/**
 * An item as a person reads it in the journal: one line of JSON, for example
 * {"kind":"setting","id":"brightness","context":{"3fa94c0d21be":2},
 *  "versions":[{"by":"3fa94c0d21be","n":2,"stamp":891234567168,"body":{"value":120}}]}
 */
import { type Body, type Item, isItemId, KINDS, type Kind, type Version } from "./item.ts";

/** The line of an item, without the line end. */
export function itemToText(item: Item): string {
  return JSON.stringify({
    kind: item.kind,
    id: item.id,
    context: item.context,
    versions: item.versions.map((version) => ({
      by: version.replica,
      n: version.counter,
      stamp: version.stamp,
      ...(version.deleted ? { deleted: true } : { body: version.body }),
      ...(version.blob === undefined ? {} : { blob: version.blob }),
    })),
  });
}

interface VersionRecord {
  by: string;
  n: number;
  stamp: number;
  deleted?: boolean;
  body?: Body;
  blob?: string;
}

/** The item of a parsed line, or undefined where it is none. The line's checksum vouches for the rest of its shape. */
export function itemFromRecord(record: Record<string, unknown>): Item | undefined {
  const kind = record["kind"] as Kind;
  const id = record["id"];
  const versions = record["versions"];
  if (!KINDS.includes(kind) || typeof id !== "string" || !isItemId(id) || !Array.isArray(versions))
    return undefined;
  if (versions.length === 0) return undefined;
  return {
    kind,
    id,
    context: record["context"] as Item["context"],
    versions: versions.map(versionFromRecord),
  };
}

function versionFromRecord(record: VersionRecord): Version {
  return {
    replica: record.by,
    counter: record.n,
    stamp: record.stamp,
    deleted: record.deleted === true,
    body: record.body ?? {},
    blob: record.blob,
  };
}
