/**
 * What nodes of a group say to one another in datagrams: beacons to all, questions for the time, fresh edits, what the show is,
 * how loud the music is. docs/protocol.md has an example of each. All begin alike:
 *
 * | offset | bytes | field |
 * | --- | --- | --- |
 * | 0 | 1 | 0xd0 and the type |
 * | 1 | 4 | CRC-32 of the group's name |
 * | 5 | 6 | device id of who sends it |
 *
 * Numbers are big-endian. Bytes behind what a type holds are left alone: a later version puts a tag of 8 bytes there, made with
 * the group's key. A datagram is read in place, without an object or a view of its own, because a node hears many.
 */
import { assert } from "../ports/assert.ts";

export const DATAGRAM = Object.freeze({
  beacon: 0xd1,
  ask: 0xd2,
  answer: 0xd3,
  items: 0xd4,
  show: 0xd5,
  level: 0xd6,
});

/** Where the part that depends on the type begins. */
export const HEAD_BYTES = 11;
/** Longest datagram: what fits into one frame of Wi-Fi and Ethernet, with room for a tag. */
export const MAX_DATAGRAM_BYTES = 1400;
/** 2^24: numbers of 48 bits are put together from two halves, which bitwise operators can take. */
const HALF = 0x1000000;

export function readU16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}

export function readU24(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
}

export function readU32(bytes: Uint8Array, at: number): number {
  return bytes[at]! * HALF + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!);
}

export function readU40(bytes: Uint8Array, at: number): number {
  return readU16(bytes, at) * HALF + readU24(bytes, at + 2);
}

export function readU48(bytes: Uint8Array, at: number): number {
  return readU24(bytes, at) * HALF + readU24(bytes, at + 3);
}

export function writeU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8;
  bytes[at + 1] = value;
}

export function writeU24(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 16;
  bytes[at + 1] = value >> 8;
  bytes[at + 2] = value;
}

export function writeU32(bytes: Uint8Array, at: number, value: number): void {
  writeU16(bytes, at, value >>> 16);
  writeU16(bytes, at + 2, value & 0xffff);
}

export function writeU40(bytes: Uint8Array, at: number, value: number): void {
  assert(value >= 0 && value < 0x10000 * HALF, "u40 range");
  writeU16(bytes, at, Math.floor(value / HALF));
  writeU24(bytes, at + 2, value % HALF);
}

export function writeU48(bytes: Uint8Array, at: number, value: number): void {
  assert(value >= 0 && value < HALF * HALF, "u48 range");
  writeU24(bytes, at, Math.floor(value / HALF));
  writeU24(bytes, at + 3, value % HALF);
}

/** Writes what all datagrams begin with. */
export function writeHead(bytes: Uint8Array, type: number, group: number, id: number): void {
  bytes[0] = type;
  writeU32(bytes, 1, group);
  writeU48(bytes, 5, id);
}

/** The device id of 12 hex digits as a number of 48 bits. */
export function idNumber(deviceId: string): number {
  return Number.parseInt(deviceId, 16);
}

/** The device id that a number of 48 bits stands for. */
export function idText(id: number): string {
  return id.toString(16).padStart(12, "0");
}
