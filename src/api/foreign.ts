import { fromBase64 } from "../bytes/base64.ts";
import { toHex } from "../bytes/hex.ts";
import { encodeUtf8 } from "../bytes/utf8.ts";
import type { Digest } from "../ports/digest.ts";
import { MAX_COLUMNS, MAX_LEDS } from "../pov/picture-shape.ts";
import { STAMP_EPOCH_MS } from "../store/hybrid-clock.ts";
import { type Body, FACTORY_REPLICA, isItemId, type Kind, MAX_GIVEN_ID_LENGTH } from "../store/item.ts";
import { parseDeviceId } from "../store/local-config.ts";
import type { Content } from "../store/merge.ts";
import { checkBody } from "../store/packed-value.ts";
import type { Store } from "../store/store.ts";
import { checkInteger, checkObject, checkTitle, type JsonObject, refuse, show } from "./checks.ts";
import { checkRoom, MAX_INDEX } from "./content.ts";
import { FreePlaces } from "./free-places.ts";
import { patternBody } from "./pattern-body.ts";
import { settingId, settingRule } from "./settings.ts";

/**
 * The JSON door: what clients and poi of other firmware push, which know no version vectors. The pusher counts as a replica
 * of its own, the time that it names as the count of its edit (Store.mergeForeign): the later edit plays, the earlier one is
 * listed as a conflict, and what is pushed again changes nothing. What comes without a time is an edit made here and now.
 */

/** Settings that a push may hold; the others of the old form (mode, index) are each poi's own affair. */
const PUSHED_SETTINGS: readonly string[] = Object.freeze(["brightness", "framerate"]);
/** Entries of a list of a push at the most. */
const MAX_ENTRIES = 64;
const MAX_DEVICE_ID_BYTES = 64;
/** Below it (1973 in milliseconds) a time is in seconds. */
const LEAST_UNIX_MS = 100_000_000_000;

/** One entry of a push, checked, and not yet merged. */
export interface ForeignEntry {
  kind: Kind;
  id: string;
  /** Unix milliseconds of the edit, undefined where the client names none. */
  unixMs: number | undefined;
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
  return new PushChecker(store).check(digest, checkObject(body, "The push"));
}

/** Merges a push. Returns how many entries changed something, and how many are in conflict now. Throws FilesError. */
export function mergePush(store: Store, push: ForeignPush): { merged: number; conflicts: number } {
  const counts = { merged: 0, conflicts: 0 };
  for (const { kind, id, unixMs, content, pixels } of push.entries) {
    const blob = pixels === undefined ? content.blob : store.blobs.add(pixels);
    const before = store.sequence;
    if (unixMs === undefined) store.put(kind, id, { body: content.body, blob });
    else store.mergeForeign(kind, id, push.replica, unixMs, { body: content.body, blob });
    if (store.sequence !== before) counts.merged++;
    if (store.entry(kind, id)!.versions > 1) counts.conflicts++;
  }
  store.flush();
  store.collectBlobs();
  return counts;
}

/** A device id as a replica: the MAC address that it is, else a hash of the name. */
function replicaOf(deviceId: string, store: Store, digest: Digest): string {
  const known = parseDeviceId(deviceId);
  // The edits of these are counted by others.
  if (known !== undefined && known !== FACTORY_REPLICA && known !== store.replica) return known;
  const sum = digest.sha256();
  sum.update(encodeUtf8(deviceId));
  return toHex(sum.digest()).slice(0, 12);
}

class PushChecker {
  private readonly store: Store;
  private readonly images: FreePlaces;
  private readonly patterns: FreePlaces;
  private leftOut = 0;

  constructor(store: Store) {
    this.store = store;
    this.images = new FreePlaces(store, "image");
    this.patterns = new FreePlaces(store, "pattern");
  }

  check(digest: Digest, push: JsonObject): ForeignPush {
    const deviceId = checkTitle("deviceId", push["deviceId"], MAX_DEVICE_ID_BYTES);
    const entries: ForeignEntry[] = [];
    for (const value of checkList("images", push["images"])) {
      const entry = this.image(checkObject(value, "An image"));
      if (entry !== undefined) entries.push(entry);
    }
    for (const value of checkList("patterns", push["patterns"])) {
      entries.push(this.pattern(checkObject(value, "A pattern")));
    }
    this.settings(push["settings"], entries);
    checkRoom(this.store, this.images.taken + this.patterns.taken);
    for (const { content } of entries) checkBody(content.body);
    return { replica: replicaOf(deviceId, this.store, digest), entries, leftOut: this.leftOut };
  }

