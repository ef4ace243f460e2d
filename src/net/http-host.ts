import type { StreamEvents } from "../ports/streams.ts";
import type { HttpCounters } from "./http-counters.ts";
import type { HttpExchange } from "./http-exchange.ts";
import type { HeaderNames } from "./http-fields.ts";
import type { HeaderLines } from "./http-head.ts";
import type { HttpRequest } from "./http-request.ts";

/** What a connection asks of its server. */
export interface HttpHost {
  readonly counters: HttpCounters;
  readonly names: HeaderNames;
  /** Ticks so far. */
  readonly now: number;
  /** Answers, or says where the body goes. */
  handle(exchange: HttpExchange): void;
  /** Header lines that go with every answer to this request. */
  linesFor(request: HttpRequest): HeaderLines | undefined;
  closed(connection: StreamEvents): void;
}
