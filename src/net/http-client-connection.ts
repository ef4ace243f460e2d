import { encodeUtf8 } from "../bytes/utf8.ts";
import type { Stream, StreamEvents, Streams } from "../ports/streams.ts";
import { BodyDecoder } from "./http-body.ts";
import type { HttpCall, HttpFailure } from "./http-call.ts";
import type { HeaderNames } from "./http-fields.ts";
import { encodeRequestHead, LENGTH_CHUNKED, LENGTH_NONE } from "./http-head.ts";
import { HEAD_DONE, HEAD_REFUSED } from "./http-head-reader.ts";
import { INLINE_BYTES, READ_BYTES } from "./http-limits.ts";
import type { HttpResponse } from "./http-response.ts";
import { ResponseParser } from "./http-response.ts";
import { BytesSink } from "./http-sinks.ts";
import type { BodySource } from "./http-stream.ts";
import { HttpWriter, SENT_BROKEN, SENT_LATER } from "./http-writer.ts";

/** Most bytes of a response's body where a call says nothing else. */
const BODY_BYTES = 4096;

/** How long a client waits, in ticks. */
export interface ClientWaits {
  /** For a connection. */
  readonly connect: number;
  /** For the head, from the last byte of the request that was taken. */
  readonly head: number;
  /** Between two packets of a body. */
  readonly idle: number;
  /** With a connection that nobody needs. */
  readonly keep: number;
}

/** What a connection asks of its client. */
export interface ClientHost {
  readonly names: HeaderNames;
  readonly waits: ClientWaits;
  readonly now: number;
  /** Runs a callback of a caller; what it throws is counted. */
  guard(work: () => void): void;
  /** The connection takes another call, or is gone. */
  freed(connection: StreamEvents): void;
  /** A kept connection was closed before the call reached the peer: it may be made again. */
  again(call: HttpCall): void;
}

const CONNECTING = 0;
const IN_HEAD = 1;
const IN_BODY = 2;
const IDLE = 3;
const CLOSED = 4;

/** A connection to one peer that carries one call at a time. */
export class HttpClientConnection implements StreamEvents {
  readonly address: string;
  readonly port: number;
  private readonly host: ClientHost;
  private readonly stream: Stream;
  private readonly parser: ResponseParser;
  private decoder: BodyDecoder | undefined;
  private readonly writer = new HttpWriter();
  private phase = CONNECTING;
  private deadline: number;
  private call: HttpCall | undefined;
  private response: HttpResponse | undefined;
  private collected: BytesSink | undefined;
  /** Calls that came through. */
  private served = 0;
  private heardBytes = false;
  /** The packet at hand goes on behind what was taken of it. */
  private surplus = false;

  constructor(streams: Streams, host: ClientHost, call: HttpCall) {
    this.host = host;
    this.address = call.address;
    this.port = call.port;
    this.parser = new ResponseParser(host.names);
    this.deadline = host.now + host.waits.connect;
    this.queue(call);
    this.stream = streams.connect(call.address, call.port, this);
  }

  /** Whether it waits for a call. */
  get free(): boolean {
    return this.phase === IDLE;
  }

  get open(): boolean {
    return this.phase !== CLOSED;
  }

  /** Makes another call over a free connection. */
  start(call: HttpCall): void {
    this.phase = IN_HEAD;
    this.deadline = this.host.now + this.host.waits.head;
    this.queue(call);
    this.flush();
  }

  /** Drops this call, and with it the connection: the peer may be in the middle of it. */
  cancel(call: HttpCall): void {
    if (this.call !== call) return;
    this.call = undefined;
    this.abort();
  }

  abort(): void {
    if (this.phase === CLOSED) return;
    this.stream.abort();
    this.dispose();
  }

  tick(): void {
    if (this.host.now < this.deadline) return;
    if (this.phase === CONNECTING) this.fail("unreachable", `${this.address} does not answer.`);
    else if (this.phase === IDLE) {
      this.stream.close();
      this.dispose();
    } else this.fail("timeout", `${this.address} took too long to answer.`);
  }

  onReadable(): void {
    while (this.phase !== CLOSED) {
      const packet = this.stream.read(READ_BYTES);
      if (packet === undefined || packet.length === 0) return;
      this.take(packet);
    }
  }

  onWritable(): void {
    if (this.phase === CONNECTING) this.phase = IN_HEAD;
    this.flush();
  }

  onClose(reason: string): void {
    this.onReadable();
    if (this.phase === CLOSED) return;
    this.decoder?.close();
    const call = this.call;
    if (this.phase === IN_BODY && this.decoder!.done) this.finish(false);
    else if (this.phase === CONNECTING)
      this.fail("unreachable", `${this.address} cannot be reached (${reason}).`);
    else if (call !== undefined && this.served > 0 && !this.heardBytes && repeatable(call)) {
      this.call = undefined;
      this.dispose();
      this.host.again(call);
    } else this.fail("closed", `${this.address} ended the connection too early (${reason}).`);
  }

