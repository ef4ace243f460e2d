import { decodeUtf8, encodeUtf8 } from "../bytes/utf8.ts";
import type { Blobs } from "../store/blobs.ts";
import { isItemId, type Version } from "../store/item.ts";
import { parseDeviceId } from "../store/local-config.ts";

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

/** Whether a sequence is a timeline. */
export function isTimeline({ body }: Version): boolean {
  return body["timeline"] === true;
}

/** Stores cues in order of time and returns their blob. */
export function storeCues(blobs: Blobs, cues: readonly Cue[]): string {
  let text = "";
  for (const cue of cues) text += `${JSON.stringify(cue)}\n`;
  return blobs.add(encodeUtf8(text));
}

/**
 * Reads the cues of a timeline in order, a piece of the blob at a time. None while it is on its way; what is no cue is left out.
 *
 * @param onCue hears of each, and where its line lies in the blob
 */
export function eachCueLine(
  blobs: Blobs,
  blob: string,
  onCue: (cue: Cue, at: number, length: number) => void,
): void {
  const size = blobs.size(blob);
  if (size === undefined || size > MAX_CUES * MAX_LINE_BYTES) return;
  let rest = "";
  let lineAt = 0;
  for (let at = 0; at < size; at += PIECE_BYTES) {
    const piece = new Uint8Array(Math.min(PIECE_BYTES, size - at));
    blobs.read(blob, piece, at);
    // Lines are ASCII, a character is a byte: of any other nothing is believed.
    const lines = (rest + decodeUtf8(piece)).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      const cue = line.length <= MAX_LINE_BYTES ? readCue(line) : undefined;
      if (cue !== undefined) onCue(cue, lineAt, line.length);
      lineAt += line.length + 1;
    }
  }
}

/** A line as a cue, undefined where it is none. */
export function readCue(line: string): Cue | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { at, to, image, pattern, dark } = value as Record<string, unknown>;
  if (typeof at !== "number" || !(at >= 0 && at <= MAX_CUE_MS)) return undefined;
  const cue: Cue = { at };
  if (to !== undefined) {
    const target = typeof to === "string" ? parseDeviceId(to) : undefined;
    if (target === undefined) return undefined;
    cue.to = target;
  }
  if (typeof image === "string" && isItemId(image)) cue.image = image;
  else if (typeof pattern === "string" && isItemId(pattern)) cue.pattern = pattern;
  else if (dark === true) cue.dark = true;
  else return undefined;
  return cue;
}
