import type { HeaderNames } from "./http-fields.ts";
import { HeaderFields } from "./http-fields.ts";
import { LINE_BAD, LINE_MORE, LINE_OVER, LineReader } from "./http-line.ts";

/** Most bytes of one head, line ends included. */
export const MAX_HEAD_BYTES = 4096;

/** More bytes are wanted. */
export const HEAD_MORE = 0;
/** The head is there. */
export const HEAD_DONE = 1;
/** `status` and `message` say why the head is refused; the connection cannot go on. */
export const HEAD_REFUSED = 2;

/** Reads the head of a message out of packets, however they were cut: a first line, headers, a blank line. */
export abstract class HeadReader {
  status = 0;
  message = "";
  /** Offset in the packet behind what was consumed. */
  next = 0;
  protected readonly names: HeaderNames;
  protected readonly fields: HeaderFields;
  private readonly lines = new LineReader();
  private hasFirstLine = false;
  private blankLines = 0;

  constructor(names: HeaderNames) {
    this.names = names;
    this.fields = new HeaderFields(names);
    this.lines.reset(MAX_HEAD_BYTES);
  }

  /** Takes the first line; returns 0, or the status of the refusal with `message` set. */
  protected abstract firstLine(bytes: Uint8Array, start: number, end: number, cut: boolean): number;

  /** The blank line came; returns 0, or the status of the refusal with `message` set. */
  protected abstract finish(): number;

  /** Makes ready for the next head. */
  reset(): void {
    this.lines.reset(MAX_HEAD_BYTES);
    this.fields.reset();
    this.hasFirstLine = false;
    this.blankLines = 0;
    this.status = 0;
    this.message = "";
  }

  /** Whether a part of a head was consumed. */
  get started(): boolean {
    return this.hasFirstLine || this.lines.partial;
  }

  /** Consumes a packet from `at` up to the end of the head or of the packet. */
  push(packet: Uint8Array, at: number): number {
    const lines = this.lines;
    this.next = at;
    while (this.next < packet.length) {
      const state = lines.push(packet, this.next);
      this.next = lines.next;
      if (state === LINE_MORE) return HEAD_MORE;
      if (state === LINE_BAD)
        return this.refuse(400, "A line must end in CR LF and hold no control character.");
      if (state === LINE_OVER) {
        return this.refuse(
          431,
          `A head may have ${MAX_HEAD_BYTES} bytes, got more. Send fewer or shorter headers.`,
        );
      }
      let status = 0;
      if (lines.start === lines.end) {
        if (this.hasFirstLine) {
          status = this.finish();
          return status === 0 ? HEAD_DONE : this.refuse(status, this.message);
        }
        // RFC 9112 section 2.2: a blank line before the message is tolerated, but not for ever.
        if (++this.blankLines > 2) return this.refuse(400, "A message must start with its first line.");
      } else if (this.hasFirstLine) {
        status = this.fields.line(lines.bytes, lines.start, lines.end, lines.cut);
        if (status !== 0) return this.refuse(status, this.fields.message);
      } else {
        this.hasFirstLine = true;
        status = this.firstLine(lines.bytes, lines.start, lines.end, lines.cut);
        if (status !== 0) return this.refuse(status, this.message);
      }
    }
    return HEAD_MORE;
  }

  private refuse(status: number, message: string): number {
    this.status = status;
    this.message = message;
    return HEAD_REFUSED;
  }
}
