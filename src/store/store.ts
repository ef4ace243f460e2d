import { assert } from "../ports/assert.ts";
import type { Clock } from "../ports/clock.ts";
import type { Digest } from "../ports/digest.ts";
import { type Files, FilesError } from "../ports/files.ts";
import { PoiError } from "../ports/poi-error.ts";
import type { Random } from "../ports/random.ts";
import { Blobs, type Received } from "./blobs.ts";
import { ALL_KINDS, type DigestTable } from "./digest-table.ts";
import { foreignCounter } from "./foreign-edit.ts";
import { HybridClock, STAMPS_PER_MS, unixMsToStamp } from "./hybrid-clock.ts";
import type { IndexEntry } from "./index-entry.ts";
import { FACTORY_REPLICA, type Item, isItemId, type Kind, type Version, winner } from "./item.ts";
import { ItemIndex } from "./item-index.ts";
import { Journal, type Span } from "./journal.ts";
import { type Content, editItem, mergeItems, resolveItem, sameState, sameWinner, says } from "./merge.ts";
import { checkBody } from "./packed-value.ts";
import { PastChanges } from "./past-changes.ts";
import { itemFromRecord, itemToText } from "./record-text.ts";
import { drawReplica, newRecord, RECORD_FORMAT, type StoreRecord } from "./store-record.ts";
import { checkIncoming, type ItemRoom, NO_LIMIT } from "./store-room.ts";
import { covers } from "./version-vector.ts";

const JOURNAL = "journal.jsonl";
/** Superseded lines that the journal may hold before it is written anew. */
const GARBAGE_BYTES = 16_384;
const DAY_STAMPS = 86_400_000 * STAMPS_PER_MS;
/** A tombstone leaves the digest after a day: by then whoever is about knows, and whoever returns later is told. */
const COLD_AFTER_STAMPS = DAY_STAMPS;

export interface StorePorts {
  clock: Clock;
  digest: Digest;
  files: Files;
  random: Random;
}

/** What became of an item that arrived. */
export interface MergeResult {
  /** "same": nothing new in it; "added": an unknown item; "updated": it changed the winner; "joined": anything else. */
  outcome: "same" | "added" | "updated" | "joined";
  /** The item as it is here now, or undefined when it was not taken. */
  item: Item | undefined;
}

/** Content that nodes are born with. */
export interface Seed extends Content {
  kind: Kind;
  id: string;
}

/**
 * All items and blobs of a node. An index is held in memory, bodies are read from the journal. A local edit is on the medium
 * when its method returns; merged items are when `flush` returns.
 */
export class Store {
  readonly room: ItemRoom;
  readonly blobs: Blobs;
  readonly stamps: HybridClock;
  /** Called after an item changed, however it came to. */
  onChange: (entry: IndexEntry) => void = () => {};
  /** Lines of the journal that were damaged when it was opened. */
  readonly damagedLines: number;

  private readonly localClock: Clock;
  private readonly random: Random;
  private readonly past: PastChanges;
  private readonly journal: Journal;
  private readonly index: ItemIndex;
  /** Blobs that a version referred to when it came and that were not here. */
  private readonly missing = new Set<string>();
  /** An item changed that referred to a blob: perhaps nothing refers to it any more. */
  private hasLooseBlobs = false;
  /** Size of the journal above which it is written anew. */
  private compactAbove = GARBAGE_BYTES;
  private readonly record: StoreRecord = newRecord();

  /**
   * Opens or makes the store. Throws FilesError when the medium refuses.
   *
   * @param room items beyond it do not come in from other nodes; whoever makes some asks before
   */
  constructor(ports: StorePorts, room: ItemRoom = NO_LIMIT) {
    this.room = room;
    this.localClock = ports.clock;
    this.random = ports.random;
    this.past = new PastChanges(ports.clock.localUs());
    this.stamps = new HybridClock(ports.clock);
    this.blobs = new Blobs(ports.files, ports.digest);
    this.index = new ItemIndex(ports.digest);
    this.journal = new Journal(ports.files, JOURNAL, ports.digest);
    this.damagedLines = this.journal.replay((record, span) => this.replay(record, span));
    // After damage the highest counts may be gone: a new replica never gives out a dot twice.
    if (this.record.replica === "" || this.damagedLines > 0) this.renewReplica();
    this.collectBlobs();
  }

