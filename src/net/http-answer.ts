import { encodeUtf8 } from "../bytes/utf8.ts";
import type { HeaderLines } from "./http-head.ts";
import { encodeResponseHead, JSON_TYPE } from "./http-head.ts";
import { INLINE_BYTES } from "./http-limits.ts";
import type { BodySource } from "./http-stream.ts";
import type { HttpWriter } from "./http-writer.ts";

/** An answer on its way to the connection. */
export interface HttpAnswer {
  status: number;
  /** Empty for an answer without a body. */
  contentType: string;
  /** Bytes of the body, LENGTH_CHUNKED or LENGTH_NONE. */
  length: number;
  /** The body, where it is bytes that are to be sent. */
  body?: Uint8Array | undefined;
  /** The body, where it is pulled. */
  source?: BodySource | undefined;
  lines?: HeaderLines | undefined;
}

/** What a client that sent `Expect: 100-continue` waits for before it sends the body. */
export const CONTINUE = encodeUtf8("HTTP/1.1 100 Continue\r\n\r\n");

/** `{"error": message}`. */
export function errorAnswer(status: number, message: string, lines?: HeaderLines): HttpAnswer {
  const body = encodeUtf8(JSON.stringify({ error: message }));
  return { status, contentType: JSON_TYPE, length: body.length, body, lines };
}

/** Queues an answer; `policy`: further header lines. */
export function queueAnswer(
  writer: HttpWriter,
  answer: HttpAnswer,
  connection: "keep" | "close" | "",
  policy: HeaderLines | undefined,
): void {
  const { status, contentType, length, body, source, lines } = answer;
  const inline = body !== undefined && body.length <= INLINE_BYTES ? body.length : 0;
  const head = encodeResponseHead(
    { status, contentType, length, connection, lines: [policy, lines] },
    inline,
  );
  if (inline > 0) head.bytes.set(body!, head.at);
  writer.start(head.bytes.subarray(0, head.at + inline), inline > 0 ? undefined : body);
  if (source !== undefined) writer.startSource(source, length);
}
