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

/** The last syncs, in the file `history.jsonl`; in memory only where each stands. */
export class History {
  private readonly journal: Journal;
  private spans: Span[] = [];
  private latest: SyncRecord | undefined;

  constructor(files: Files, digest: Digest) {
    this.journal = new Journal(files, "history.jsonl", digest);
    this.journal.replay((record, span) => {
      if (record.peerId !== undefined) this.spans.push(span);
    });
  }

  /** The latest sync of all, those that found nothing included. */
  get last(): SyncRecord | undefined {
    return this.latest;
  }

  /** Remembers a sync. One that found nothing to do is not worth a write to flash: only `last` knows it. */
  add(record: SyncRecord): void {
    this.latest = record;
    if (record.outcome === "equal") return;
    try {
      this.spans.push(this.journal.append(JSON.stringify(record)));
      if (this.spans.length >= 2 * HISTORY_LENGTH) this.shorten();
      else this.journal.flush();
    } catch (error) {
      // History gives way where there is no room left.
      if (!(error instanceof FilesError)) throw error;
    }
  }

  /** The last syncs, the latest first, without those that found nothing to do. */
  list(): IterableIterator<SyncRecord> {
    return latest(this.journal, () => this.spans);
  }

  close(): void {
    this.journal.close();
  }

  private shorten(): void {
    const kept = this.spans.slice(-HISTORY_LENGTH);
    let offset = this.journal.rewrite("{}", kept);
    this.spans = kept.map(({ length }) => {
      const span = { offset, length };
      offset += length;
      return span;
    });
  }
}

const latest = frozen(function* latest(
  journal: Journal,
  spansNow: () => readonly Span[],
): IterableIterator<SyncRecord> {
  // A sync may end, and the file be shortened, before the list is read to its end.
  const spans = spansNow();
  for (let i = spans.length - 1, end = Math.max(0, spans.length - HISTORY_LENGTH); i >= end; i--) {
    const record = journal.read(spans[i]!);
    if (record !== undefined) yield record as unknown as SyncRecord;
  }
});
