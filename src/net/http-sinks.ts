import { frozen } from "../bytes/frozen.ts";
import { decodeUtf8 } from "../bytes/utf8.ts";
import { PoiError } from "../ports/poi-error.ts";
import { JSON_DEPTH } from "./http-limits.ts";
import type { BodySink } from "./http-stream.ts";
import type { JsonNames } from "./json-names.ts";

/** Reads a body over. */
export const NO_SINK: BodySink = frozen({
  onBytes() {},
  onEnd() {},
  onAbort() {},
});

const EMPTY = new Uint8Array(0);

/** Collects a short body. */
export class BytesSink implements BodySink {
  private readonly done: (body: Uint8Array) => void;
  private readonly maxBytes: number;
  private bytes: Uint8Array;
  private at = 0;

  /** `length`: announced bytes; below 0 where nobody knows. */
  constructor(length: number, maxBytes: number, done: (body: Uint8Array) => void) {
    this.done = done;
    this.maxBytes = maxBytes;
    // A length over the cap is refused before a byte of it comes.
    this.bytes = length <= 0 || length > maxBytes ? EMPTY : new Uint8Array(length);
  }

  onBytes(bytes: Uint8Array): void {
    const need = this.at + bytes.length;
    if (need > this.bytes.length) {
      const grown = new Uint8Array(Math.min(this.maxBytes, Math.max(need, 2 * this.bytes.length)));
      grown.set(this.bytes);
      this.bytes = grown;
    }
    this.bytes.set(bytes, this.at);
    this.at = need;
  }

  onEnd(): void {
    const bytes = this.bytes;
    this.bytes = EMPTY;
    this.done(this.at === bytes.length ? bytes : bytes.subarray(0, this.at));
  }

  onAbort(): void {
    this.bytes = EMPTY;
  }
}

/**
 * The value of a JSON text, or a PoiError that says what is wrong with it. Keys go past `names`, which may write over those in
 * `bytes`; without it, all become names of properties.
 */
export function parseJson(bytes: Uint8Array, names?: JsonNames): unknown {
  const opening = deepest(bytes, names);
  if (opening > JSON_DEPTH) {
    throw new PoiError("bad-request", `JSON may nest ${JSON_DEPTH} deep here, got ${opening}. Flatten it.`);
  }
  try {
    return JSON.parse(decodeUtf8(bytes));
  } catch {
    throw new PoiError(
      "bad-request",
      "The body must be JSON, and this is none. Check its quotes and commas.",
    );
  }
}

/** How deep arrays and objects are nested; the engine's own parser would find out on its small native stack. */
function deepest(bytes: Uint8Array, names: JsonNames | undefined): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  /** The last text, between its quotes. */
  let from = 0;
  let to = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === 34) {
      if (quoted) to = i;
      else from = i + 1;
      quoted = !quoted;
    } else if (quoted) {
      if (byte === 92) i++;
    } else if (byte === 58) {
      // Before a colon stands a key. Of one byte there are too few to fill anything, and a live frame has a hundred of those.
      if (to > from + 1 && names !== undefined) names.take(bytes, from, to);
    } else if (byte === 91 || byte === 123) {
      if (++depth > deepest) deepest = depth;
    } else if (byte === 93 || byte === 125) depth--;
  }
  return deepest;
}
