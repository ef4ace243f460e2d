import { assert } from "../ports/assert.ts";
import type { Stream, StreamEvents } from "../ports/streams.ts";
import { CONTINUE, errorAnswer, type HttpAnswer, queueAnswer } from "./http-answer.ts";
import { BodyDecoder } from "./http-body.ts";
import type { HttpCounters } from "./http-counters.ts";
import { type ExchangeOwner, HttpExchange, type TakeOver } from "./http-exchange.ts";
import { type HeaderLines, LENGTH_NONE } from "./http-head.ts";
import { HEAD_DONE, HEAD_MORE } from "./http-head-reader.ts";
import type { HttpHost } from "./http-host.ts";
import {
  ANSWER_TICKS,
  DRAIN_BYTES,
  earn,
  HEAD_TICKS,
  IDLE_TICKS,
  LINGER_TICKS,
  PATIENCE_TICKS,
  READ_BYTES,
  UNWANTED_BODY_BYTES,
  YOUNG_TICKS,
} from "./http-limits.ts";
import type { HttpRequest, RequestParser } from "./http-request.ts";
import type { BodySink } from "./http-stream.ts";
import { HttpWriter, SENT_ALL, SENT_BROKEN, SENT_LATER } from "./http-writer.ts";
import { type TakenOwner, TakenStream } from "./taken-stream.ts";

/** What is done with arriving bytes. */
const IN_HEAD = 0;
const IN_BODY = 1;
const DISCARDED = 2;
/** Left in the transport: an answer is due first. */
const LEFT = 3;
const TAKEN = 4;
const CLOSED = 5;

/** One client's connection: requests one after the other, each read, handled and answered before the next is read. */
export class HttpConnection implements StreamEvents, ExchangeOwner, TakenOwner {
  readonly remoteAddress: string;
  readonly counters: HttpCounters;
  /** Tick at which the present wait began: for a head, a body, an answer. */
  since: number;
  private readonly stream: Stream;
  private readonly host: HttpHost;
  private parser: RequestParser | undefined;
  private decoder: BodyDecoder | undefined;
  private readonly writer = new HttpWriter();
  private phase = IN_HEAD;
  private deadline: number;
  private exchange: HttpExchange | undefined;
  private sink: BodySink | undefined;
  /** The packet that is being read, and how far. */
  private input: Uint8Array | undefined;
  private at = 0;
  private pumping = false;
  private paused = false;
  private betweenRequests = false;
  private answered = false;
  /** The answer is sent, the body is not read over yet. */
  private sentWhole = false;
  private closing = false;
  private continueDue = false;
  /** Tick up to which it need not make room while it is busy with its client. */
  private patience = 0;
  private take: TakeOver | undefined;
  private taken: TakenStream | undefined;

  constructor(stream: Stream, host: HttpHost) {
    this.stream = stream;
    this.host = host;
    this.remoteAddress = stream.remoteAddress;
    this.counters = host.counters;
    this.since = host.now;
    this.deadline = host.now + HEAD_TICKS;
  }

  onReadable(): void {
    if (this.taken !== undefined) this.taken.onReadable();
    else this.pump();
  }

  onWritable(): void {
    if (this.taken !== undefined) this.taken.onWritable();
    else if (this.writer.sending) this.flush();
  }

  onClose(reason: string): void {
    if (this.taken !== undefined) this.taken.onClose(reason);
    // What arrived before may complete a request that the client does not wait for.
    else this.pump();
    this.dispose();
  }

  /** Answers without a request, reads over what comes, and ends the connection. */
  turnAway(status: number, message: string, lines?: HeaderLines): void {
    this.phase = DISCARDED;
    this.answered = true;
    queueAnswer(this.writer, errorAnswer(status, message, lines), "close", undefined);
    this.flush();
  }

  /** Drops the connection at once. */
  abort(): void {
    if (this.phase === CLOSED) return;
    this.stream.abort();
    this.dispose();
  }

  failed(): void {
    this.counters.failures++;
    this.abort();
  }

  /** Looks whether somebody was too slow. */
  tick(): void {
    if (this.host.now < this.deadline || this.phase === TAKEN) return;
    const discarded = this.phase === DISCARDED && !this.writer.sending;
    if (discarded || (this.phase === IN_HEAD && (this.betweenRequests || this.parser === undefined))) {
      this.stream.close();
      this.dispose();
      return;
    }
    this.counters.timeouts++;
    const exchange = this.exchange;
    this.closing = true;
    if (this.phase === IN_HEAD) this.turnAway(408, "A request head must come within 5 s. Send it at once.");
    else if (exchange === undefined || this.answered) this.abort();
    else if (this.phase === IN_BODY && !this.paused) {
      exchange.refuse(408, "A body must not pause for more than 15 s. Send it again.");
    } else exchange.refuse(503, "The answer took more than 60 s. Try again later.");
  }