  /** Who this store is in version vectors: drawn when the store is made, and anew whenever edits may have been lost. */
  get replica(): string {
    return this.record.replica;
  }

  /** Number of changes since the store was opened; an entry's `sequence` is the number of its change. */
  get sequence(): number {
    return this.index.sequence;
  }

  /** Number of items, tombstones included. */
  get size(): number {
    return this.index.size;
  }

  /** Sums over all items, to compare stores by. */
  get digest(): DigestTable {
    return this.index.digest;
  }

  /** The items of a kind, tombstones included, in no order that means anything. */
  entries(kind: Kind): Iterable<IndexEntry> {
    return this.index.entriesOf(kind).values();
  }

  entry(kind: Kind, id: string): IndexEntry | undefined {
    return this.index.entriesOf(kind).get(id);
  }

  /** All that is known of an item, or undefined where there is none. A deleted one is there, as its tombstone. */
  get(kind: Kind, id: string): Item | undefined {
    const entry = this.entry(kind, id);
    return entry === undefined ? undefined : this.read(entry);
  }

  /** Reads an item back from the medium. Throws PoiError where the medium has lost it. */
  read(entry: IndexEntry): Item {
    const record = this.journal.read(entry);
    const item = record === undefined ? undefined : itemFromRecord(record);
    if (item === undefined)
      throw new PoiError(
        "unavailable",
        `The stored ${entry.kind} "${entry.id}" is damaged. Restart the poi and sync: another one may have it.`,
      );
    return item;
  }

  /** The version that plays, or undefined where the item is deleted or was never there. */
  current(kind: Kind, id: string): Version | undefined {
    const entry = this.entry(kind, id);
    return entry === undefined || entry.deleted ? undefined : winner(this.read(entry));
  }

  /** Stores an edit. The same content again is no edit. Throws PoiError for a body that is too large. */
  put(kind: Kind, id: string, content: Content): Item {
    assert(isItemId(id), "an id that can be read back");
    const before = this.get(kind, id);
    if (before !== undefined && says(winner(before), content)) return before;
    checkBody(content.body);
    return this.writeEdit(editItem(before, { kind, id }, this.newVersion(before, content)));
  }

  /** Deletes an item; returns false where there is none. Siblings of the deleted version stay listed as a conflict. */
  remove(kind: Kind, id: string): boolean {
    const before = this.get(kind, id);
    if (before === undefined || winner(before).deleted) return false;
    this.writeEdit(editItem(before, { kind, id }, this.newVersion(before, undefined)));
    return true;
  }

  /** Ends a conflict with the content of one of its versions. */
  choose(item: Item, chosen: Version): Item {
    const content = chosen.deleted ? undefined : { body: chosen.body, blob: chosen.blob };
    return this.writeEdit(resolveItem(item, this.newVersion(item, content)));
  }

  /**
   * Merges what another node knows of an item. On the medium once `flush` returned. An old tombstone of an unknown item is not
   * taken: it was collected here, or never mattered. Throws PoiError "storage-full" for an unknown item that `room` does not hold.
   */
  merge(theirs: Item): MergeResult {
    for (const version of theirs.versions) this.stamps.observe(version.stamp);
    const entry = this.entry(theirs.kind, theirs.id);
    // Most pushes are heard more than once: the medium need not be read for those.
    if (entry !== undefined && this.index.isSame(entry, theirs)) return { outcome: "same", item: theirs };
    const mine = entry === undefined ? undefined : this.read(entry);
    if (mine === undefined) {
      if (theirs.versions.length === 1 && winner(theirs).deleted && this.isCold(winner(theirs).stamp)) {
        return { outcome: "same", item: undefined };
      }
      checkIncoming(theirs, this.size, this.room);
      this.noticeLostEdits(theirs, undefined);
      this.append(theirs);
      return { outcome: "added", item: theirs };
    }
    this.noticeLostEdits(theirs, mine);
    const { item, splitOff } = mergeItems(mine, theirs);
    if (sameState(item, mine)) return { outcome: "same", item: mine };
    for (const other of splitOff) this.merge(other);
    // A power cut may leave a split-off version in both places, never in none.
    if (splitOff.length > 0) this.journal.flush();
    this.append(item);
    return { outcome: sameWinner(mine, item) ? "joined" : "updated", item };
  }

