import { ByteReader } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import type { Ports } from "../ports/ports.ts";
import type { Timer } from "../ports/timers.ts";
import { asUserError } from "../ports/user-error.ts";
import { ALL_KINDS } from "../store/digest-table.ts";
import type { IndexEntry } from "../store/index-entry.ts";
import { KINDS } from "../store/item.ts";
import { sameState } from "../store/merge.ts";
import type { Store } from "../store/store.ts";
import { DATAGRAM, HEAD_BYTES, MAX_DATAGRAM_BYTES, writeU48 } from "./datagram.ts";
import { FRAME, nextFrame } from "./frames.ts";
import { ItemsDecoder, ItemsEncoder } from "./item-codec.ts";
import { chance } from "./trickle.ts";

/**
 * Fresh edits, pushed. The problem: an edit on one poi is to be on a hundred others in a fraction of a second, though many of them
 * miss any one packet. The idea: an edit is multicast at once and again a little later. Who missed all of it shows by its
 * beacon a digest that this node knows, because it had it itself: then what changed since is known exactly, and is sent again.
 * Only a digest that neither side knows of the other takes a session (synchronizer.ts).
 *
 * ITEMS: head (datagram.ts) | root digest of the sender, 6 bytes | frames ITEMS of a session (item-codec.ts).
 */
const ITEMS_AT = HEAD_BYTES + 6;
/** Room that a tag of the group's key will take (datagram.ts). */
const TAG_BYTES = 8;
/** An edit is sent so often: of a hundred nodes that lose 15 % each, two thirds of one misses all three. */
const COPY_MS: readonly number[] = Object.freeze([25, 75]);
/** More than this goes by a session. */
const MAX_DATAGRAMS = 6;
/** Digests of its own that a node remembers, each with the change of the store that it belongs to. */
const MAX_ROOTS = 16;
/** Somebody behind was heard: many may know what it lacks, and the first to say so spares the others. */
const REPAIR_MS = 40;
/** Repairs to single nodes in a second, so that forged senders cannot make the node flood somebody. */
const MAX_REPAIRS = 10;

export interface NewsParts {
  ports: Pick<Ports, "timers" | "clock" | "random">;
  store: Store;
  /** Whether this node gives and takes by itself now. */
  isOpen(): boolean;
  /** Sends to all nodes of all groups, or to one neighbour; the head is written there. */
  send(row: number, type: number, bytes: Uint8Array): void;
  /** What this node has is another thing now. */
  onChange(): void;
}

/** Everybody. */
export const ALL_ROWS = -1;

export class News {
  /** Edits that came by push, and pushes that could not be read. */
  taken = 0;
  pushed = 0;
  malformed = 0;
  /** Pushes that the disk refused. */
  refused = 0;
  private readonly parts: NewsParts;
  private rootValue = 0;
  private rootSequence = -1;
  private readonly roots = new Float64Array(MAX_ROOTS).fill(-1);
  private readonly sequences = new Float64Array(MAX_ROOTS);
  private nextRoot = 0;
  private pushedUpTo: number;
  /** What is being pushed: what changed after this, and how many copies have left. */
  private burstSince = 0;
  private copies = COPY_MS.length + 1;
  private pushTimer: Timer | undefined;
  private repairSince = 0;
  private repairTimer: Timer | undefined;
  private repairSecond = 0;
  private repairs = 0;
  private taking = false;
  /** What changed after this is too much for datagrams. */
  private tooMuchSince = -1;

  constructor(parts: NewsParts) {
    this.parts = parts;
    this.pushedUpTo = parts.store.sequence;
  }

  stop(): void {
    this.pushTimer?.cancel();
    this.repairTimer?.cancel();
    this.pushTimer = undefined;
    this.repairTimer = undefined;
    this.copies = COPY_MS.length + 1;
  }

  /** Digest of all that this node has, in 48 bits. */
  get root(): number {
    const { store } = this.parts;
    if (this.rootSequence !== store.sequence) this.refreshRoot();
    return this.rootValue;
  }

  /** Computes the digest anew: it also changes as tombstones grow old. Returns whether it did. */
  refreshRoot(): boolean {
    const { store } = this.parts;
    const before = this.rootValue;
    const root = store.digest.root(ALL_KINDS);
    const upper = (root[0]! << 16) | (root[1]! << 8) | root[2]!;
    const lower = (root[4]! << 16) | (root[5]! << 8) | root[6]!;
    this.rootValue = upper * 0x1000000 + lower;
    this.rootSequence = store.sequence;
    return this.rootValue !== before;
  }

  /** Remembers the digest of now: somebody else may have it too. */
  remember(): void {
    const { root, roots } = this;
    const last = (this.nextRoot + MAX_ROOTS - 1) % MAX_ROOTS;
    if (roots[last] === root) {
      this.sequences[last] = this.parts.store.sequence;
      return;
    }
    roots[this.nextRoot] = root;
    this.sequences[this.nextRoot] = this.parts.store.sequence;
    this.nextRoot = (this.nextRoot + 1) % MAX_ROOTS;
  }

  /** The change of the store at which this node had that digest, -1 where it is not known. @hot */
  known(root: number): number {
    for (let i = 0; i < MAX_ROOTS; i++) if (this.roots[i] === root) return this.sequences[i]!;
    return -1;
  }

  /** Something was stored. What comes from other nodes by push has left already. */
  changed(): void {
    if (this.taking || this.pushTimer !== undefined) return;
    this.pushTimer = this.parts.ports.timers.after(0, () => this.push());
  }

