import type { LedChipName } from "../../src/pov/led-chip.ts";

/**
 * What poi tell the page: what their strips are, and all that goes over their buses. Most of that is zeros, which are time (see
 * pov/block-grid.ts), so they are packed.
 *
 * A frame, its integers lowest byte first:
 *
 * | offset | bytes | field | unit |
 * | --- | --- | --- | --- |
 * | 0 | 4 | length of what follows | bytes |
 * | 4 | 2 | number of the poi | |
 * | 6 | 2 | 0: a `PoiView` as JSON; 1: writes | |
 * | 8 | … | the JSON, or the writes one after the other | |
 *
 * A write:
 *
 * | offset | bytes | field | unit |
 * | --- | --- | --- | --- |
 * | 0 | 8 | when it begins, a double | µs since 1970 |
 * | 8 | 8 | time of a byte, a double | µs |
 * | 16 | 4 | bytes sent, a multiple of four | |
 * | 20 | 4 | length of what follows | bytes |
 * | 24 | … | runs: 16 bits, of which the highest says that zeros are meant and the others how many words, then the words where they are not zeros | |
 */
export interface PoiView {
  name: string;
  url: string;
  strip: StripView;
}

/** How a strip is built, for whoever decodes its bytes. */
export interface StripView {
  chip: LedChipName;
  leds: number;
  /** Colours in the order of the wire. */
  order: string;
  /** Cells from the hand to the tip. */
  cells: number;
  /** Cell of each LED, and 1 for those that face the other way; none where LED i is cell i. */
  cellOfLed?: number[];
  isBack?: number[];
  channelMa: number;
  quietMa: number;
}

export type LightFrame = { poi: number; view: PoiView } | { poi: number; writes: readonly LightWrite[] };

export interface LightWrite {
  startUs: number;
  byteUs: number;
  bytes: Uint8Array;
}

const HEAD_BYTES = 8;
const WRITE_BYTES = 24;
const VIEW = 0;
const WRITES = 1;
const ZEROS = 0x8000;
const MOST_WORDS = 0x7fff;

export function viewFrame(poi: number, view: PoiView): Uint8Array {
  return frameOf(poi, VIEW, new TextEncoder().encode(JSON.stringify(view)));
}

/** @param packed writes, as `packWrite` gave them */
export function writesFrame(poi: number, packed: readonly Uint8Array[]): Uint8Array {
  const body = new Uint8Array(packed.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const each of packed) {
    body.set(each, at);
    at += each.length;
  }
  return frameOf(poi, WRITES, body);
}

function frameOf(poi: number, kind: number, body: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEAD_BYTES + body.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, HEAD_BYTES - 4 + body.length, true);
  view.setUint16(4, poi, true);
  view.setUint16(6, kind, true);
  frame.set(body, HEAD_BYTES);
  return frame;
}

/** Packs a write of at least a word. */
export function packWrite(bytes: Uint8Array, startUs: number, byteUs: number): Uint8Array {
  const from = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const words = bytes.length >> 2;
  // At worst every second word is zero.
  const packed = new Uint8Array(WRITE_BYTES + 6 * words + 2);
  const to = new DataView(packed.buffer);
  let at = WRITE_BYTES;
  for (let i = 0; i < words; ) {
    const isZero = from.getUint32(4 * i) === 0;
    let end = i;
    while (end < words && end - i < MOST_WORDS && (from.getUint32(4 * end) === 0) === isZero) end++;
    to.setUint16(at, (isZero ? ZEROS : 0) | (end - i), true);
    at += 2;
    if (!isZero) {
      packed.set(bytes.subarray(4 * i, 4 * end), at);
      at += 4 * (end - i);
    }
    i = end;
  }
  to.setFloat64(0, startUs, true);
  to.setFloat64(8, byteUs, true);
  to.setUint32(16, bytes.length, true);
  to.setUint32(20, at - WRITE_BYTES, true);
  return packed.slice(0, at);
}

/** Puts frames together from pieces of any length. */
export class FrameReader {
  private rest = new Uint8Array(0);

  /** Takes a piece; returns the frames that are whole now. */
  read(piece: Uint8Array): LightFrame[] {
    let bytes = piece;
    if (this.rest.length > 0) {
      bytes = new Uint8Array(this.rest.length + piece.length);
      bytes.set(this.rest);
      bytes.set(piece, this.rest.length);
    }
    const frames: LightFrame[] = [];
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    while (at + 4 <= bytes.length) {
      const end = at + 4 + view.getUint32(at, true);
      if (end > bytes.length) break;
      frames.push(frameFrom(bytes.subarray(at, end)));
      at = end;
    }
    this.rest = bytes.slice(at);
    return frames;
  }
}

function frameFrom(frame: Uint8Array): LightFrame {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const poi = view.getUint16(4, true);
  const body = frame.subarray(HEAD_BYTES);
  if (view.getUint16(6, true) === VIEW) {
    return { poi, view: JSON.parse(new TextDecoder().decode(body)) as PoiView };
  }
  const writes: LightWrite[] = [];
  for (let at = HEAD_BYTES; at < frame.length; ) {
    const end = at + WRITE_BYTES + view.getUint32(at + 20, true);
    const bytes = new Uint8Array(view.getUint32(at + 16, true));
    unpack(frame, view, at + WRITE_BYTES, end, bytes);
    writes.push({ startUs: view.getFloat64(at, true), byteUs: view.getFloat64(at + 8, true), bytes });
    at = end;
  }
  return { poi, writes };
}

function unpack(frame: Uint8Array, view: DataView, from: number, end: number, bytes: Uint8Array): void {
  let to = 0;
  for (let at = from; at < end; ) {
    const run = view.getUint16(at, true);
    const length = 4 * (run & MOST_WORDS);
    at += 2;
    if ((run & ZEROS) === 0) {
      bytes.set(frame.subarray(at, at + length), to);
      at += length;
    }
    to += length;
  }
}
