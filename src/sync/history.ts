import { frozen } from "../bytes/frozen.ts";
import type { Digest } from "../ports/digest.ts";
import { type Files, FilesError } from "../ports/files.ts";
import { Journal, type Span } from "../store/journal.ts";
import type { SyncCounts } from "./exchange.ts";
import type { Direction } from "./initiator.ts";

/** How many syncs are remembered. */
export const HISTORY_LENGTH = 100;

/** One sync, as it is shown. */
export interface SyncRecord {
  /** Unix milliseconds at its start, 0 where the node did not know the time. */
  time: number;
  peerId: string;
  peerName: string;
  /** Who began: this node, or the peer. */
  role: "asked" | "answered";
  direction: Direction;
  /** "equal": both had the same already; "synced": both gave what was missing; "failed": it was cut off or refused. */
  outcome: "equal" | "synced" | "failed";
  /** Why it failed, for the user. */
  error?: string;
  /** Changes that this node took, and those that the peer said it took. */
  taken: SyncCounts;
  given: SyncCounts;
  /** Pictures and other bulk content that became whole here. */
  blobs: number;
  bytesIn: number;
  bytesOut: number;
  durationMs: number;
}

/** So many may stand in the file before it is written anew with the last ones only. */
const MAX_RECORDS = 2 * HISTORY_LENGTH;

/**
 * The last syncs, in the file `history.jsonl`; in memory only where each stands. That is a table of fixed size: of objects there
 * would be 600 more slots on the day before the file is written anew than on the day after.
 */
export class History {
  private readonly journal: Journal;
  private readonly offsets = new Uint32Array(MAX_RECORDS);
  private readonly lengths = new Uint32Array(MAX_RECORDS);
  /** Records of the file, and how many there were before the first of them. */
  private count = 0;
  private dropped = 0;
  private latest: SyncRecord | undefined;

  constructor(files: Files, digest: Digest) {
    this.journal = new Journal(files, "history.jsonl", digest);
    this.journal.replay((record, span) => {
      if (record.peerId === undefined) return;
      if (this.count === MAX_RECORDS) this.drop(1);
      this.note(span);
    });
  }

  /** The latest sync of all, those that found nothing included. */
  get last(): SyncRecord | undefined {
    return this.latest;
  }

  /** Number of the next record, counted since the node started; the last `HISTORY_LENGTH` before it can be read. */
  get next(): number {
    return this.dropped + this.count;
  }

  /** Remembers a sync. One that found nothing to do is not worth a write to flash: only `last` knows it. */
  add(record: SyncRecord): void {
    this.latest = record;
    if (record.outcome === "equal") return;
    try {
      if (this.count === MAX_RECORDS) this.shorten();
      this.note(this.journal.append(JSON.stringify(record)));
      this.journal.flush();
    } catch (error) {
      // History gives way where there is no room left.
      if (!(error instanceof FilesError)) throw error;
    }
  }

  /** The last syncs, the latest first, without those that found nothing to do. */
  list(): IterableIterator<SyncRecord> {
    return latest(this);
  }

  /** A record by its number; undefined where it is gone. */
  read(number: number): SyncRecord | undefined {
    const i = number - this.dropped;
    if (i < 0 || i >= this.count) return undefined;
    const span = { offset: this.offsets[i]!, length: this.lengths[i]! };
    return this.journal.read(span) as SyncRecord | undefined;
  }

  close(): void {
    this.journal.close();
  }

  private note({ offset, length }: Span): void {
    this.offsets[this.count] = offset;
    this.lengths[this.count] = length;
    this.count++;
  }

  /** Writes the file anew with the last records only. Throws FilesError; then all is as it was. */
  private shorten(): void {
    const { offsets, lengths } = this;
    const first = this.count - HISTORY_LENGTH;
    const kept = Array.from(lengths.subarray(first), (length, i) => ({
      offset: offsets[first + i]!,
      length,
    }));
    let offset = this.journal.rewrite("{}", kept);
    this.drop(first);
    for (let i = 0; i < this.count; i++) {
      offsets[i] = offset;
      offset += lengths[i]!;
    }
  }

  /** Forgets where the oldest records stand. */
  private drop(records: number): void {
    this.offsets.copyWithin(0, records);
    this.lengths.copyWithin(0, records);
    this.count -= records;
    this.dropped += records;
  }
}

const latest = frozen(function* latest(history: History): IterableIterator<SyncRecord> {
  // By number: a sync may end, and the file be written anew, before the list is read to its end.
  const last = history.next - 1;
  for (let number = last; number > last - HISTORY_LENGTH; number--) {
    const record = history.read(number);
    if (record !== undefined) yield record;
  }
});
