import type { HeaderLines } from "./http-head.ts";
import type { HttpResponse } from "./http-response.ts";
import type { BodySource } from "./http-stream.ts";

/**
 * Why there is no whole response: nobody listens there; no answer in time; the connection ended too early; what came is no
 * HTTP; the body is over the cap; too many calls at once.
 */
export type HttpFailure = "unreachable" | "timeout" | "closed" | "malformed" | "too-large" | "busy";

/** One request that a client makes, and who hears of its outcome: exactly one of `onDone` and `onError`. */
export interface HttpCall {
  /** IPv4. */
  address: string;
  port: number;
  method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** Path and query, percent-encoded. */
  path: string;
  lines?: HeaderLines;
  /** Type of `body`. */
  contentType?: string;
  /** A source may give `bodyLength` bytes; without it they go in chunks. */
  body?: string | Uint8Array | BodySource;
  bodyLength?: number;
  /** Cap of the response's body in bytes; 4,096 where nothing is said. */
  maxBodyBytes?: number;
  /** May be sent a second time where a kept connection turns out to be closed. All but POST are. */
  idempotent?: boolean;
  /** The head is there, before the first byte of the body. */
  onHead?(response: HttpResponse): void;
  /** Takes the body as it comes, views valid during the call; without it the body is collected in `response.body`. */
  onBytes?(bytes: Uint8Array): void;
  onDone(response: HttpResponse): void;
  onError(failure: HttpFailure, message: string): void;
}
