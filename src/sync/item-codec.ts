/**
 * ITEMS: items with all their versions. Replicas are named once a frame; a time is told from that of the version before it, and
 * a body by its values alone where it has the keys of the one before.
 *
 * | bytes | field |
 * | --- | --- |
 * | varint | r, number of replicas |
 * | 6r | replicas |
 * | varint | milliseconds since 2020 of the first version |
 * | … | items until the end of the frame |
 *
 * Item: flags u8 (bits 0–1 kind; 0x04 plain: one version, and the context is its dot) | id (bytes/radix40.ts); unless plain:
 * varint c | c × (replica index varint, count varint) | number of versions u8. Version: flags u8 (0x08 deleted, 0x10 has a
 * blob, 0x20 the low 12 bits of its stamp are 0), which of a plain item are in the item's flags | replica index varint | counter
 * varint | milliseconds after the version before, zigzag varint | low 12 bits of the stamp varint, unless 0 | blob, 32 bytes, if
 * it has one | body (store/packed-value.ts) unless deleted.
 */
import type { ByteReader } from "../bytes/byte-reader.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import { fromHex, toHex } from "../bytes/hex.ts";
import { readRadix40, writeRadix40 } from "../bytes/radix40.ts";
import { MAX_STAMP, STAMPS_PER_MS } from "../store/hybrid-clock.ts";
import {
  compareVersions,
  type Item,
  isItemId,
  KINDS,
  MAX_BODY_BYTES,
  MAX_VERSIONS,
  type Version,
} from "../store/item.ts";
import { decodeBodyAfter, encodeBodyAfter } from "../store/packed-value.ts";
import { covers, MAX_VECTOR_ENTRIES } from "../store/version-vector.ts";
import { FRAME, FRAME_OVERHEAD } from "./frames.ts";

const PLAIN = 0x04;
const DELETED = 0x08;
const HAS_BLOB = 0x10;
/** The low bits of the stamp are 0 and left out. */
const ROUND = 0x20;
const REPLICA_BYTES = 6;
/** Counters and milliseconds stay below what a stamp can be. */
const MAX_COUNTER = MAX_STAMP;

/** Collects items into one ITEMS frame of bounded length. */
export class ItemsEncoder {
  private readonly limit: number;
  private readonly items: ByteWriter;
  private readonly replicas: string[] = [];
  private baseMs = -1;
  private lastMs = -1;
  /** Of the body before, in order. */
  private keys: readonly string[] = [];

  /** `limit` is the longest frame in bytes. */
  constructor(limit: number) {
    this.limit = limit;
    this.items = new ByteWriter(128, 2 * limit + MAX_BODY_BYTES);
  }

  get empty(): boolean {
    return this.items.at === 0;
  }

  /** Adds an item; returns false, and adds nothing, where the frame has no room for it. */
  add(item: Item): boolean {
    const { at } = this.items;
    const replicas = this.replicas.length;
    const { baseMs, lastMs, keys } = this;
    if (this.encodeItem(item)) return true;
    this.items.at = at;
    this.replicas.length = replicas;
    this.baseMs = baseMs;
    this.lastMs = lastMs;
    this.keys = keys;
    return false;
  }

  /** Writes the frame behind what `writer` holds. */
  write(writer: ByteWriter): void {
    const head = new ByteWriter(64, this.limit);
    head.varint(this.replicas.length);
    for (const replica of this.replicas) head.bytes(fromHex(replica)!);
    head.varint(Math.max(0, this.baseMs));
    writer.u8(FRAME.items);
    writer.varint(head.at + this.items.at);
    writer.bytes(head.view());
    writer.bytes(this.items.view());
  }

  private encodeItem(item: Item): boolean {
    const { items } = this;
    const first = item.versions[0]!;
    const plain =
      item.versions.length === 1 &&
      Object.keys(item.context).length === 1 &&
      item.context[first.replica] === first.counter;
    items.u8(KINDS.indexOf(item.kind) | (plain ? PLAIN | versionFlags(first) : 0));
    writeRadix40(items, item.id);
    if (!plain) {
      const replicas = Object.keys(item.context);
      items.varint(replicas.length);
      for (const replica of replicas) {
        items.varint(this.indexOf(replica));
        items.varint(item.context[replica]!);
      }
      items.u8(item.versions.length);
    }
    for (const version of item.versions) {
      if (!plain) items.u8(versionFlags(version));
      this.encodeVersion(version);
      if (this.byteLength > this.limit) return false;
    }
    return true;
  }

