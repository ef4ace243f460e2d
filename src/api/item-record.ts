import { isLowerHex } from "../bytes/text-forms.ts";
import { MAX_STAMP } from "../store/hybrid-clock.ts";
import {
  type Body,
  compareVersions,
  type Item,
  isItemId,
  KINDS,
  type Kind,
  MAX_VERSIONS,
  type Version,
} from "../store/item.ts";
import { checkBody } from "../store/packed-value.ts";
import { covers, MAX_VECTOR_ENTRIES, type VersionVector } from "../store/version-vector.ts";
import type { JsonObject } from "./checks.ts";

/** Items of a file that somebody may have edited: in the form of the journal (record-text.ts), where nothing can be trusted. */

const REPLICA_DIGITS = 12;
const HASH_DIGITS = 64;

/** The item of a record, undefined where it is none. Throws PoiError for a body that is too large. */
export function checkItemRecord(record: JsonObject): Item | undefined {
  const { kind, id, context, versions } = record;
  if (!KINDS.includes(kind as Kind) || typeof id !== "string" || !isItemId(id)) return undefined;
  if (!isVector(context) || !Array.isArray(versions)) return undefined;
  if (versions.length === 0 || versions.length > MAX_VERSIONS) return undefined;
  const checked: Version[] = [];
  for (const value of versions as unknown[]) {
    const version = isObject(value) ? checkVersion(value) : undefined;
    if (version === undefined || !covers(context, version.replica, version.counter)) return undefined;
    if (checked.some(({ replica, counter }) => replica === version.replica && counter === version.counter))
      return undefined;
    checked.push(version);
  }
  return { kind: kind as Kind, id, context, versions: checked.sort(compareVersions) };
}

function checkVersion({ by, n, stamp, deleted, body, blob }: JsonObject): Version | undefined {
  if (typeof by !== "string" || !isLowerHex(by, REPLICA_DIGITS) || !isCount(n, 1)) return undefined;
  if (!isCount(stamp, 0) || stamp > MAX_STAMP) return undefined;
  if (deleted === true) return { replica: by, counter: n, stamp, deleted, body: {}, blob: undefined };
  if (!isObject(body) || !(blob === undefined || (typeof blob === "string" && isLowerHex(blob, HASH_DIGITS))))
    return undefined;
  checkBody(body as Body);
  return { replica: by, counter: n, stamp, deleted: false, body: body as Body, blob };
}

function isVector(value: unknown): value is VersionVector {
  if (!isObject(value)) return false;
  const replicas = Object.keys(value);
  if (replicas.length > MAX_VECTOR_ENTRIES + MAX_VERSIONS) return false;
  for (const replica of replicas)
    if (!isLowerHex(replica, REPLICA_DIGITS) || !isCount(value[replica], 1)) return false;
  return true;
}

function isCount(value: unknown, least: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= least;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
