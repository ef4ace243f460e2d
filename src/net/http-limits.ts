import { toTicks } from "./ticker.ts";

/** What a server lets a client have. Line and head sizes stand beside the parsers (http-line.ts, http-request.ts). */

/** Connections of a node that says nothing else: a browser opens six. */
export const MAX_CONNECTIONS = 6;
/** Connections beyond those, each only for as long as it takes to be told 503. */
export const MAX_REFUSING = 2;

/** Bytes read at once: about one packet (1,460 bytes of TCP payload on Ethernet and Wi-Fi). */
export const READ_BYTES = 1460;
/** A body up to here is sent in one piece with its head. */
export const INLINE_BYTES = 1024;
/** A rest of a body that is read over to keep the connection; for a longer one a new connection costs less. */
export const DRAIN_BYTES = 4096;
/** A body that a route has no use for. */
export const UNWANTED_BODY_BYTES = 1024;
/** JSON that a route takes where it says nothing else. */
export const JSON_BODY_BYTES = 4096;
/** How deep JSON may nest: the engine's parser recurses on a native stack of 12 KB. */
export const JSON_DEPTH = 16;

/** From the first byte of a head, or the opening of a connection, to the end of the head. */
export const HEAD_TICKS = toTicks(5000);
/** Between two requests, two packets of a body, two packets that the client takes. */
export const IDLE_TICKS = toTicks(15000);
/** For a client to see an answer that came before the end of its body: closing at once would destroy it. */
export const LINGER_TICKS = toTicks(1000);
/** For a handler to answer, and between two pieces of a streamed answer. */
export const ANSWER_TICKS = toTicks(60000);

/** A head that took longer makes room before a connection that waits for its next request. */
export const YOUNG_TICKS = toTicks(1000);

/** Each so many bytes earn a busy connection a tick in which it need not make room, up to PATIENCE_TICKS ahead. */
const BYTES_PER_TICK = 128;
/** What a busy connection has from the start. */
export const PATIENCE_TICKS = toTicks(1000);

/** Tick up to which a connection that had patience up to `until` need not make room, now that it moved `bytes` on. */
export function earn(until: number, now: number, bytes: number): number {
  return Math.min(Math.max(until, now) + bytes / BYTES_PER_TICK, now + PATIENCE_TICKS);
}