  private queue(call: HttpCall): void {
    this.call = call;
    this.heardBytes = false;
    this.parser.reset();
    this.parser.bodiless = call.method === "HEAD";
    const body = typeof call.body === "string" ? encodeUtf8(call.body) : call.body;
    const bytes = body instanceof Uint8Array ? body : undefined;
    let length = LENGTH_NONE;
    if (bytes !== undefined) length = bytes.length;
    else if (body !== undefined) length = call.bodyLength ?? LENGTH_CHUNKED;
    else if (call.method === "POST" || call.method === "PUT") length = 0;
    const host = call.port === 80 ? call.address : `${call.address}:${call.port}`;
    const type = call.contentType ?? "";
    const inline = length <= INLINE_BYTES ? bytes : undefined;
    const head = encodeRequestHead(call.method, call.path, host, type, length, call.lines, inline);
    this.writer.start(head, inline === undefined ? bytes : undefined);
    if (body !== undefined && bytes === undefined) this.writer.startSource(body as BodySource, length);
  }

  private flush(): void {
    let state = SENT_BROKEN;
    const before = this.writer.sentBytes;
    try {
      state = this.writer.flush(this.stream);
    } catch {
      // The source threw: told as a broken body.
    }
    if (state === SENT_BROKEN) this.fail("closed", "The body to send ended too early.");
    else if (this.phase === IN_HEAD && (state === SENT_LATER || this.writer.sentBytes !== before)) {
      this.deadline = this.host.now + this.host.waits.head;
    }
  }

  /** A source that had nothing has something now. */
  wake(call: HttpCall): void {
    if (this.call === call && this.writer.waiting) this.flush();
  }

  private take(packet: Uint8Array): void {
    let at = 0;
    this.heardBytes = true;
    while (at < packet.length && this.phase !== CLOSED) {
      if (this.phase === IN_HEAD) {
        const state = this.parser.push(packet, at);
        at = this.parser.next;
        this.surplus = at < packet.length;
        if (state === HEAD_DONE) this.begin(this.parser.response!);
        else if (state === HEAD_REFUSED) this.fail("malformed", `${this.address}: ${this.parser.message}`);
      } else if (this.phase === IN_BODY) at = this.takeBody(packet, at);
      // Bytes that nobody asked for: what follows could be taken for the answer to the next call.
      else this.fail("malformed", `${this.address} answered more than it was asked.`);
    }
  }

  private begin(response: HttpResponse): void {
    if (response.status < 200) {
      if (response.status === 101) this.fail("malformed", `${this.address} changed the protocol unasked.`);
      else this.parser.reset();
      return;
    }
    const call = this.call!;
    const max = call.maxBodyBytes ?? BODY_BYTES;
    this.phase = IN_BODY;
    this.deadline = this.host.now + this.host.waits.idle;
    this.response = response;
    this.decoder = new BodyDecoder(response.bodyLength, max);
    this.collected = undefined;
    if (call.onBytes === undefined) {
      this.collected = new BytesSink(response.bodyLength, max, (bytes) => {
        response.body = bytes;
      });
    }
    this.host.guard(() => call.onHead?.(response));
    this.checkBody();
  }

  private takeBody(packet: Uint8Array, at: number): number {
    const decoder = this.decoder!;
    const next = decoder.push(packet, at);
    const data = decoder.data;
    const call = this.call!;
    this.deadline = this.host.now + this.host.waits.idle;
    if (data !== undefined) {
      if (this.collected !== undefined) this.collected.onBytes(data);
      else this.host.guard(() => call.onBytes?.(data));
    }
    this.surplus = next < packet.length;
    this.checkBody();
    return next;
  }

  private checkBody(): void {
    if (this.phase !== IN_BODY) return;
    const { status, message, done } = this.decoder!;
    if (status === 413) this.fail("too-large", `${this.address} answered too much. ${message}`);
    else if (status !== 0) this.fail("malformed", `${this.address}: ${message}`);
    else if (done) this.finish(this.response!.keepAlive && !this.writer.sending && !this.surplus);
  }

  private finish(keep: boolean): void {
    const call = this.call!;
    const response = this.response!;
    this.call = undefined;
    this.response = undefined;
    this.decoder = undefined;
    this.collected?.onEnd();
    this.collected = undefined;
    if (keep) {
      this.served++;
      this.phase = IDLE;
      this.deadline = this.host.now + this.host.waits.keep;
    } else {
      this.stream.close();
      this.dispose();
    }
    this.host.guard(() => call.onDone(response));
    if (this.phase === IDLE) this.host.freed(this);
  }

  private fail(failure: HttpFailure, message: string): void {
    const call = this.call;
    this.call = undefined;
    if (this.phase !== CLOSED) {
      this.stream.abort();
      this.dispose();
    }
    if (call !== undefined) this.host.guard(() => call.onError(failure, message));
  }

  private dispose(): void {
    if (this.phase === CLOSED) return;
    this.phase = CLOSED;
    this.response = undefined;
    this.collected = undefined;
    this.host.guard(() => this.writer.abort());
    this.host.freed(this);
  }
}

/** Whether a call may be made twice, and its body is still there. */
function repeatable(call: HttpCall): boolean {
  const whole = call.body === undefined || typeof call.body === "string" || call.body instanceof Uint8Array;
  return whole && (call.idempotent ?? call.method !== "POST");
}
