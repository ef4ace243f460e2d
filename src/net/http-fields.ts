import { frozen } from "../bytes/frozen.ts";
import { decodeUtf8, encodeUtf8 } from "../bytes/utf8.ts";
import { assert } from "../ports/assert.ts";
import { sameWord, skipBlanks, TOKEN, tokenEnd, trimBlanks } from "./http-text.ts";

/** Most headers of one head. Chromium sends 10 to 18. */
export const MAX_HEADERS = 24;

/** Headers that framing and routing need, by their place in every `HeaderNames`. */
export const CONTENT_LENGTH = 0;
export const TRANSFER_ENCODING = 1;
export const CONNECTION = 2;
export const CONTENT_TYPE = 3;
export const HOST = 4;
export const EXPECT = 5;
export const IF_NONE_MATCH = 6;
export const ORIGIN = 7;

const CORE = frozen([
  "content-length",
  "transfer-encoding",
  "connection",
  "content-type",
  "host",
  "expect",
  "if-none-match",
  "origin",
]);

const SPACE = 32;
const COLON = 58;
/** Keys that meet are told apart by this step. */
const PROBE = 1 << 24;

/** The headers that somebody asked for. All others are checked, counted and dropped, so that they cost no memory. */
export class HeaderNames {
  private readonly names: string[];
  private readonly words: Uint8Array[] = [];
  private readonly places = new Map<number, number>();
  /** A bit for each length below 32 that a name has: most others are told by it alone. */
  private lengths = 0;

  /** `extra`: lower-case names beside those of framing and routing. */
  constructor(extra: readonly string[] = []) {
    this.names = CORE.concat(extra);
    for (let i = 0; i < this.names.length; i++) {
      const word = encodeUtf8(this.names[i]!);
      assert(tokenEnd(word, 0, word.length) === word.length && word.length > 0, "a header name is a token");
      this.words.push(word);
      assert(word.length < 32, "a header name has at most 31 letters");
      this.lengths |= 1 << word.length;
      let key = nameKey(word, 0, word.length);
      while (this.places.has(key)) key += PROBE;
      this.places.set(key, i);
    }
  }

  get size(): number {
    return this.names.length;
  }

  /** Place of a name given in lower case; asking for one that was not named at the start is a programmer's mistake. */
  place(name: string): number {
    const place = this.names.indexOf(name);
    assert(place >= 0, `header ${name} was not asked for`);
    return place;
  }

  /** Place of the name in `bytes[start..end)` in any case, -1 for one that nobody asked for. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (length > 31 || ((this.lengths >> length) & 1) === 0) return -1;
    let key = nameKey(bytes, start, end);
    for (;;) {
      const place = this.places.get(key);
      if (place === undefined) return -1;
      if (sameWord(bytes, start, end, this.words[place]!)) return place;
      key += PROBE;
    }
  }
}

/** Length, first and last letter: enough to tell most names apart without reading them. */
function nameKey(bytes: Uint8Array, start: number, end: number): number {
  return ((end - start) << 14) | (TOKEN[bytes[start]!]! << 7) | TOKEN[bytes[end - 1]!]!;
}

/** The header lines of one head: values by place, and why the head is refused where it is. */
export class HeaderFields {
  private readonly names: HeaderNames;
  private count = 0;
  values: (string | undefined)[] = [];
  /** The refusal, for the user. */
  message = "";

  constructor(names: HeaderNames) {
    this.names = names;
  }

  /** Starts a new head; the values of the last one stay with who took them. */
  reset(): void {
    this.count = 0;
    this.values = [];
    this.message = "";
  }

  /** Takes one line; returns 0, or the status of the refusal. `cut`: the line goes on behind `end`. */
  line(bytes: Uint8Array, start: number, end: number, cut: boolean): number {
    if (++this.count > MAX_HEADERS) {
      this.message = `A message may have ${MAX_HEADERS} headers, got more. Leave some out.`;
      return 431;
    }
    const colon = tokenEnd(bytes, start, end);
    if (colon === end && cut) {
      this.message = `A header name must fit 512 bytes. Shorten it.`;
      return 431;
    }
    // Covers a folded line, a blank before the colon and a line without one (RFC 9112 sections 5.1 and 5.2).
    if (colon === start || colon === end || bytes[colon] !== COLON) {
      this.message = 'A header must be "Name: value" on one line, without blanks before the colon.';
      return 400;
    }
    const place = this.names.find(bytes, start, colon);
    if (place < 0) return 0;
    if (cut) {
      this.message = `The header ${decodeUtf8(bytes, start, colon)} may have 512 bytes, got more. Shorten it.`;
      return 431;
    }
    let from = colon + 1;
    let to = end;
    if (bytes[from] === SPACE) from++;
    if (bytes[from]! <= SPACE) from = skipBlanks(bytes, from, end);
    if (bytes[to - 1]! <= SPACE) to = trimBlanks(bytes, from, end);
    return this.put(place, decodeUtf8(bytes, from, to));
  }

  private put(place: number, value: string): number {
    const before = this.values[place];
    if (before === undefined) this.values[place] = value;
    else if (place === CONNECTION || place === IF_NONE_MATCH) this.values[place] = `${before}, ${value}`;
    else if (place !== CONTENT_LENGTH || before !== value) {
      this.message = "A header that may stand once came twice. Send it once.";
      return 400;
    }
    return 0;
  }
}