  /**
   * Merges what a client without version vectors says about an item at `unixMs` (0 where nobody knows when), as a sibling of
   * what is here. The client is `replica`: what it said before is replaced by what it says later, and saying it again changes
   * nothing. On the medium once `flush` returned.
   */
  mergeForeign(kind: Kind, id: string, replica: string, unixMs: number, content: Content): MergeResult {
    checkBody(content.body);
    const mine = this.get(kind, id);
    const stamp = unixMsToStamp(unixMs);
    const counter = foreignCounter(mine?.context[replica] ?? 0, stamp, content);
    if (counter === undefined || mine?.versions.some((version) => says(version, content))) {
      return { outcome: "same", item: mine };
    }
    const version = { replica, counter, stamp, deleted: false, body: content.body, blob: content.blob };
    // What nodes are born with is nobody's edit: whoever says something else supersedes it.
    const born = mine?.context[FACTORY_REPLICA];
    const context = born === undefined ? {} : { [FACTORY_REPLICA]: born };
    return this.merge({ kind, id, context: { ...context, [replica]: counter }, versions: [version] });
  }

  /** Makes merged items survive a power cut. */
  flush(): void {
    this.journal.flush();
    if (this.journal.size > this.compactAbove) this.compact();
    if (this.hasLooseBlobs) this.collectLooseBlobs();
  }

  /** Gives a store the content that nodes are born with, once for each `version` of it. Deleted content stays deleted. */
  seed(version: number, make: () => readonly Seed[]): void {
    if (this.record.seeded >= version) return;
    for (const { kind, id, body, blob } of make()) {
      if (this.entry(kind, id) !== undefined) continue;
      const made = { replica: FACTORY_REPLICA, counter: 1, stamp: 0, deleted: false, body, blob };
      this.append({ kind, id, context: { [FACTORY_REPLICA]: 1 }, versions: [made] });
    }
    this.remember({ seeded: version });
    this.flush();
  }

  /** Whether blobs may be missing: quick to ask, and true for a while after the last item that referred to one is gone. */
  get lacksBlobs(): boolean {
    return this.missing.size > 0;
  }

  /** Blobs that some version of an item of these kinds (a mask) refers to and that are not here yet. */
  missingBlobs(kinds: number): string[] {
    for (const hash of this.missing) if (!this.index.refersTo(hash, ALL_KINDS)) this.missing.delete(hash);
    return Array.from(this.missing).filter((hash) => this.index.refersTo(hash, kinds));
  }

  /** Takes a piece of a missing blob. See Blobs.receive. */
  receiveBlob(hash: string, position: number, total: number, bytes: Uint8Array): Received {
    if (!this.missing.has(hash)) return "ignored";
    const received = this.blobs.receive(hash, position, total, bytes);
    if (received === "complete") this.missing.delete(hash);
    return received;
  }

  /** Takes tombstones out of the digest that have been about for a day. Call before a digest is shown to a peer. */
  coolTombstones(): void {
    for (const entry of this.index.tombstones) if (this.isCold(entry.stamp)) this.index.uncount(entry);
  }

  /** The tombstones that have left the digest and were changed later than `sequence`: that two digests are equal says nothing of them. */
  coldTombstones(sequence: number): IndexEntry[] {
    const cold: IndexEntry[] = [];
    for (const entry of this.index.tombstones)
      if (!entry.counted && entry.sequence > sequence) cold.push(entry);
    return cold;
  }

