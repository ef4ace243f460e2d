import type { PoiError } from "../ports/poi-error.ts";
import type { Listener, Stream, StreamEvents, Streams } from "../ports/streams.ts";
import type { Timers } from "../ports/timers.ts";
import { HttpConnection } from "./http-connection.ts";
import type { HttpCounters } from "./http-counters.ts";
import { newCounters } from "./http-counters.ts";
import type { HttpExchange } from "./http-exchange.ts";
import { HeaderNames } from "./http-fields.ts";
import type { HeaderLines } from "./http-head.ts";
import { headerLines } from "./http-head.ts";
import type { HttpHost } from "./http-host.ts";
import { MAX_CONNECTIONS, MAX_REFUSING } from "./http-limits.ts";
import { type HttpRequest, RequestParser } from "./http-request.ts";
import { Ticker } from "./ticker.ts";

/**
 * A bounded HTTP/1.1 server (RFC 9110, RFC 9112). A node has a few kilobytes for all of its clients, some of which are slow,
 * gone without a word, or mean it badly. So each line, head, body and wait has a limit, a connection holds one packet, and
 * where a new client finds all connections taken, the one that does least gives way.
 */

/** Answers requests. */
export interface HttpHandler {
  /** Answers now or keeps the exchange; where it wants the body, it calls `exchange.receive` before it returns. */
  onRequest(exchange: HttpExchange): void;
}

/** Who may ask for what, and what every answer says about it. */
export interface HttpPolicy {
  /** Why a request is refused, before its handler and its body are looked at; undefined lets it pass. */
  allow?(request: HttpRequest): PoiError | undefined;
  /** Header lines for the answer to this request; without it, any page may GET. */
  lines?(request: HttpRequest): HeaderLines | undefined;
}

export interface HttpServerOptions {
  streams: Streams;
  timers: Timers;
  /** Port to bind; 0 takes a free one. */
  port: number;
  handler: HttpHandler;
  /** Lower-case names of headers that handlers and the policy read beside those in HttpRequest. */
  headers?: readonly string[];
  policy?: HttpPolicy;
  /** Connections at work at once, 1 or more. */
  maxConnections?: number;
  onListening?(port: number): void;
  /** The port could not be bound. */
  onError?(message: string): void;
}

/** A page of any origin may read what is public, caches ask each time, and nobody guesses types. */
const PUBLIC_LINES = headerLines(
  "Access-Control-Allow-Origin",
  "*",
  "Cache-Control",
  "no-cache",
  "X-Content-Type-Options",
  "nosniff",
);
const RETRY_LINES = headerLines("Retry-After", "1");

export class HttpServer implements HttpHost {
  readonly counters: HttpCounters = newCounters();
  private readonly names: HeaderNames;
  private spareParser: RequestParser | undefined;
  private readonly handler: HttpHandler;
  private readonly policy: HttpPolicy;
  private readonly maxConnections: number;
  private readonly ticker: Ticker;
  private readonly listener: Listener;
  /** The oldest first. */
  private readonly connections: HttpConnection[] = [];
  /** Being told 503, the oldest first. */
  private readonly refusing: HttpConnection[] = [];

  constructor(options: HttpServerOptions) {
    this.names = new HeaderNames(options.headers);
    this.handler = options.handler;
    this.policy = options.policy ?? {};
    this.maxConnections = options.maxConnections ?? MAX_CONNECTIONS;
    this.ticker = new Ticker(options.timers, () => this.tick());
    this.listener = options.streams.listen({
      port: options.port,
      onConnect: (stream) => this.accept(stream),
      onError: (message) => options.onError?.(message),
      onListening: (port) => options.onListening?.(port),
    });
  }

  /** Connections at work. */
  get connectionCount(): number {
    return this.connections.length;
  }

  /** Stops listening and drops all connections. */
  close(): void {
    this.listener.close();
    this.ticker.stop();
    while (this.connections.length > 0) this.connections[0]!.abort();
    while (this.refusing.length > 0) this.refusing[0]!.abort();
  }

  get now(): number {
    return this.ticker.now;
  }

  takeParser(): RequestParser {
    const parser = this.spareParser ?? new RequestParser(this.names);
    this.spareParser = undefined;
    return parser;
  }

  giveParser(parser: RequestParser): void {
    parser.reset();
    this.spareParser = parser;
  }

  handle(exchange: HttpExchange): void {
    const refusal = this.policy.allow?.(exchange.request);
    if (refusal !== undefined) exchange.fail(refusal);
    else this.handler.onRequest(exchange);
  }

  linesFor(request: HttpRequest): HeaderLines | undefined {
    const lines = this.policy.lines;
    if (lines === undefined) {
      const { method } = request;
      return method === "GET" || method === "HEAD" || method === "OPTIONS" ? PUBLIC_LINES : undefined;
    }
    try {
      return lines.call(this.policy, request);
    } catch {
      this.counters.failures++;
      return undefined;
    }
  }

  closed(connection: StreamEvents): void {
    remove(this.connections, connection);
    remove(this.refusing, connection);
    if (this.connections.length + this.refusing.length === 0) this.ticker.stop();
  }

  private accept(stream: Stream): StreamEvents {
    this.counters.accepted++;
    this.ticker.start();
    if (this.connections.length >= this.maxConnections) this.makeRoom();
    const connection = new HttpConnection(stream, this);
    if (this.connections.length < this.maxConnections) {
      this.connections.push(connection);
      return connection;
    }
    this.counters.refused++;
    if (this.refusing.length >= MAX_REFUSING) this.refusing[0]!.abort();
    this.refusing.push(connection);
    connection.turnAway(
      503,
      `All ${this.maxConnections} connections are at work. Try again in a second.`,
      RETRY_LINES,
    );
    return connection;
  }

  /**
   * Drops the connection that does least: one that is only being told something, an old unfinished head, one between two
   * requests, one that crawls, a young unfinished head. Among equals that of the address with the most connections, so that
   * one client cannot push all others out, then the one that has waited longest.
   */
  private makeRoom(): void {
    let victim: HttpConnection | undefined;
    let best = 0;
    for (let i = 0; i < this.connections.length; i++) {
      const connection = this.connections[i]!;
      const rank = connection.evictionRank();
      if (rank === 0) continue;
      const score = rank * 1000 + Math.min(this.countOf(connection.remoteAddress), 999);
      if (score > best || (score === best && connection.since < victim!.since)) {
        victim = connection;
        best = score;
      }
    }
    if (victim === undefined) return;
    this.counters.evicted++;
    victim.abort();
  }

  private countOf(address: string): number {
    let count = 0;
    for (let i = 0; i < this.connections.length; i++)
      if (this.connections[i]!.remoteAddress === address) count++;
    return count;
  }

  private tick(): void {
    for (let i = this.connections.length - 1; i >= 0; i--) this.connections[i]?.tick();
    for (let i = this.refusing.length - 1; i >= 0; i--) this.refusing[i]?.tick();
  }
}

function remove(connections: HttpConnection[], connection: StreamEvents): void {
  const at = connections.indexOf(connection as HttpConnection);
  if (at >= 0) connections.splice(at, 1);
}
