import {
  HEAD_BYTES,
  readU16,
  readU24,
  readU32,
  readU48,
  writeU16,
  writeU24,
  writeU32,
  writeU48,
} from "./datagram.ts";

/**
 * BEACON, 40 bytes: who is there, a digest of all it has, and what the time is in its show.
 *
 * | offset | bytes | field |
 * | --- | --- | --- |
 * | 0 | 11 | head (datagram.ts) |
 * | 11 | 1 | flags: 1 the time is known, 2 it syncs by itself, 4 bulk content is missing here; the others: health.ts |
 * | 12 | 2 | port of its HTTP server |
 * | 14 | 6 | root digest: the upper three bytes of both its lanes |
 * | 20 | 4 | show |
 * | 24 | 3 | second of group time at which it joined the show |
 * | 27 | 6 | group time at which the beacon was sent, µs |
 * | 33 | 2 | digest of what the show is (clock/scene.ts) |
 * | 35 | 2 | name of the last beacon that it heard from somebody else (`tickName`) |
 * | 37 | 3 | how long before this one it heard that, µs; 0 for none |
 */
export const BEACON_BYTES = 40;

export const LOCKED = 1;
export const SYNCS = 2;
export const LACKS_BLOBS = 4;

/** Longest time that a beacon can tell of another one. */
export const MAX_TICK_US = 0xffffff;

/** A beacon that is read or written. One object serves for all, so that hearing one allocates nothing. */
export class Beacon {
  flags = 0;
  port = 0;
  root = 0;
  show = 0;
  joinedS = 0;
  groupUs = 0;
  scene = 0;
  tick = 0;
  tickAgoUs = 0;

  /** Reads a beacon of at least BEACON_BYTES. @hot */
  decode(bytes: Uint8Array): void {
    this.flags = bytes[11]!;
    this.port = readU16(bytes, 12);
    this.root = readU48(bytes, 14);
    this.show = readU32(bytes, 20);
    this.joinedS = readU24(bytes, 24);
    this.groupUs = readU48(bytes, 27);
    this.scene = readU16(bytes, 33);
    this.tick = readU16(bytes, 35);
    this.tickAgoUs = readU24(bytes, 37);
  }

  /** Writes all but the head. */
  encode(bytes: Uint8Array): void {
    bytes[HEAD_BYTES] = this.flags;
    writeU16(bytes, 12, this.port);
    writeU48(bytes, 14, this.root);
    writeU32(bytes, 20, this.show);
    writeU24(bytes, 24, this.joinedS);
    writeU48(bytes, 27, this.groupUs);
    writeU16(bytes, 33, this.scene);
    writeU16(bytes, 35, this.tick);
    writeU24(bytes, 37, this.tickAgoUs);
  }
}

/** What others call a beacon by: 16 bits of who sent it and when. @hot */
export function tickName(id: number, groupUs: number): number {
  const mixed = Math.imul((id & 0xffffff) ^ ((groupUs % 0x1000000) << 3), 0x9e3779b1);
  return mixed >>> 16;
}