  private settings(value: unknown, entries: ForeignEntry[]): void {
    if (value === undefined) return;
    const settings = checkObject(value, "settings");
    const unixMs = checkTime(settings["timestamp"]);
    for (const key of PUSHED_SETTINGS) {
      if (settings[key] === undefined) continue;
      const content = { body: { value: settingRule(key).check(key, settings[key]) } };
      entries.push({ kind: "setting", id: settingId(key), unixMs, content });
    }
  }

  private pattern(pattern: JsonObject): ForeignEntry {
    const { id, known, slot } = this.find("pattern", pattern["id"], this.patterns);
    const content = { body: patternBody(pattern, slot, known?.body) };
    return { kind: "pattern", id, unixMs: checkTime(pattern["timestamp"]), content };
  }

  /** An image with its pixels in Base64, row by row, or a new name for one that is here; undefined for any other. */
  private image(image: JsonObject): ForeignEntry | undefined {
    const unixMs = checkTime(image["timestamp"]);
    const given = image["name"] === undefined ? undefined : checkTitle("name", image["name"]);
    if (image["pixels"] === undefined) {
      const { id, known } = this.find("image", image["id"], undefined);
      if (known === undefined) {
        this.leftOut++;
        return undefined;
      }
      const body = given === undefined ? known.body : { ...known.body, name: given };
      return { kind: "image", id, unixMs, content: { body, blob: known.blob } };
    }
    const width = checkInteger("width", image["width"], 1, MAX_COLUMNS);
    const height = checkInteger("height", image["height"], 1, MAX_LEDS);
    const pixels = toColumns(checkPixels(image["pixels"], width, height), width, height);
    const { id, known, slot } = this.find("image", image["id"], this.images);
    const name = given ?? known?.body["name"] ?? "Picture";
    return { kind: "image", id, unixMs, content: { body: { name, slot, width, height } }, pixels };
  }

  /** What an id means: a number is an index here, a text of the right form an id, any other text stands for one. */
  private find(
    kind: Kind,
    value: unknown,
    places: FreePlaces | undefined,
  ): { id: string; known: Content | undefined; slot: number } {
    let id: string;
    let wanted: number | undefined;
    if (typeof value === "number") {
      wanted = checkInteger("id", value, 0, MAX_INDEX);
      id = (kind === "image" ? this.images : this.patterns).holder(wanted) ?? `slot-${wanted}`;
    } else if (typeof value === "string" && value !== "") {
      id = isItemId(value) && value.length <= MAX_GIVEN_ID_LENGTH ? value : slug(value);
    } else {
      refuse(
        `id must be a number or a text, got ${show(value)}.`,
        "Send the id that GET /api/sync/data names.",
      );
    }
    const known = this.store.current(kind, id);
    if (known === undefined) return { id, known, slot: places?.take(id, wanted) ?? -1 };
    const { slot } = known.body as Body;
    return { id, known, slot: typeof slot === "number" ? slot : -1 };
  }
}

function checkList(name: string, value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.length <= MAX_ENTRIES) return value;
  const got = Array.isArray(value) ? `${value.length}` : show(value);
  refuse(`${name} must be a list of at most ${MAX_ENTRIES}, got ${got}.`, "Push in smaller parts.");
}

/** Unix milliseconds of a timestamp in seconds or milliseconds, also with a fraction; 0 for a time since power-up. */
function checkTime(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) {
    refuse(
      `timestamp must be a time since 1970 in seconds or milliseconds, got ${show(value)}.`,
      "Leave it out where the time is not known.",
    );
  }
  const ms = Math.floor(value < LEAST_UNIX_MS ? value * 1000 : value);
  return ms < STAMP_EPOCH_MS ? 0 : ms;
}

function checkPixels(value: unknown, width: number, height: number): Uint8Array {
  const rows = typeof value === "string" ? fromBase64(value) : undefined;
  const length = 3 * width * height;
  if (rows !== undefined && rows.length === length) return rows;
  const got = rows === undefined ? show(value) : `${rows.length} bytes`;
  refuse(
    `pixels must be Base64 of ${length} bytes (${width} × ${height} × 3), got ${got}.`,
    "Send all pixels, row by row.",
  );
}

/** "IMG_001" as "img-001". */
function slug(text: string): string {
  let id = "";
  for (const character of text.slice(0, MAX_GIVEN_ID_LENGTH).toLowerCase())
    id += isItemId(character) ? character : "-";
  return id.slice(0, MAX_GIVEN_ID_LENGTH);
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