  /** How willingly this connection makes room for another: 0 never, then the more the rather. */
  evictionRank(): number {
    const age = this.host.now - this.since;
    if (this.phase === DISCARDED) return 6;
    if (this.phase === IN_HEAD) return this.betweenRequests ? 4 : age >= YOUNG_TICKS ? 5 : 2;
    if (this.phase === TAKEN) return 0;
    if (this.answered && this.writer.waiting) return 1;
    const onClient = this.answered || (this.phase === IN_BODY && !this.paused);
    return onClient && this.host.now >= this.patience ? 3 : 0;
  }

  respond(answer: HttpAnswer): void {
    const request = this.exchange!.request;
    this.answered = true;
    this.since = this.host.now;
    this.patience = this.since + PATIENCE_TICKS;
    if (request.method === "HEAD") {
      const source = answer.source;
      this.guard(() => source?.close?.());
      answer.body = undefined;
      answer.source = undefined;
    }
    if (this.phase === IN_BODY) {
      if (this.continueDue || this.decoder!.remaining > DRAIN_BYTES) this.closing = true;
      if (this.closing) this.phase = DISCARDED;
    }
    this.dropSink();
    queueAnswer(this.writer, answer, this.closing ? "close" : "keep", this.host.linesFor(request));
    this.flush();
  }

  receive(maxBytes: number, sink: BodySink): void {
    this.sink = sink;
    if (this.phase !== IN_BODY) return;
    this.limitBody(maxBytes);
  }

  takeOver(lines: HeaderLines, start: TakeOver): void {
    assert(this.phase === LEFT, "a request with a body cannot take its connection over");
    this.take = start;
    this.answered = true;
    queueAnswer(this.writer, { status: 101, contentType: "", length: LENGTH_NONE, lines }, "", undefined);
    this.flush();
  }

  wake(): void {
    if (this.writer.waiting) this.flush();
  }

  setPaused(paused: boolean): void {
    if (this.paused === paused) return;
    this.paused = paused;
    this.deadline = this.host.now + (paused ? ANSWER_TICKS : IDLE_TICKS);
    if (!paused) this.pump();
  }

  private pump(): void {
    if (this.pumping) return;
    this.pumping = true;
    while (this.phase <= DISCARDED && !(this.paused && this.phase === IN_BODY)) {
      if (this.input === undefined && !this.fill()) break;
      if (this.phase === IN_HEAD) this.readHead(this.input!);
      else if (this.phase === IN_BODY) this.readBody(this.input!);
      else this.input = undefined;
    }
    this.pumping = false;
  }

  private fill(): boolean {
    const bytes = this.stream.read(READ_BYTES);
    if (bytes === undefined || bytes.length === 0) return false;
    this.input = bytes;
    this.at = 0;
    this.counters.bytesIn += bytes.length;
    if (this.phase === IN_BODY) this.moved(bytes.length);
    return true;
  }

  private consumed(next: number): void {
    this.at = next;
    if (next >= this.input!.length) this.input = undefined;
  }

  private readHead(packet: Uint8Array): void {
    if (this.betweenRequests) {
      this.betweenRequests = false;
      this.since = this.host.now;
      this.deadline = this.since + HEAD_TICKS;
    }
    const parser = this.parser ?? this.host.takeParser();
    this.parser = parser;
    const state = parser.push(packet, this.at);
    this.consumed(parser.next);
    if (state === HEAD_MORE) return;
    const { request, status, message } = parser;
    this.parser = undefined;
    this.host.giveParser(parser);
    if (state === HEAD_DONE) this.begin(request!);
    else {
      this.counters.malformed++;
      this.turnAway(status, message);
    }
  }

  private begin(request: HttpRequest): void {
    this.counters.requests++;
    request.remoteAddress = this.remoteAddress;
    const exchange = new HttpExchange(this, request);
    this.exchange = exchange;
    this.closing = !request.keepAlive;
    this.phase = request.bodyLength === 0 ? LEFT : IN_BODY;
    if (this.phase === IN_BODY) this.decoder = new BodyDecoder(request.bodyLength, Number.MAX_SAFE_INTEGER);
    this.since = this.host.now;
    this.deadline = this.since + (this.phase === LEFT ? ANSWER_TICKS : IDLE_TICKS);
    this.patience = this.since + PATIENCE_TICKS;
    const expect = request.minor === 1 ? request.expect : undefined;
    this.continueDue = expect !== undefined && this.phase === IN_BODY && this.input === undefined;
    if (expect !== undefined && expect.toLowerCase() !== "100-continue") {
      exchange.refuse(417, `The only expectation there is is 100-continue, got ${expect}. Leave Expect out.`);
      return;
    }
    this.guard(() => this.host.handle(exchange));
    if (this.exchange !== exchange) return;
    if (this.phase === LEFT) this.endBody();
    else if (this.phase === IN_BODY && !this.answered) this.awaitBody();
  }