  /**
   * Somebody has a digest that this node had at a change: sends what it lacks, to it alone or to all after a while.
   *
   * @returns whether there is something that it lacks, and that is little enough
   */
  repair(row: number, since: number): boolean {
    if (since >= this.parts.store.sequence || since <= this.tooMuchSince) return false;
    const { timers, clock, random } = this.parts.ports;
    if (row !== ALL_ROWS) {
      const second = Math.floor(clock.localUs() / 1e6);
      if (second !== this.repairSecond) this.repairs = 0;
      this.repairSecond = second;
      if (this.repairs++ < MAX_REPAIRS) return this.send(row, since);
    }
    this.repairSince = this.repairTimer === undefined ? since : Math.min(since, this.repairSince);
    this.repairTimer ??= timers.after(REPAIR_MS * chance(random), () => {
      this.repairTimer = undefined;
      this.send(ALL_ROWS, this.repairSince);
    });
    return true;
  }

  /**
   * Takes items that were pushed.
   *
   * @param root digest that the sender has
   * @returns whether there was something new among them
   */
  take(bytes: Uint8Array, root: number): boolean {
    const { store } = this.parts;
    // Most that is pushed comes twice more: whoever has the same digest holds nothing else.
    if (root === this.root) {
      this.heardOwn();
      return false;
    }
    const before = store.sequence;
    let news = false;
    this.taking = true;
    try {
      news = this.merge(new ByteReader(bytes, ITEMS_AT));
      store.flush();
    } catch (error) {
      if (asUserError(error) === undefined) throw error;
      this.refused++;
    } finally {
      this.taking = false;
    }
    // What was heard need not be said again, unless more came of it than was heard.
    if (!news && this.pushTimer === undefined && this.pushedUpTo === before) this.pushedUpTo = store.sequence;
    if (news) this.changed();
    if (this.root === root) this.heardOwn();
    if (store.sequence !== before) this.parts.onChange();
    return store.sequence !== before;
  }

  /** Somebody else has said what this node has. */
  private heardOwn(): void {
    this.remember();
    this.repairTimer?.cancel();
    this.repairTimer = undefined;
  }

  private merge(reader: ByteReader): boolean {
    const { store } = this.parts;
    let news = false;
    for (let frame = nextFrame(reader); frame !== undefined; frame = nextFrame(reader)) {
      if (frame.type !== FRAME.items) continue;
      const decoder = new ItemsDecoder(frame.payload);
      for (let theirs = decoder.next(); theirs !== undefined; theirs = decoder.next()) {
        const { outcome, item } = store.merge(theirs);
        if (outcome !== "same") this.taken++;
        if (outcome !== "same" && item !== undefined && !sameState(item, theirs)) news = true;
      }
      if (decoder.failed) this.malformed++;
    }
    if (reader.failed) this.malformed++;
    return news;
  }

  private push(): void {
    const { store, ports, isOpen, onChange } = this.parts;
    this.pushTimer = undefined;
    if (this.pushedUpTo < store.sequence) {
      const burstOver = this.copies > COPY_MS.length;
      this.burstSince = burstOver ? this.pushedUpTo : Math.min(this.burstSince, this.pushedUpTo);
      this.pushedUpTo = store.sequence;
      this.copies = 0;
      onChange();
    }
    if (!isOpen() || this.copies > COPY_MS.length) return;
    const sent = this.send(ALL_ROWS, this.burstSince);
    const waitMs = COPY_MS[this.copies];
    this.copies = sent ? this.copies + 1 : COPY_MS.length + 1;
    if (sent && waitMs !== undefined) this.pushTimer = ports.timers.after(waitMs, () => this.push());
  }

  /** Sends what changed after a change; false, and nothing, where that is too much. */
  private send(row: number, since: number): boolean {
    const { store } = this.parts;
    const changed: IndexEntry[] = [];
    for (const kind of KINDS) {
      for (const entry of store.entries(kind))
        if (entry.sequence > since && entry.counted) changed.push(entry);
    }
    changed.sort((a, b) => a.sequence - b.sequence);
    try {
      const datagrams = this.encode(changed);
      if (datagrams === undefined) {
        this.tooMuchSince = Math.max(this.tooMuchSince, since);
        return false;
      }
      for (const datagram of datagrams) this.parts.send(row, DATAGRAM.items, datagram);
      this.pushed += datagrams.length;
      this.remember();
      return datagrams.length > 0;
    } catch (error) {
      if (asUserError(error) === undefined) throw error;
      return false;
    }
  }

  private encode(entries: readonly IndexEntry[]): Uint8Array[] | undefined {
    const { store } = this.parts;
    const datagrams: Uint8Array[] = [];
    let frame = new ItemsEncoder(FRAME_BYTES);
    for (let i = 0; i < entries.length; ) {
      const item = store.read(entries[i]!);
      if (frame.add(item)) {
        i++;
        continue;
      }
      // An item that fills a datagram by itself goes by a session.
      if (frame.empty || datagrams.length === MAX_DATAGRAMS - 1) return undefined;
      datagrams.push(this.finish(frame));
      frame = new ItemsEncoder(FRAME_BYTES);
    }
    if (!frame.empty) datagrams.push(this.finish(frame));
    return datagrams;
  }

  private finish(frame: ItemsEncoder): Uint8Array {
    const writer = new ByteWriter(256, MAX_DATAGRAM_BYTES);
    writer.bytes(new Uint8Array(ITEMS_AT));
    frame.write(writer);
    const bytes = writer.finish();
    writeU48(bytes, HEAD_BYTES, this.root);
    return bytes;
  }
}

const FRAME_BYTES = MAX_DATAGRAM_BYTES - ITEMS_AT - TAG_BYTES;