  private encodeVersion(version: Version): void {
    const { items } = this;
    const ms = Math.floor(version.stamp / STAMPS_PER_MS);
    if (this.baseMs < 0) {
      this.baseMs = ms;
      this.lastMs = ms;
    }
    const delta = ms - this.lastMs;
    this.lastMs = ms;
    items.varint(this.indexOf(version.replica));
    items.varint(version.counter);
    items.varint(delta < 0 ? -2 * delta - 1 : 2 * delta);
    if (version.stamp % STAMPS_PER_MS !== 0) items.varint(version.stamp % STAMPS_PER_MS);
    if (version.blob !== undefined) items.bytes(fromHex(version.blob)!);
    if (version.deleted) return;
    items.bytes(encodeBodyAfter(version.body, this.keys));
    this.keys = Object.keys(version.body).sort();
  }

  private indexOf(replica: string): number {
    const index = this.replicas.indexOf(replica);
    return index >= 0 ? index : this.replicas.push(replica) - 1;
  }

  private get byteLength(): number {
    return FRAME_OVERHEAD + 2 + REPLICA_BYTES * this.replicas.length + 7 + this.items.at;
  }
}

/** Reads an ITEMS frame, an item at a time; undefined at the end and where it is malformed (`failed` then is set). */
export class ItemsDecoder {
  private readonly reader: ByteReader;
  private readonly replicas: string[] = [];
  private lastMs: number;
  private keys: readonly string[] = [];

  constructor(payload: ByteReader) {
    this.reader = payload;
    const count = payload.varint();
    if (count * REPLICA_BYTES > payload.left) payload.failed = true;
    for (let i = 0; i < count && !payload.failed; i++)
      this.replicas.push(toHex(payload.slice(REPLICA_BYTES)));
    this.lastMs = payload.varint();
  }

  get failed(): boolean {
    return this.reader.failed;
  }

  next(): Item | undefined {
    const { reader } = this;
    if (reader.failed || reader.left === 0) return undefined;
    const flags = reader.u8();
    const kind = KINDS[flags & 3]!;
    const id = readRadix40(reader);
    if (!isItemId(id)) reader.failed = true;
    const item =
      (flags & PLAIN) !== 0 ? this.plainItem(kind, id, flags & ~PLAIN & ~3) : this.fullItem(kind, id);
    return reader.failed ? undefined : item;
  }

  private plainItem(kind: Item["kind"], id: string, flags: number): Item {
    const version = this.version(flags);
    return { kind, id, context: { [version.replica]: version.counter }, versions: [version] };
  }

  private fullItem(kind: Item["kind"], id: string): Item {
    const { reader } = this;
    const context: { [replica: string]: number } = {};
    const entries = reader.varint();
    if (entries > MAX_VECTOR_ENTRIES + MAX_VERSIONS) reader.failed = true;
    for (let i = 0; i < entries && !reader.failed; i++) context[this.replica()] = this.counter();
    const count = reader.u8();
    if (count === 0 || count > MAX_VERSIONS) reader.failed = true;
    const versions: Version[] = [];
    for (let i = 0; i < count && !reader.failed; i++) {
      const version = this.version(reader.u8());
      if (!covers(context, version.replica, version.counter) || hasDot(versions, version))
        reader.failed = true;
      versions.push(version);
    }
    return { kind, id, context, versions: versions.sort(compareVersions) };
  }

  private version(flags: number): Version {
    const { reader } = this;
    const replica = this.replica();
    const counter = this.counter();
    const zigzag = reader.varint();
    const ms = this.lastMs + (zigzag % 2 === 1 ? -(zigzag + 1) / 2 : zigzag / 2);
    this.lastMs = ms;
    const low = (flags & ROUND) !== 0 ? 0 : reader.varint();
    const stamp = ms * STAMPS_PER_MS + low;
    const deleted = (flags & DELETED) !== 0;
    if (
      (flags & ~(DELETED | HAS_BLOB | ROUND)) !== 0 ||
      low >= STAMPS_PER_MS ||
      stamp < 0 ||
      stamp > MAX_STAMP
    )
      reader.failed = true;
    const blob = (flags & HAS_BLOB) === 0 ? undefined : toHex(reader.slice(32));
    if (deleted && blob !== undefined) reader.failed = true;
    const body = deleted || reader.failed ? {} : decodeBodyAfter(reader, this.keys);
    if (!deleted) this.keys = Object.keys(body).sort();
    return { replica, counter, stamp, deleted, body, blob };
  }

  private replica(): string {
    const replica = this.replicas[this.reader.varint()];
    if (replica === undefined) this.reader.failed = true;
    return replica ?? "";
  }

  private counter(): number {
    const counter = this.reader.varint();
    if (counter === 0 || counter > MAX_COUNTER) this.reader.failed = true;
    return counter;
  }
}

function versionFlags(version: Version): number {
  return (
    (version.stamp % STAMPS_PER_MS === 0 ? ROUND : 0) |
    (version.deleted ? DELETED : 0) |
    (version.blob === undefined ? 0 : HAS_BLOB)
  );
}

function hasDot(versions: readonly Version[], version: Version): boolean {
  return versions.some((other) => other.replica === version.replica && other.counter === version.counter);
}