  /**
   * Forgets tombstones that every known member has: those changed no later than `everybodyHas` (a `sequence`), a day after
   * the deletion; and those that were here already 180 days ago, whoever lacks them. Those of content that nodes are born with
   * stay, or a new node would bring it back.
   */
  collectTombstones(everybodyHas: number): void {
    const forgotten = Math.max(everybodyHas, this.past.settled(this.localClock.localUs(), this.sequence));
    for (const entry of this.index.tombstones) {
      if (!this.isCold(entry.stamp) || entry.sequence > forgotten) continue;
      const { context } = this.read(entry);
      if (context[FACTORY_REPLICA] !== undefined) continue;
      const floor = context[this.replica] ?? 0;
      if (floor > this.record.floor) this.remember({ floor });
      this.journal.append(JSON.stringify({ kind: entry.kind, id: entry.id, forgotten: true }));
      this.index.unlink(entry);
    }
    this.flush();
  }

  /** Removes blobs that no version refers to. */
  collectBlobs(): void {
    this.blobs.collect((hash) => this.index.refersTo(hash, ALL_KINDS));
  }

  /** Ends the use of the files. */
  close(): void {
    this.journal.close();
  }

  private replay(record: Record<string, unknown>, span: Span): void {
    if (record["kind"] === undefined) {
      Object.assign(this.record, record);
      return;
    }
    if (record["forgotten"] === true) this.index.forget(record["kind"] as Kind, String(record["id"]));
    const item = itemFromRecord(record);
    if (item === undefined) return;
    for (const version of item.versions) this.stamps.observe(version.stamp);
    this.link(item, span);
  }

  private newVersion(before: Item | undefined, content: Content | undefined): Version {
    const seen =
      before === undefined ? this.record.floor : (before.context[this.replica] ?? this.record.floor);
    return {
      replica: this.replica,
      counter: seen + 1,
      stamp: this.stamps.next(),
      deleted: content === undefined,
      body: content?.body ?? {},
      blob: content?.blob,
    };
  }

  private writeEdit(item: Item): Item {
    this.append(item);
    this.flush();
    return item;
  }

  private append(item: Item): void {
    const span = this.journal.append(itemToText(item));
    const blobs = this.entry(item.kind, item.id)?.blobs ?? "";
    this.index.sequence++;
    const entry = this.link(item, span);
    if (blobs !== "" && entry.blobs !== blobs) this.hasLooseBlobs = true;
    this.onChange(entry);
  }

  private link(item: Item, span: Span): IndexEntry {
    for (const { blob } of item.versions)
      if (blob !== undefined && !this.blobs.has(blob)) this.missing.add(blob);
    return this.index.link(item, span);
  }

  /** Without the medium's help they stay until the next start. */
  private collectLooseBlobs(): void {
    this.hasLooseBlobs = false;
    try {
      this.collectBlobs();
    } catch (error) {
      if (!(error instanceof FilesError)) throw error;
    }
  }

  private isCold(stamp: number): boolean {
    return this.stamps.now() - stamp > COLD_AFTER_STAMPS;
  }

  private remember(change: Partial<StoreRecord>): void {
    // What the medium refused is not remembered here either, or it would not be written again.
    this.journal.append(JSON.stringify(change));
    Object.assign(this.record, change);
  }

  private renewReplica(): void {
    this.remember({ format: RECORD_FORMAT, replica: drawReplica(this.random) });
    this.journal.flush();
  }

  /** Somebody knows of edits by this replica that are not here: the files were put back to an older state. */
  private noticeLostEdits(theirs: Item, mine: Item | undefined): void {
    const count = theirs.context[this.replica];
    if (count !== undefined && !covers(mine?.context ?? {}, this.replica, count)) this.renewReplica();
  }

  /** Writes the journal anew when most of it is superseded. Without room for that it goes on growing until there is. */
  private compact(): void {
    this.compactAbove = this.journal.size + GARBAGE_BYTES;
    if (this.journal.size < 2 * this.index.liveBytes + GARBAGE_BYTES) return;
    const entries = this.index.all();
    try {
      let offset = this.journal.rewrite(JSON.stringify(this.record), entries);
      for (const entry of entries) {
        entry.offset = offset;
        offset += entry.length;
      }
      this.compactAbove = 2 * this.journal.size + GARBAGE_BYTES;
    } catch (error) {
      if (!(error instanceof FilesError)) throw error;
    }
  }
}
