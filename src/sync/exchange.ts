import type { ByteReader } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { asUserError } from "../ports/user-error.ts";
import type { IndexEntry } from "../store/index-entry.ts";
import { type Item, KINDS } from "../store/item.ts";
import { sameState } from "../store/merge.ts";
import type { Store } from "../store/store.ts";
import { BlobExchange } from "./blob-exchange.ts";
import { findStates } from "./differences.ts";
import { FRAME, type Frame, MAX_MESSAGE_BYTES } from "./frames.ts";
import { ItemsDecoder, ItemsEncoder } from "./item-codec.ts";

/** Said of bytes that break the protocol. */
export const MALFORMED = "The other poi sent bytes that make no sense. Update the firmware of both.";

/** Changes that one side took over in a session, by kind, and how many of its items were in conflict afterwards. */
export interface SyncCounts {
  image: number;
  pattern: number;
  sequence: number;
  setting: number;
  conflicts: number;
}

export function noCounts(): SyncCounts {
  return { image: 0, pattern: 0, sequence: 0, setting: 0, conflicts: 0 };
}

/** Changes of all kinds together. */
export function countChanges({ image, pattern, sequence, setting }: SyncCounts): number {
  return image + pattern + sequence + setting;
}

export interface ExchangeOptions {
  store: Store;
  /** Mask of the kinds that this session moves. */
  kinds: number;
  salt: number;
  /** Whether this side may send items, and whether it takes them. */
  mayGive: boolean;
  mayTake: boolean;
}

/**
 * One side of a session, the same for both: it queues what the other lacks, merges what comes, fetches blobs
 * (blob-exchange.ts). A message holds as much as fits; what is left waits for the next one.
 *
 * RESULT: changes taken so far in this session, as images, patterns, sequences, settings, conflicts, each a varint.
 */
export class Exchange {
  readonly store: Store;
  readonly kinds: number;
  readonly salt: number;
  readonly mayGive: boolean;
  readonly mayTake: boolean;
  /** What this side has taken so far. */
  readonly taken = noCounts();
  /** What the other side says that it has taken. */
  given = noCounts();
  readonly blobs: BlobExchange;
  /** What was malformed or could not be stored, in words for the user: the session did not bring both to the same state. */
  trouble: string | undefined;

  private sends: IndexEntry[] = [];
  private wants: number[] = [];
  private reported = 0;

  constructor(options: ExchangeOptions) {
    this.store = options.store;
    this.kinds = options.kinds;
    this.salt = options.salt;
    this.mayGive = options.mayGive;
    this.mayTake = options.mayTake;
    this.blobs = new BlobExchange(options.store, options.kinds);
  }

  /** Whether this side still has something to say: items or wants that did not fit, a piece asked for, a blob to ask for. */
  get pending(): boolean {
    return this.unsaid || (this.mayTake && this.blobs.missing);
  }

  /** Whether something did not fit into the last message. */
  get unsaid(): boolean {
    return this.sends.length > 0 || this.wants.length > 0 || this.blobs.asked;
  }

  /** Queues own items. */
  send(entries: readonly IndexEntry[]): void {
    for (const entry of entries) this.sends.push(entry);
  }

  /** Queues questions for states that the other side named. */
  want(states: readonly number[]): void {
    for (const state of states) this.wants.push(state);
  }

  /** Takes one frame; those of a type that it does not know are from a later version, and are left alone. */
  take(frame: Frame): void {
    const { payload } = frame;
    switch (frame.type) {
      case FRAME.items:
        this.takeItems(payload);
        break;
      case FRAME.want:
        if (this.mayGive) this.send(findStates(payload, this.store, this.kinds, this.salt));
        break;
      case FRAME.wantChunk:
        if (this.mayGive && !this.blobs.takeQuestion(payload)) this.trouble = MALFORMED;
        break;
      case FRAME.chunk:
        if (this.mayTake && !this.blobs.takeChunk(payload)) this.trouble = MALFORMED;
        break;
      case FRAME.result:
        this.takeResult(payload);
        break;
    }
  }

  /** Runs work that may find the medium full or broken, which ends the session and nothing else. */
  guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      const reason = asUserError(error);
      if (reason === undefined) throw error;
      this.trouble = reason.message;
    }
  }

  /** Writes what is queued, as far as it fits. */
  write(writer: ByteWriter): void {
    this.writeItems(writer);
    this.writeWants(writer);
    if (this.sends.length > 0) return;
    if (this.mayGive) this.blobs.writeChunks(writer);
    if (this.mayTake) this.blobs.writeQuestions(writer);
  }

  /** Writes RESULT where there is news since the last one. */
  writeResult(writer: ByteWriter): void {
    const { image, pattern, sequence, setting, conflicts } = this.taken;
    const sum = image + pattern + sequence + setting + conflicts;
    if (sum === this.reported) return;
    this.reported = sum;
    const payload = new ByteWriter(48);
    for (const count of [image, pattern, sequence, setting, conflicts]) payload.varint(count);
    writer.u8(FRAME.result);
    writer.varint(payload.at);
    writer.bytes(payload.view());
  }

  private takeItems(payload: ByteReader): void {
    const decoder = new ItemsDecoder(payload);
    for (let item = decoder.next(); item !== undefined; item = decoder.next()) {
      if (this.mayTake && (this.kinds & (1 << KINDS.indexOf(item.kind))) !== 0) this.merge(item);
    }
    if (decoder.failed) this.trouble = MALFORMED;
  }

  private merge(theirs: Item): void {
    const { outcome, item } = this.store.merge(theirs);
    if (outcome !== "same") {
      this.taken[theirs.kind]++;
      if (item !== undefined && item.versions.length > 1) this.taken.conflicts++;
    }
    // They lack something that is here: what came of the merge goes back.
    if (item === undefined || !this.mayGive || sameState(item, theirs)) return;
    const entry = this.store.entry(item.kind, item.id);
    if (entry !== undefined) this.sends.push(entry);
  }

  private writeItems(writer: ByteWriter): void {
    if (this.sends.length === 0) return;
    const frame = new ItemsEncoder(MAX_MESSAGE_BYTES - writer.at);
    let count = 0;
    for (; count < this.sends.length; count++) {
      const { kind, id } = this.sends[count]!;
      const item = this.store.get(kind, id);
      if (item !== undefined && !frame.add(item)) break;
    }
    this.sends = this.sends.slice(count);
    if (!frame.empty) frame.write(writer);
  }

  private writeWants(writer: ByteWriter): void {
    const count = Math.min(this.wants.length, Math.floor((MAX_MESSAGE_BYTES - writer.at - 8) / 4));
    if (count <= 0) return;
    writer.u8(FRAME.want);
    writer.varint(4 * count);
    for (let i = 0; i < count; i++) writer.u32(this.wants[i]!);
    this.wants = this.wants.slice(count);
  }

  private takeResult(payload: ByteReader): void {
    const counts = noCounts();
    counts.image = payload.varint();
    counts.pattern = payload.varint();
    counts.sequence = payload.varint();
    counts.setting = payload.varint();
    counts.conflicts = payload.varint();
    if (!payload.failed) this.given = counts;
  }
}
