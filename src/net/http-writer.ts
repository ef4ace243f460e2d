import type { Stream } from "../ports/streams.ts";
import type { BodySource } from "./http-stream.ts";
import { PULL_LATER } from "./http-stream.ts";

/** Nothing is left to send. */
export const SENT_ALL = 0;
/** The stream is full; go on when it is writable. */
export const SENT_SOME = 1;
/** The source has nothing now; go on when it wakes. */
export const SENT_LATER = 2;
/** The source gave fewer bytes than it had announced, none, or more than it was asked for: the peer cannot be told but by ending the connection. */
export const SENT_BROKEN = 3;

/**
 * A piece is at least this long, also where the stream would take less: only a stream that was filled says when it has
 * room again.
 */
const MIN_PIECE_BYTES = 512;
const MAX_PIECE_BYTES = 4096;
/** Size line of a chunk (up to 4 digits) and the line ends behind it and behind its bytes. */
const CHUNK_FRAME_BYTES = 8;
const LAST_CHUNK = new Uint8Array([48, 13, 10, 13, 10]);
const DIGITS = "0123456789abcdef";

/** Sends a head, then a body: bytes, or a source that is pulled as the stream has room. Holds one piece at a time. */
export class HttpWriter {
  /** Bytes that the stream took. */
  sentBytes = 0;
  /** The source had nothing when it was asked last. */
  waiting = false;
  private head: Uint8Array | undefined;
  private body: Uint8Array | undefined;
  private at = 0;
  private source: BodySource | undefined;
  /** Bytes that the source still owes; -1 for chunks, -2 for a body that ends with the connection. */
  private left = 0;

  /** Queues a head, and the body where it is bytes. */
  start(head: Uint8Array, body?: Uint8Array): void {
    if (this.head === undefined) {
      this.head = head;
      this.at = 0;
    } else {
      // Only ever an interim response that the stream did not take yet.
      const rest = this.head.length - this.at;
      const joined = new Uint8Array(rest + head.length);
      joined.set(this.head.subarray(this.at));
      joined.set(head, rest);
      this.head = joined;
      this.at = 0;
    }
    this.body = body;
  }

  /** What follows the head comes from a source: `length` bytes, -1 in chunks, -2 until the connection ends. */
  startSource(source: BodySource, length: number): void {
    this.source = source;
    this.left = length;
  }

  /** Whether something is left to send. */
  get sending(): boolean {
    return this.head !== undefined || this.source !== undefined;
  }

  /** Sends what it can. */
  flush(stream: Stream): number {
    this.waiting = false;
    for (;;) {
      const bytes = this.head;
      if (bytes !== undefined) {
        if (stream.writable === 0) return SENT_SOME;
        const taken = stream.write(this.at === 0 ? bytes : bytes.subarray(this.at));
        this.sentBytes += taken;
        this.at += taken;
        if (this.at < bytes.length) return SENT_SOME;
        this.head = this.body;
        this.body = undefined;
        this.at = 0;
        continue;
      }
      if (this.source === undefined) return SENT_ALL;
      const room = stream.writable;
      if (room === 0) return SENT_SOME;
      const state = this.pull(room);
      if (state !== SENT_SOME) return state;
    }
  }

  /** Drops what is queued. */
  abort(): void {
    this.head = undefined;
    this.body = undefined;
    this.waiting = false;
    this.endSource();
  }

  private pull(room: number): number {
    const source = this.source!;
    let max = room < MIN_PIECE_BYTES ? MIN_PIECE_BYTES : Math.min(room, MAX_PIECE_BYTES);
    if (this.left >= 0 && this.left < max) max = this.left;
    const piece = max === 0 ? undefined : source.pull(max);
    if (piece === PULL_LATER) {
      this.waiting = true;
      return SENT_LATER;
    }
    if (piece === undefined) {
      const complete = this.left <= 0;
      if (this.left === -1) this.head = LAST_CHUNK;
      this.endSource();
      return complete ? SENT_SOME : SENT_BROKEN;
    }
    if (piece.length === 0 || piece.length > max) {
      this.endSource();
      return SENT_BROKEN;
    }
    if (this.left > 0) this.left -= piece.length;
    this.head = this.left === -1 ? chunk(piece) : piece;
    return SENT_SOME;
  }

  private endSource(): void {
    const source = this.source;
    this.source = undefined;
    source?.close?.();
  }
}

function chunk(piece: Uint8Array): Uint8Array {
  const length = piece.length;
  const framed = new Uint8Array(length + CHUNK_FRAME_BYTES);
  let at = 0;
  for (let shift = length > 0xfff ? 12 : length > 0xff ? 8 : length > 0xf ? 4 : 0; shift >= 0; shift -= 4) {
    framed[at++] = DIGITS.charCodeAt((length >> shift) & 15);
  }
  framed[at++] = 13;
  framed[at++] = 10;
  framed.set(piece, at);
  at += length;
  framed[at++] = 13;
  framed[at++] = 10;
  return at === framed.length ? framed : framed.subarray(0, at);
}
