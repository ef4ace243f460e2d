/**
 * What two stores say to one another, the same over every transport. The problem: find and move what differs between two
 * stores in few bytes and few round trips, whatever the number of devices that ever wrote. The idea: compare sums of hashes
 * (store/digest-table.ts), first one, then sixteen, then the hashes of the items in the buckets that differ. docs/protocol.md
 * has an example of every frame.
 *
 * A message is frames one behind the other. Each: type u8 | length varint | payload. Numbers are big-endian.
 */
import { ByteReader } from "../bytes/byte-reader.ts";
import type { ByteWriter } from "../bytes/byte-writer.ts";

/** Frame types. */
export const FRAME = Object.freeze({
  hello: 1,
  digests: 2,
  keys: 3,
  want: 4,
  items: 5,
  wantChunk: 6,
  chunk: 7,
  result: 8,
  refused: 9,
  more: 10,
});

/** Version of this protocol. A node refuses another version, saying so. */
export const PROTOCOL_VERSION = 1;

/** Longest message. Holds one 4 KB chunk, or an item with ten versions of the longest body. */
export const MAX_MESSAGE_BYTES = 8192;

/** Kinds bits of HELLO's flags, and who may give: the one who asked (push) and the one who answers (pull). */
export const FLAG_PUSH = 0x10;
export const FLAG_PULL = 0x20;

/** Most groups of a node. */
export const MAX_GROUPS = 4;

/**
 * HELLO, 19 + 4n bytes: who speaks, and a digest of all it has.
 *
 * | offset | bytes | field |
 * | --- | --- | --- |
 * | 0 | 1 | protocol version |
 * | 1 | 1 | kinds (bits 0–3), 0x10 push, 0x20 pull |
 * | 2 | 6 | device id |
 * | 8 | 2 | salt of the session |
 * | 10 | 8 | root digest over the kinds |
 * | 18 | 1 | n, number of groups, 1 to 4 |
 * | 19 | 4n | CRC-32 of each group's name |
 */
export interface Hello {
  flags: number;
  /** 12 hex digits. */
  deviceId: string;
  salt: number;
  /** 8 bytes. */
  root: Uint8Array;
  groups: readonly number[];
}

/** One frame of a message: a reader over its payload. */
export interface Frame {
  type: number;
  payload: ByteReader;
}

/** Reads the next frame, or undefined at the end and where the message is malformed (`reader.failed` then is set). */
export function nextFrame(reader: ByteReader): Frame | undefined {
  if (reader.left === 0) return undefined;
  const type = reader.u8();
  const length = reader.varint();
  const start = reader.at;
  reader.skip(length);
  if (reader.failed) return undefined;
  return { type, payload: new ByteReader(reader.bytes, start, reader.at) };
}

/** Writes one frame. */
export function writeFrame(writer: ByteWriter, type: number, payload: Uint8Array): void {
  writer.u8(type);
  writer.varint(payload.length);
  writer.bytes(payload);
}

/** Bytes that a frame takes besides its payload, at most. */
export const FRAME_OVERHEAD = 3;
