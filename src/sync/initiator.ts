import { ByteReader } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { BUCKETS, saltedHash } from "../store/digest-table.ts";
import type { IndexEntry } from "../store/index-entry.ts";
import type { Store } from "../store/store.ts";
import { bucketEntries, encodeBucket, KEY_BYTES } from "./differences.ts";
import { Exchange, MALFORMED } from "./exchange.ts";
import { FLAG_PULL, FLAG_PUSH, FRAME, type Frame, MAX_MESSAGE_BYTES, nextFrame } from "./frames.ts";
import { decodeHello, encodeHello } from "./hello.ts";

/** Most messages of a session: 10 MB of blobs. What is left over waits for the next one. */
const MAX_ROUNDS = 2600;

/** Which way items go, seen from the node that asks. */
export type Direction = "bidirectional" | "push" | "pull";

export interface InitiatorOptions {
  store: Store;
  deviceId: string;
  groups: readonly number[];
  /** Mask of the kinds to sync. */
  kinds: number;
  direction: Direction;
  /** 16 random bits. */
  salt: number;
  /** Items that the other side is known to lack: they go with the first message. */
  news: readonly IndexEntry[];
}

/** The side of a session that asks: make a request, take the answer, and so on until `next` returns undefined. */
export class Initiator {
  exchange: Exchange;
  /** Both sides were seen to have the same. */
  equal = false;
  /** Why the session cannot go on, in words for the user. */
  refused: string | undefined;
  /** Who answered: 12 hex digits. */
  peerId = "";

  private readonly options: InitiatorOptions;
  private rounds = 0;
  private more = false;
  private theirRoot: Uint8Array | undefined;
  private theirDigests: number[] = [];
  private differing: number[] = [];

  constructor(options: InitiatorOptions) {
    this.options = options;
    this.exchange = this.makeExchange(options.kinds);
  }

  /** The next request, or undefined when the session is over. */
  next(): Uint8Array | undefined {
    const { exchange } = this;
    if (this.refused !== undefined || exchange.trouble !== undefined || this.rounds === MAX_ROUNDS)
      return undefined;
    const writer = new ByteWriter(512, MAX_MESSAGE_BYTES);
    if (this.rounds === 0) {
      // An edit that could not be flushed must not be heard of: after a power cut its dot would be given out again.
      exchange.guard(() => exchange.store.flush());
      this.writeHello(writer);
      if (exchange.mayGive) exchange.send(this.options.news);
    } else if (this.differing.length > 0) {
      this.writeKeys(writer);
    } else if (!exchange.pending && !this.more) {
      return undefined;
    }
    exchange.guard(() => exchange.write(writer));
    if (exchange.trouble !== undefined) return undefined;
    this.rounds++;
    return writer.finish();
  }

  /** Takes the answer to the last request. */
  take(answer: Uint8Array): void {
    const reader = new ByteReader(answer);
    this.more = false;
    this.exchange.guard(() => {
      for (let frame = nextFrame(reader); frame !== undefined; frame = nextFrame(reader))
        this.takeFrame(frame);
      this.exchange.store.flush();
    });
    if (reader.failed) this.exchange.trouble = MALFORMED;
    this.compareRoots();
  }

  private takeFrame(frame: Frame): void {
    const { type, payload } = frame;
    if (type === FRAME.hello) this.takeHello(payload);
    else if (type === FRAME.digests) this.takeDigests(payload);
    else if (type === FRAME.more) this.more = true;
    else if (type === FRAME.refused) this.refused = payload.text(payload.left).slice(0, 200);
    else this.exchange.take(frame);
  }

  private makeExchange(kinds: number): Exchange {
    const { store, salt, direction } = this.options;
    return new Exchange({ store, kinds, salt, mayGive: direction !== "pull", mayTake: direction !== "push" });
  }

  private writeHello(writer: ByteWriter): void {
    const { store, deviceId, groups, kinds, direction, salt } = this.options;
    const flags = kinds | (direction === "pull" ? 0 : FLAG_PUSH) | (direction === "push" ? 0 : FLAG_PULL);
    store.coolTombstones();
    encodeHello(writer, { flags, deviceId, salt, root: store.digest.root(kinds), groups });
  }

  private takeHello(payload: ByteReader): void {
    const hello = decodeHello(payload);
    if (hello === undefined || hello === "version") {
      this.refused =
        "The other poi speaks another version of the sync protocol. Update the firmware of both.";
      return;
    }
    this.peerId = hello.deviceId;
    this.theirRoot = hello.root;
    const kinds = hello.flags & this.options.kinds;
    if (kinds !== this.options.kinds) this.exchange = this.makeExchange(kinds);
  }

  private takeDigests(payload: ByteReader): void {
    for (let bucket = 0; bucket < BUCKETS; bucket++) this.theirDigests.push(payload.u32());
    if (payload.failed) this.exchange.trouble = MALFORMED;
  }

  /** After the first answer, with the items that came with it: is anything left to find? */
  private compareRoots(): void {
    if (this.theirRoot === undefined) return;
    const { store, kinds, salt } = this.exchange;
    this.equal = sameBytes(store.digest.root(kinds), this.theirRoot);
    this.theirRoot = undefined;
    if (this.equal) return;
    for (let bucket = 0; bucket < this.theirDigests.length; bucket++) {
      const theirs = this.theirDigests[bucket]!;
      if (theirs === store.digest.bucket(kinds, bucket, salt)) continue;
      // An empty bucket lacks all that ours counts: no keys are needed to find that out.
      if (theirs !== saltedHash(0, 0, salt) || !this.exchange.mayGive) this.differing.push(bucket);
      else this.exchange.send(bucketEntries(store, kinds, bucket).filter((entry) => entry.counted));
    }
  }

  private writeKeys(writer: ByteWriter): void {
    const { store, kinds, salt } = this.exchange;
    const keys = new ByteWriter(256, MAX_MESSAGE_BYTES);
    while (this.differing.length > 0) {
      const entries = bucketEntries(store, kinds, this.differing[0]!);
      if (keys.at > 0 && keys.at + entries.length * KEY_BYTES > MAX_MESSAGE_BYTES - 16) break;
      encodeBucket(keys, this.differing.shift()!, entries, salt);
    }
    writer.u8(FRAME.keys);
    writer.varint(keys.at);
    writer.bytes(keys.view());
  }
}

/** Whether two views hold the same bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
