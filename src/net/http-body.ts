import { hexDigit } from "../bytes/hex.ts";
import { LINE_MORE, LINE_WHOLE, LineReader } from "./http-line.ts";
import { CHUNKED } from "./http-request.ts";
import { skipBlanks } from "./http-text.ts";

/** Length of a response body that ends with its connection. */
export const UNTIL_CLOSE = -2;

/** A chunk's size and its extensions on one line. */
const MAX_CHUNK_LINE_BYTES = 256;
/** All chunk extensions of one body: they carry nothing here, and must not cost more than the body does. */
const MAX_EXTENSION_BYTES = 4096;
const MAX_TRAILER_BYTES = 1024;
const SEMICOLON = 59;

const IN_DATA = 0;
const IN_SIZE = 1;
const IN_DATA_END = 2;
const IN_TRAILER = 3;
const DONE = 4;

/**
 * Takes the framing off a body (RFC 9112 sections 6 and 7): a known length, chunks, or all until the connection ends.
 * Chunk extensions and trailers are read over.
 */
export class BodyDecoder {
  /** Payload bytes that the last `push` found, a view of its packet; undefined where it found none. */
  data: Uint8Array | undefined;
  /** The whole body was there; also before the first byte of an empty one. */
  done: boolean;
  /** 0, or why the body is refused: 400 malformed, 413 too large. */
  status = 0;
  message = "";
  /** Payload bytes so far. */
  received = 0;
  private state: number;
  /** Payload bytes up to the end of the body or of the chunk. */
  private left: number;
  private limit: number;
  private extensions = 0;
  private readonly toClose: boolean;
  private readonly chunked: boolean;
  /** For chunks. */
  private lines: LineReader | undefined;

  /** For a body of `length` bytes, CHUNKED or UNTIL_CLOSE, of which at most `limit` bytes are taken. */
  constructor(length: number, limit: number) {
    this.done = length === 0;
    this.limit = limit;
    this.toClose = length === UNTIL_CLOSE;
    this.chunked = length === CHUNKED;
    this.left = this.toClose ? limit + 1 : length;
    this.state = this.done ? DONE : IN_DATA;
    if (this.chunked) {
      this.lines = new LineReader();
      this.startLine(IN_SIZE, MAX_CHUNK_LINE_BYTES);
    } else if (length > limit) this.tooLarge();
  }

  /** Changes the cap while the body comes in. */
  setLimit(limit: number): void {
    if (this.toClose) this.left += limit - this.limit;
    this.limit = limit;
    if (!this.chunked && !this.toClose && this.received + this.left > limit) this.tooLarge();
  }

  /** Payload bytes still to come, Infinity where nobody knows. */
  get remaining(): number {
    return this.chunked || this.toClose ? Number.POSITIVE_INFINITY : this.left;
  }

  /** The connection ended. A body that was to last until then is done; any other is cut. */
  close(): void {
    if (this.toClose && this.status === 0) this.done = true;
  }

  /** Consumes a packet from `at` < its length up to the end of one run of payload; returns the offset behind it. */
  push(packet: Uint8Array, at: number): number {
    this.data = undefined;
    let next = at;
    while (next < packet.length && !this.done && this.status === 0) {
      if (this.state === IN_DATA) return this.take(packet, next);
      const lines = this.lines!;
      const state = lines.push(packet, next);
      next = lines.next;
      if (state === LINE_MORE) return next;
      if (state === LINE_WHOLE) this.line(lines);
      else this.malformed();
    }
    return next;
  }

  private take(packet: Uint8Array, at: number): number {
    const size = Math.min(packet.length - at, this.left);
    if (this.received + size > this.limit) {
      this.tooLarge();
      return at;
    }
    this.data = size === packet.length ? packet : packet.subarray(at, at + size);
    this.received += size;
    this.left -= size;
    if (this.left === 0) {
      if (this.chunked) this.startLine(IN_DATA_END, 2);
      else this.done = true;
    }
    return at + size;
  }

  private line(lines: LineReader): void {
    const empty = lines.start === lines.end;
    if (this.state === IN_SIZE) this.sizeLine(lines.bytes, lines.start, lines.end);
    else if (this.state === IN_DATA_END) this.startLine(IN_SIZE, MAX_CHUNK_LINE_BYTES);
    else if (empty) {
      this.state = DONE;
      this.done = true;
    }
  }

  private sizeLine(bytes: Uint8Array, start: number, end: number): void {
    let size = 0;
    let at = start;
    while (at < end) {
      const digit = hexDigit(bytes[at]!);
      if (digit < 0) break;
      size = size * 16 + digit;
      at++;
    }
    const digits = at - start;
    const extension = skipBlanks(bytes, at, end);
    this.extensions += end - at;
    // A blank behind the size needs an extension behind it: lenient readers might see another size.
    const proper = extension < end ? bytes[extension] === SEMICOLON : at === end;
    if (digits < 1 || digits > 8 || !proper || this.extensions > MAX_EXTENSION_BYTES) this.malformed();
    else if (this.received + size > this.limit) this.tooLarge();
    else if (size === 0) this.startLine(IN_TRAILER, MAX_TRAILER_BYTES);
    else {
      this.state = IN_DATA;
      this.left = size;
    }
  }

  private startLine(state: number, limit: number): void {
    this.state = state;
    this.lines!.reset(limit);
  }

  private malformed(): void {
    this.status = 400;
    this.message =
      "A chunked body must be hexadecimal sizes, each followed by CR LF, its bytes and CR LF, ended by a size of 0.";
  }

  private tooLarge(): void {
    this.status = 413;
    this.message = `The body may have ${this.limit} bytes here, got more. Send a smaller one.`;
  }
}
