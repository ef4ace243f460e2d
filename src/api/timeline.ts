import { frozen } from "../bytes/frozen.ts";
import { decodeUtf8, encodeUtf8 } from "../bytes/utf8.ts";
import { isItemId, type Version } from "../store/item.ts";
import { parseDeviceId, showDeviceId } from "../store/local-config.ts";
import type { Store } from "../store/store.ts";
import { checkInteger, checkObject, refuse, show } from "./checks.ts";

/**
 * A timeline: what which poi shows when, for a show to music. It is stored and synced as an item of kind `sequence` whose body
 * says `timeline: true`, with its cues as a blob of JSON lines in order of time, like the steps of any sequence. A kind of its
 * own would have needed a third bit in every item on the wire; and so it has an index among the sequences, which
 * remotes can start.
 */

export const MAX_CUES = 255;
/** Latest time of a cue in milliseconds: a day. */
export const MAX_CUE_MS = 86_400_000;
/** {"at":86400000,"to":"0a0000000001","pattern":"64 characters"} */
const MAX_LINE_BYTES = 128;
const PIECE_BYTES = 512;

/** From `at` milliseconds after the start on, one poi or all show something. */
export interface Cue {
  at: number;
  /** Device id (12 hex digits); without it all poi. */
  to?: string;
  image?: string;
  pattern?: string;
  /** Nothing is shown. */
  dark?: true;
}

/** Checks cues from outside and puts them in order. Throws PoiError where one is wrong or names content that is not here. */
export function checkCues(store: Store, value: unknown): Cue[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_CUES) {
    const got = Array.isArray(value) ? `${value.length}` : show(value);
    refuse(
      `cues must be a list of 1 to ${MAX_CUES} cues, got ${got}.`,
      'A cue is {"at":1500,"image":"smiley"}.',
    );
  }
  const cues = value.map((cue, i) => checkCue(store, cue, `cues[${i}]`));
  return cues.sort((a, b) => a.at - b.at);
}

function checkCue(store: Store, value: unknown, name: string): Cue {
  const { at, to, image, pattern, dark } = checkObject(value, name);
  const cue: Cue = { at: checkInteger(`${name}.at`, at, 0, MAX_CUE_MS) };
  if (to !== undefined) cue.to = checkTarget(`${name}.to`, to);
  const isImage = typeof image === "string" && pattern === undefined && dark === undefined;
  const isPattern = typeof pattern === "string" && image === undefined && dark === undefined;
  if (isImage) cue.image = checkContent(store, "image", image, name);
  else if (isPattern) cue.pattern = checkContent(store, "pattern", pattern, name);
  else if (dark === true && image === undefined && pattern === undefined) cue.dark = true;
  else
    refuse(
      `${name} must name one image or one pattern, or be dark, got ${show(value)}.`,
      "Send one of them.",
    );
  return cue;
}

/** A device id as it is stored. */
export function checkTarget(name: string, value: unknown): string {
  const id = typeof value === "string" ? parseDeviceId(value) : undefined;
  if (id !== undefined) return id;
  refuse(
    `${name} must be the id of a poi, got ${show(value)}.`,
    "GET /api/sync/status lists those that are known.",
  );
}

function checkContent(store: Store, kind: "image" | "pattern", id: string, name: string): string {
  const entry = store.entry(kind, id);
  if (entry !== undefined && !entry.deleted) return id;
  refuse(
    `${name} must name content of this poi, got the ${kind} ${show(id)}.`,
    `GET /api/${kind}s names all that there are.`,
  );
}

/** Stores cues and returns their blob. */
export function storeCues(store: Store, cues: readonly Cue[]): string {
  let text = "";
  for (const cue of cues) text += `${JSON.stringify(cue)}\n`;
  return store.blobs.add(encodeUtf8(text));
}

/** The cues of a timeline in order, read piece by piece: all of them would take a good part of a device's memory. */
export const cuesOf = frozen(function* cuesOf(store: Store, blob: string | undefined): IterableIterator<Cue> {
  const size = blob === undefined ? undefined : store.blobs.size(blob);
  if (blob === undefined || size === undefined || size > MAX_CUES * MAX_LINE_BYTES) return;
  let rest = "";
  for (let at = 0; at < size; at += PIECE_BYTES) {
    const piece = new Uint8Array(Math.min(PIECE_BYTES, size - at));
    store.blobs.read(blob, piece, at);
    // Lines are ASCII: a piece never ends within a character that counts.
    const lines = (rest + decodeUtf8(piece)).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      const cue = readCue(line);
      if (cue !== undefined) yield cue;
    }
  }
});

function readCue(line: string): Cue | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { at, to, image, pattern, dark } = value as Record<string, unknown>;
  if (typeof at !== "number" || !(at >= 0 && at <= MAX_CUE_MS)) return undefined;
  const target = typeof to === "string" ? parseDeviceId(to) : undefined;
  if (to !== undefined && target === undefined) return undefined;
  const cue: Cue = target === undefined ? { at } : { at, to: target };
  if (typeof image === "string" && isItemId(image)) return { ...cue, image };
  if (typeof pattern === "string" && isItemId(pattern)) return { ...cue, pattern };
  return dark === true ? { ...cue, dark } : undefined;
}

/** A cue as it is shown. */
export function showCue(cue: Cue): object {
  return cue.to === undefined ? cue : { ...cue, to: showDeviceId(cue.to) };
}

/** Whether a sequence is a timeline. */
export function isTimeline({ body }: Version): boolean {
  return body["timeline"] === true;
}

/**
 * The cue that holds for a poi at a position of the timeline, and when the next one for it begins.
 *
 * @param positionMs milliseconds since the start, negative before it
 * @returns `cue` undefined before the first; `nextMs` Infinity after the last
 */
export function cueAt(
  cues: Iterable<Cue>,
  deviceId: string,
  positionMs: number,
): { cue: Cue | undefined; nextMs: number } {
  let cue: Cue | undefined;
  for (const each of cues) {
    if (each.to !== undefined && each.to !== deviceId) continue;
    if (each.at > positionMs) return { cue, nextMs: each.at };
    cue = each;
  }
  return { cue, nextMs: Number.POSITIVE_INFINITY };
}
