import { crc32 } from "../bytes/crc32.ts";
import { encodeUtf8 } from "../bytes/utf8.ts";
import { MAX_STAMP, STAMPS_PER_MS } from "./hybrid-clock.ts";
import type { Content } from "./merge.ts";
import { encodeBody } from "./packed-value.ts";

/** Counters between two edits whose times are not known. */
const UNTIMED_SPAN = 2 ** 20;
const STAMPS_PER_SECOND = 1000 * STAMPS_PER_MS;

/**
 * The counter of an edit that a client without version vectors says it made. The problem: a dot must never stand for two
 * contents, and the client may tell two nodes that do not see each other two things of one time, or of no time at all. The
 * idea: the counter is the time, and a hash of what was said, within the span in which nothing else can be told apart.
 *
 * `seen` is the highest counter of the client so far, 0 without any; `stamp` the time of the edit, 0 where nobody knows it.
 * Returns undefined where the client said this before, or said something later.
 */
export function foreignCounter(seen: number, stamp: number, content: Content): number | undefined {
  if (stamp === 0) {
    const hash = hashContent(content) % UNTIMED_SPAN;
    if (seen > 0 && seen % UNTIMED_SPAN === hash) return undefined;
    return bounded((Math.floor(seen / UNTIMED_SPAN) + 1) * UNTIMED_SPAN + hash, seen);
  }
  // Most clients count whole seconds.
  const span = stamp % STAMPS_PER_SECOND === 0 ? STAMPS_PER_SECOND : STAMPS_PER_MS;
  const counter = stamp + (hashContent(content) % span);
  if (seen < counter) return bounded(counter, seen);
  // At the same time, but after what it said before.
  return seen > counter && seen < stamp + span ? bounded(seen + 1, seen) : undefined;
}

function bounded(counter: number, seen: number): number | undefined {
  return counter > seen && counter <= MAX_STAMP ? counter : undefined;
}

/** 32 bits of a content. */
function hashContent({ body, blob }: Content): number {
  const bytes = encodeBody(body) ?? new Uint8Array(0);
  return (crc32(bytes) ^ crc32(encodeUtf8(blob ?? ""))) >>> 0;
}
