import { decodeUtf8 } from "../bytes/utf8.ts";

/** Unknown names that are let through, so that a refusal can tell a user which one was wrong. */
const MOST_LEARNT = 32;
/** A longer key was not meant to be one of ours. */
const MAX_BYTES = 40;
const QUOTE = 34;
const BLANK = 32;
const QUESTION_MARK = 63;

/**
 * Which keys of JSON from outside become names of properties. The problem: XS keeps each text that was ever such a name for as long as
 * it runs (a slot and a chunk; the Moddable SDK is built without `mxKeysGarbageCollection`), and JSON.parse makes one of each key. Whoever
 * sent keys of his own, time and again, would fill the memory of a poi. The idea: keys that the API knows are let through, and so are the
 * first few others; what is beyond is called "?" in the text, before the engine reads it, and is passed over as unknown keys are.
 */
export class JsonNames {
  private readonly known: readonly string[];
  private readonly learnt: string[] = [];
  private readonly mostLearnt: number;

  constructor(known: readonly string[], mostLearnt = MOST_LEARNT) {
    this.known = known;
    this.mostLearnt = mostLearnt;
  }

  /** Takes a key of two bytes or more, `bytes[from..to)` between its quotes; one that may not become a name is written over. */
  take(bytes: Uint8Array, from: number, to: number): void {
    if (to - from <= MAX_BYTES && this.admits(decodeUtf8(bytes, from, to))) return;
    bytes[from] = QUESTION_MARK;
    bytes[from + 1] = QUOTE;
    bytes.fill(BLANK, from + 2, to + 1);
  }

  private admits(name: string): boolean {
    if (this.known.includes(name) || this.learnt.includes(name)) return true;
    if (this.learnt.length >= this.mostLearnt) return false;
    this.learnt.push(name);
    return true;
  }
}
