import type { StreamEvents } from "../ports/streams.ts";
import type { HttpCounters } from "./http-counters.ts";
import type { HttpExchange } from "./http-exchange.ts";
import type { HeaderLines } from "./http-head.ts";
import type { HttpRequest, RequestParser } from "./http-request.ts";

/** What a connection asks of its server. */
export interface HttpHost {
  readonly counters: HttpCounters;
  /** Ticks so far. */
  readonly now: number;
  /** A parser for one head; connections that wait for one hold none. */
  takeParser(): RequestParser;
  giveParser(parser: RequestParser): void;
  /** Answers, or says where the body goes. */
  handle(exchange: HttpExchange): void;
  /** Header lines that go with every answer to this request. */
  linesFor(request: HttpRequest): HeaderLines | undefined;
  closed(connection: StreamEvents): void;
}
