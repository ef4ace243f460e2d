import { fromBase64 } from "../bytes/base64.ts";
import { toHex } from "../bytes/hex.ts";
import { encodeUtf8 } from "../bytes/utf8.ts";
import { PATTERN_TYPES } from "../patterns/pattern-types.ts";
import type { Digest } from "../ports/digest.ts";
import { type Body, isItemId, type Kind, MAX_GIVEN_ID_LENGTH } from "../store/item.ts";
import { parseDeviceId } from "../store/local-config.ts";
import type { Content } from "../store/merge.ts";
import { freeSlot, indexed } from "../store/slots.ts";
import type { Store } from "../store/store.ts";
import {
  checkColor,
  checkInteger,
  checkObject,
  checkTitle,
  type JsonObject,
  refuse,
  show,
} from "./checks.ts";
import { settingRule } from "./settings.ts";

/**
 * The JSON door: what clients and poi of other firmware push, which know no version vectors. The pusher counts as a replica
 * of its own, the time that it names as the count of its edit (Store.mergeForeign): the later edit plays, the earlier one is
 * listed as a conflict, and what is pushed again changes nothing.
 */

/** Settings that a push may hold; the others of the old form (mode, index) are each poi's own affair. */
const PUSHED_SETTINGS: readonly string[] = Object.freeze(["brightness", "framerate"]);
/** Lists of a push at the most. */
const MAX_ENTRIES = 64;

/** One entry of a push, checked, and not yet merged. */
export interface ForeignEntry {
  kind: Kind;
  id: string;
  unixMs: number;
  content: Content;
  /** Pixels to be stored as the blob. */
  pixels?: Uint8Array;
}

/** A push, checked as a whole. */
export interface ForeignPush {
  replica: string;
  entries: ForeignEntry[];
  /** Images without pixels that are not here. */
  leftOut: number;
}

/** Checks a push. Throws PoiError, and nothing is changed, where any of it is wrong. */
export function checkPush(store: Store, digest: Digest, body: unknown): ForeignPush {
  const push = checkObject(body, "The push");
  const deviceId = checkTitle("deviceId", push["deviceId"]);
  const result: ForeignPush = { replica: replicaOf(deviceId, digest), entries: [], leftOut: 0 };
  for (const value of checkList("images", push["images"])) {
    const entry = checkImage(store, checkObject(value, "An image"));
    if (entry === undefined) result.leftOut++;
    else result.entries.push(entry);
  }
  for (const value of checkList("patterns", push["patterns"])) {
    result.entries.push(checkPattern(store, checkObject(value, "A pattern")));
  }
  const settings = push["settings"] === undefined ? {} : checkObject(push["settings"], "settings");
  for (const key of PUSHED_SETTINGS) {
    if (settings[key] === undefined) continue;
    const content = { body: { value: settingRule(key).check(settings[key]) } };
    result.entries.push({ kind: "setting", id: key, unixMs: checkTime(settings["timestamp"]), content });
  }
  return result;
}

/** A device id as a replica: the MAC address that it is, else a hash of the name. */
function replicaOf(deviceId: string, digest: Digest): string {
  const known = parseDeviceId(deviceId);
  if (known !== undefined) return known;
  const sum = digest.sha256();
  sum.update(encodeUtf8(deviceId));
  return toHex(sum.digest()).slice(0, 12);
}

function checkList(name: string, value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.length <= MAX_ENTRIES) return value;
  const got = Array.isArray(value) ? `${value.length}` : show(value);
  refuse(`${name} must be a list of at most ${MAX_ENTRIES}, got ${got}.`, "Push in smaller parts.");
}

/** Unix milliseconds of a timestamp in seconds or milliseconds; what is too small for either is a time since power-up. */
function checkTime(value: unknown): number {
  if (value === undefined) return 0;
  const time = checkInteger("timestamp", value, 0, Number.MAX_SAFE_INTEGER);
  return time < 100_000_000_000 ? time * 1000 : time;
}

