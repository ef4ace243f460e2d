import { textEnd } from "./http-text.ts";

/** How much of a line is kept: a longer one is counted and checked to its end, and marked `cut`. */
export const MAX_LINE_BYTES = 512;

/** More bytes are wanted. */
export const LINE_MORE = 0;
/** A line is there. */
export const LINE_WHOLE = 1;
/** A control character, a CR alone or an LF alone: two parsers might disagree about where such a line ends. */
export const LINE_BAD = 2;
/** More bytes than the lines may have in all. */
export const LINE_OVER = 3;

const LF = 10;
const CR = 13;
const EMPTY = new Uint8Array(0);

/**
 * Cuts received bytes into lines that end in CR LF, and does not care how they were cut into packets. A line that lies whole
 * in one packet is not copied; of any other at most MAX_LINE_BYTES are held.
 */
export class LineReader {
  /** The last line is `bytes[start..end)`, without its CR LF, until the next call of `push`. */
  bytes: Uint8Array = EMPTY;
  start = 0;
  end = 0;
  /** Only the first MAX_LINE_BYTES of the line are there. */
  cut = false;
  /** Offset in the packet behind what was consumed. */
  next = 0;
  private left = 0;
  private held: Uint8Array | undefined;
  private heldLength = 0;
  private inLine = false;
  private afterCr = false;
  private lineCut = false;

  /** Starts over; the lines that follow may have `limit` bytes together, line ends included. */
  reset(limit: number): void {
    this.left = limit;
    this.bytes = EMPTY;
    this.start = 0;
    this.end = 0;
    this.held = undefined;
    this.heldLength = 0;
    this.inLine = false;
    this.afterCr = false;
    this.lineCut = false;
  }

  /** Whether a part of a line was consumed. */
  get partial(): boolean {
    return this.inLine;
  }

  /** Consumes bytes from `at` < the packet's length up to the end of the line or of the packet. */
  push(packet: Uint8Array, at: number): number {
    const left = this.left;
    const end = packet.length - at > left ? at + left : packet.length;
    let stop = at;
    let lf = at;
    if (!this.afterCr) {
      stop = textEnd(packet, at, end);
      if (stop < end && packet[stop] !== CR) return LINE_BAD;
      lf = stop + 1;
    }
    if (lf < end) {
      if (packet[lf] !== LF) return LINE_BAD;
      this.left = left - (lf + 1 - at);
      this.next = lf + 1;
      this.finish(packet, at, stop);
      return LINE_WHOLE;
    }
    this.keep(packet, at, stop);
    this.afterCr = stop < end;
    this.inLine = true;
    this.left = left - (end - at);
    this.next = end;
    return this.left === 0 ? LINE_OVER : LINE_MORE;
  }

  private finish(packet: Uint8Array, at: number, stop: number): void {
    if (this.inLine) {
      this.keep(packet, at, stop);
      this.bytes = this.held ?? EMPTY;
      this.start = 0;
      this.end = this.heldLength;
      this.cut = this.lineCut;
      this.heldLength = 0;
      this.inLine = false;
      this.afterCr = false;
      this.lineCut = false;
      return;
    }
    this.bytes = packet;
    this.start = at;
    this.cut = stop - at > MAX_LINE_BYTES;
    this.end = this.cut ? at + MAX_LINE_BYTES : stop;
  }

  private keep(packet: Uint8Array, at: number, stop: number): void {
    const room = MAX_LINE_BYTES - this.heldLength;
    let length = stop - at;
    if (length > room) {
      length = room;
      this.lineCut = true;
    }
    if (length === 0) return;
    const need = this.heldLength + length;
    let held = this.held;
    if (held === undefined || held.length < need) {
      const grown = new Uint8Array(need <= 64 ? 64 : need <= 192 ? 192 : MAX_LINE_BYTES);
      if (held !== undefined) grown.set(held);
      this.held = held = grown;
    }
    held.set(packet.subarray(at, at + length), this.heldLength);
    this.heldLength = need;
  }
}