  private awaitBody(): void {
    if (this.sink === undefined) this.limitBody(UNWANTED_BODY_BYTES);
    if (!this.continueDue || this.answered) return;
    this.continueDue = false;
    this.writer.start(CONTINUE);
    this.flush();
  }

  private readBody(packet: Uint8Array): void {
    const decoder = this.decoder!;
    this.consumed(decoder.push(packet, this.at));
    const data = decoder.data;
    if (data !== undefined) this.guard(() => this.sink?.onBytes(data));
    if (this.phase !== IN_BODY) return;
    if (decoder.status !== 0) this.refuseBody(decoder);
    else if (decoder.done) this.endBody();
  }

  private limitBody(maxBytes: number): void {
    const decoder = this.decoder!;
    decoder.setLimit(maxBytes);
    if (decoder.status !== 0) this.refuseBody(decoder);
  }

  /** What comes cannot be told from a next request: the connection ends. */
  private refuseBody(decoder: BodyDecoder): void {
    this.closing = true;
    if (decoder.status === 400) this.counters.malformed++;
    if (this.answered) {
      this.phase = DISCARDED;
      if (this.sentWhole) this.sent();
    } else this.exchange!.refuse(decoder.status, decoder.message);
  }

  private endBody(): void {
    const sink = this.sink;
    this.sink = undefined;
    this.decoder = undefined;
    if (this.phase === IN_BODY) {
      this.phase = LEFT;
      this.deadline = this.host.now + ANSWER_TICKS;
    }
    if (this.sentWhole) this.settle();
    else this.guard(() => sink?.onEnd());
  }

  private flush(): void {
    const before = this.writer.sentBytes;
    // Also where the source throws: the head is on its way, and only the end of the connection can tell the client.
    let state = SENT_BROKEN;
    try {
      state = this.writer.flush(this.stream);
    } catch {}
    const bytes = this.writer.sentBytes - before;
    this.counters.bytesOut += bytes;
    this.moved(bytes);
    if (state === SENT_BROKEN) this.failed();
    else if (state === SENT_ALL) this.sent();
    else if (state === SENT_LATER) this.deadline = this.host.now + ANSWER_TICKS;
  }

  /** The client sent or took so much of a body. */
  private moved(bytes: number): void {
    this.deadline = this.host.now + IDLE_TICKS;
    this.patience = earn(this.patience, this.host.now, bytes);
  }

  private sent(): void {
    if (!this.answered) return;
    if (this.take !== undefined) this.handOver(this.take);
    else if (this.phase === DISCARDED) {
      this.dropExchange();
      this.deadline = this.host.now + LINGER_TICKS;
      this.pump();
    } else if (this.phase === IN_BODY) this.sentWhole = true;
    else if (this.phase === LEFT) this.settle();
  }

  private settle(): void {
    this.dropExchange();
    this.answered = false;
    this.sentWhole = false;
    this.paused = false;
    if (this.closing) {
      this.stream.close();
      this.dispose();
      return;
    }
    this.phase = IN_HEAD;
    this.betweenRequests = true;
    this.since = this.host.now;
    this.deadline = this.since + IDLE_TICKS;
    this.pump();
  }

  private handOver(start: TakeOver): void {
    this.dropExchange();
    this.phase = TAKEN;
    this.taken = new TakenStream(this.stream, this);
    this.taken.start(start, this.input?.subarray(this.at));
  }

  private dropExchange(): void {
    this.exchange?.detach();
    this.exchange = undefined;
  }

  private dropSink(): void {
    const sink = this.sink;
    this.sink = undefined;
    if (sink !== undefined) this.guard(() => sink.onAbort());
  }

  /** Runs what is not ours. What it throws is an answer where one is still wanted. */
  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (this.exchange?.open) this.exchange.fail(error);
      else this.counters.failures++;
    }
  }

  /** It is over: whoever waits for something hears of it. */
  dispose(): void {
    if (this.phase === CLOSED) return;
    const exchange = this.exchange;
    this.phase = CLOSED;
    this.input = undefined;
    this.taken = undefined;
    if (this.parser !== undefined) this.host.giveParser(this.parser);
    this.dropExchange();
    this.dropSink();
    this.guard(() => this.writer.abort());
    if (exchange !== undefined) {
      this.counters.aborted++;
      this.guard(() => exchange.onAbort?.());
    }
    this.host.closed(this);
  }
}