/** The id of an entry: a number is an index here, a text of the right form an id, any other text stands for one. */
function findId(store: Store, kind: Kind, value: unknown): { id: string; known: Body | undefined } {
  let id: string | undefined;
  if (typeof value === "number")
    id = indexed(store, kind).get(checkInteger("id", value, 0, 9999))?.id ?? `slot-${value}`;
  else if (typeof value === "string")
    id = isItemId(value) && value.length <= MAX_GIVEN_ID_LENGTH ? value : slug(value);
  if (id === undefined || id === "")
    refuse(`id must be a number or a text, got ${show(value)}.`, "Send one.");
  return { id, known: store.current(kind, id)?.body };
}

/** "IMG_001" as "img-001". */
function slug(text: string): string {
  let id = "";
  for (const character of text.toLowerCase().slice(0, MAX_GIVEN_ID_LENGTH))
    id += isItemId(character) ? character : "-";
  return id;
}

function slotOf(store: Store, kind: Kind, known: Body | undefined): number {
  return typeof known?.["slot"] === "number" ? known["slot"] : freeSlot(store, kind);
}

function checkPattern(store: Store, pattern: JsonObject): ForeignEntry {
  const { id, known } = findId(store, "pattern", pattern["id"]);
  const { name, color1, color2, speed } = pattern;
  const type = checkInteger("type", pattern["type"] ?? known?.["type"] ?? 0, 0, PATTERN_TYPES.length - 1);
  const body = {
    ...PATTERN_TYPES[type]!,
    ...known,
    slot: slotOf(store, "pattern", known),
    type,
    ...(name === undefined ? {} : { name: checkTitle("name", name) }),
    ...(color1 === undefined ? {} : { color1: checkColor("color1", color1) }),
    ...(color2 === undefined ? {} : { color2: checkColor("color2", color2) }),
    ...(speed === undefined ? {} : { speed: checkInteger("speed", speed, 1, 255) }),
  };
  const { id: _typeId, ...content } = body as Body;
  return { kind: "pattern", id, unixMs: checkTime(pattern["timestamp"]), content: { body: content } };
}

/** An image with its pixels in Base64, row by row, or a new name for one that is here; undefined for any other. */
function checkImage(store: Store, image: JsonObject): ForeignEntry | undefined {
  const { id, known } = findId(store, "image", image["id"]);
  const name = checkTitle("name", image["name"] ?? known?.["name"] ?? "Picture");
  const unixMs = checkTime(image["timestamp"]);
  const slot = slotOf(store, "image", known);
  if (image["pixels"] === undefined) {
    if (known === undefined) return undefined;
    return {
      kind: "image",
      id,
      unixMs,
      content: { body: { ...known, name }, blob: store.current("image", id)?.blob },
    };
  }
  const width = checkInteger("width", image["width"], 1, 400);
  const height = checkInteger("height", image["height"], 1, 288);
  const rows = typeof image["pixels"] === "string" ? fromBase64(image["pixels"]) : undefined;
  if (rows === undefined || rows.length !== 3 * width * height) {
    const got = rows === undefined ? "something else" : `${rows.length} bytes`;
    refuse(
      `pixels must be Base64 of ${3 * width * height} bytes (${width} × ${height} × 3), got ${got}.`,
      "Send all pixels.",
    );
  }
  const content = { body: { name, slot, width, height } };
  return { kind: "image", id, unixMs, content, pixels: toColumns(rows, width, height) };
}

/** Row by row to column by column. */
function toColumns(rows: Uint8Array, width: number, height: number): Uint8Array {
  const columns = new Uint8Array(rows.length);
  let from = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = 3 * (x * height + y);
      columns[to] = rows[from++]!;
      columns[to + 1] = rows[from++]!;
      columns[to + 2] = rows[from++]!;
    }
  }
  return columns;
}
