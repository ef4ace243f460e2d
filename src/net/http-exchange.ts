import { encodeUtf8 } from "../bytes/utf8.ts";
import type { Stream, StreamEvents } from "../ports/streams.ts";
import { asUserError } from "../ports/user-error.ts";
import type { HttpAnswer } from "./http-answer.ts";
import type { HttpCounters } from "./http-counters.ts";
import type { HeaderLines } from "./http-head.ts";
import { headerLines, JSON_TYPE, LENGTH_CHUNKED, LENGTH_NONE, STATUS_OF } from "./http-head.ts";
import type { HttpRequest } from "./http-request.ts";
import type { BodySink, BodySource } from "./http-stream.ts";

/** Takes over a connection: `early` is what was read of it already. */
export type TakeOver = (stream: Stream, early: Uint8Array | undefined) => StreamEvents;

/** What an exchange asks of the connection that it came over. */
export interface ExchangeOwner {
  readonly counters: HttpCounters;
  respond(answer: HttpAnswer): void;
  receive(maxBytes: number, sink: BodySink): void;
  takeOver(lines: HeaderLines, start: TakeOver): void;
  wake(): void;
  setPaused(paused: boolean): void;
}

/**
 * One request and its answer. A handler answers at once or keeps the exchange and answers later; exactly one answer counts,
 * and any that comes after it, or after the client is gone, is dropped.
 */
export class HttpExchange {
  readonly request: HttpRequest;
  /** The client is gone before the whole answer was sent. */
  onAbort: (() => void) | undefined;
  private owner: ExchangeOwner | undefined;
  private answered = false;
  private etag: string | undefined;

  constructor(owner: ExchangeOwner, request: HttpRequest) {
    this.owner = owner;
    this.request = request;
  }

  /** Whether an answer is still wanted. */
  get open(): boolean {
    return this.owner !== undefined && !this.answered;
  }

  /**
   * Says where the body goes and its cap in bytes; call it while the request is being handled. A larger body is answered
   * 413, and a body that nobody receives is read over. `sink.onEnd` runs for an empty body too.
   */
  receive(maxBytes: number, sink: BodySink): void {
    if (this.owner === undefined || this.answered) sink.onAbort();
    else this.owner.receive(maxBytes, sink);
  }

  /** Stops reading the body until `resume`, so that the client waits. */
  pause(): void {
    this.owner?.setPaused(true);
  }

  resume(): void {
    this.owner?.setPaused(false);
  }

  /** Answers with a short body, text as UTF-8. */
  send(status: number, contentType: string, body: string | Uint8Array, lines?: HeaderLines): void {
    if (!this.open) return;
    const bytes = typeof body === "string" ? encodeUtf8(body) : body;
    this.respond(status, contentType, bytes.length, bytes, undefined, lines);
  }

  /** Answers with a value as JSON. */
  json(value: unknown, status = 200, lines?: HeaderLines): void {
    let text: string;
    try {
      text = JSON.stringify(value);
    } catch (error) {
      this.fail(error);
      return;
    }
    this.send(status, JSON_TYPE, text, lines);
  }

  /** Answers without a body: 204, 304, or a redirection. */
  empty(status: number, lines?: HeaderLines): void {
    const bodiless = status === 204 || status === 304;
    if (this.open) this.respond(status, "", bodiless ? LENGTH_NONE : 0, undefined, undefined, lines);
  }

  /** Answers `{"error": message}`. */
  refuse(status: number, message: string, lines?: HeaderLines): void {
    this.etag = undefined;
    this.json({ error: message }, status, lines);
  }

  /** Answers for an exception: a PoiError or a FilesError is the user's to mend, any other is ours and says no more. */
  fail(error: unknown): void {
    const reason = asUserError(error);
    if (reason !== undefined) {
      this.refuse(STATUS_OF[reason.code], reason.message);
      return;
    }
    if (this.owner !== undefined) this.owner.counters.failures++;
    this.refuse(500, "This node made a mistake while answering. Try again, and report it if it stays.");
  }

  /**
   * Answers with a body that is pulled as the client takes it. Without `byteLength` it goes in chunks, and may stay open for
   * as long as it likes (server-sent events): each piece is sent at once. `source.close` is always called.
   */
  stream(
    status: number,
    contentType: string,
    source: BodySource,
    byteLength?: number,
    lines?: HeaderLines,
  ): void {
    if (!this.open) {
      source.close?.();
      return;
    }
    let length = byteLength ?? LENGTH_CHUNKED;
    if (byteLength === undefined && this.request.minor === 0) length = LENGTH_NONE;
    this.respond(status, contentType, length, undefined, source, lines);
  }

  /** A source that had nothing when it was pulled has something now. */
  wake(): void {
    this.owner?.wake();
  }

  /**
   * Names the version of what is asked for, `"..."` in quotes. Where the client has it already the answer is 304 and true
   * comes back; otherwise the answer that follows carries it.
   */
  notModified(etag: string): boolean {
    this.etag = etag;
    const held = this.request.ifNoneMatch;
    if (held === undefined || !this.open || !holdsTag(held, etag)) return false;
    if (this.request.method !== "GET" && this.request.method !== "HEAD") return false;
    this.empty(304);
    return true;
  }

  /** Answers 101 with these lines (Connection and Upgrade among them) and hands the connection over once they are sent. */
  takeOver(lines: HeaderLines, start: TakeOver): void {
    if (!this.open) return;
    this.owner?.takeOver(lines, start);
    this.answered = true;
  }

  /** For the connection: nothing that is called from now on reaches it. */
  detach(): void {
    this.owner = undefined;
  }

  private respond(
    status: number,
    contentType: string,
    length: number,
    body: Uint8Array | undefined,
    source: BodySource | undefined,
    lines: HeaderLines | undefined,
  ): void {
    this.answered = true;
    let all = lines;
    if (this.etag !== undefined && (status === 200 || status === 304)) {
      const tag = headerLines("ETag", this.etag);
      all = tag;
      if (lines !== undefined) {
        all = new Uint8Array(tag.length + lines.length);
        all.set(tag);
        all.set(lines, tag.length);
      }
    }
    this.owner?.respond({ status, contentType, length, body, source, lines: all });
  }
}

/** Whether an If-None-Match list holds a tag by weak comparison (RFC 9110 section 13.1.2). */
function holdsTag(list: string, etag: string): boolean {
  if (list.trim() === "*") return true;
  const wanted = etag.slice(0, 2) === "W/" ? etag.slice(2) : etag;
  const tags = list.split(",");
  for (let i = 0; i < tags.length; i++) {
    const tag = tags[i]!.trim();
    if (tag === wanted || tag === `W/${wanted}`) return true;
  }
  return false;
}
