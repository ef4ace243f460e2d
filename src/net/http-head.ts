import { frozen } from "../bytes/frozen.ts";
import { encodeUtf8, encodeUtf8Into, utf8Length } from "../bytes/utf8.ts";
import { assert } from "../ports/assert.ts";
import type { PoiErrorCode } from "../ports/poi-error.ts";
import { TOKEN } from "./http-text.ts";

/** Heads of responses and requests as bytes. What is often sent is encoded once and copied. */

/** Header lines as bytes, each ending in CR LF: made once by `headerLines`, copied into each head. */
export type HeaderLines = Uint8Array;

/** Content types that routes answer with. */
export const JSON_TYPE = "application/json";

const REASONS: Readonly<Record<number, string>> = frozen({
  100: "Continue",
  101: "Switching Protocols",
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No Content",
  206: "Partial Content",
  301: "Moved Permanently",
  302: "Found",
  303: "See Other",
  304: "Not Modified",
  307: "Temporary Redirect",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  411: "Length Required",
  413: "Content Too Large",
  414: "URI Too Long",
  415: "Unsupported Media Type",
  417: "Expectation Failed",
  426: "Upgrade Required",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  503: "Service Unavailable",
  505: "HTTP Version Not Supported",
  507: "Insufficient Storage",
});

const OK_JSON = encodeUtf8("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n");
const LENGTH = encodeUtf8("Content-Length: ");
const CHUNKS = encodeUtf8("Transfer-Encoding: chunked\r\n");
const STAY = encodeUtf8("Connection: keep-alive\r\nKeep-Alive: timeout=15\r\n");
const CLOSE = encodeUtf8("Connection: close\r\n");
const MAX_LENGTH_DIGITS = 15;

/** Status of a user's mistake. */
export const STATUS_OF: Readonly<Record<PoiErrorCode, number>> = frozen({
  "bad-request": 400,
  unauthorized: 401,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  "too-large": 413,
  "unsupported-type": 415,
  unavailable: 503,
  "storage-full": 507,
});

/**
 * Header lines from names and values in turn: `headerLines("ETag", tag, "Allow", "GET")`. Control characters of a value
 * become spaces, so that no value can end its line.
 */
export function headerLines(...parts: readonly string[]): HeaderLines {
  assert(parts.length % 2 === 0, "names and values in turn");
  let text = "";
  for (let i = 0; i < parts.length; i += 2) text += `${parts[i]}: ${parts[i + 1]}\r\n`;
  const bytes = encodeUtf8(text);
  let at = 0;
  for (let i = 0; i < parts.length; i += 2) {
    for (const end = at + parts[i]!.length; at < end; at++)
      assert(TOKEN[bytes[at]!] !== 0, "a header name is a token");
    at += 2;
    for (const end = at + utf8Length(parts[i + 1]!); at < end; at++) if (bytes[at]! < 32) bytes[at] = 32;
    at += 2;
  }
  return bytes;
}

/** What a response head says about the body: its length in bytes, or one of these. */
export const LENGTH_CHUNKED = -1;
export const LENGTH_NONE = -2;

export interface ResponseHead {
  status: number;
  /** Empty for a response without a body. */
  contentType: string;
  /** Bytes, LENGTH_CHUNKED, or LENGTH_NONE for a body that ends with the connection, or for no body. */
  length: number;
  /** What the head says of the connection: "keep", "close", or "" where the caller's lines say it. */
  connection: "keep" | "close" | "";
  lines: readonly (HeaderLines | undefined)[];
}

/** The bytes of a response head, with `room` bytes behind it for a body that goes along in the same packet. */
export function encodeResponseHead(head: ResponseHead, room: number): { bytes: Uint8Array; at: number } {
  let start = OK_JSON;
  if (head.status !== 200 || head.contentType !== JSON_TYPE) {
    let text = `HTTP/1.1 ${head.status} ${REASONS[head.status] ?? "Status"}\r\n`;
    if (head.contentType !== "") text += `Content-Type: ${head.contentType}\r\n`;
    start = encodeUtf8(text);
  }
  const { length, connection, lines } = head;
  let size = start.length + LENGTH.length + MAX_LENGTH_DIGITS + CHUNKS.length + STAY.length + 4;
  for (let i = 0; i < lines.length; i++) size += lines[i]?.length ?? 0;
  const bytes = new Uint8Array(size + room);
  bytes.set(start);
  let at = start.length;
  if (length >= 0) {
    bytes.set(LENGTH, at);
    at = encodeUtf8Into(`${length}\r\n`, bytes, at + LENGTH.length);
  } else if (length === LENGTH_CHUNKED) {
    bytes.set(CHUNKS, at);
    at += CHUNKS.length;
  }
  if (connection !== "") {
    const line = connection === "keep" ? STAY : CLOSE;
    bytes.set(line, at);
    at += line.length;
  }
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line === undefined) continue;
    bytes.set(line, at);
    at += line.length;
  }
  bytes[at++] = 13;
  bytes[at++] = 10;
  return { bytes, at };
}

/** The bytes of a request head, and of a short body behind it. `length` as in a response head; -2 without a body. */
export function encodeRequestHead(
  method: string,
  target: string,
  host: string,
  contentType: string,
  length: number,
  lines: HeaderLines | undefined,
  body: Uint8Array | undefined,
): Uint8Array {
  let text = `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\n`;
  if (contentType !== "") text += `Content-Type: ${contentType}\r\n`;
  if (length >= 0) text += `Content-Length: ${length}\r\n`;
  else if (length === LENGTH_CHUNKED) text += "Transfer-Encoding: chunked\r\n";
  const start = encodeUtf8(text);
  const extra = lines?.length ?? 0;
  const size = start.length + extra + 2;
  const bytes = new Uint8Array(size + (body?.length ?? 0));
  bytes.set(start);
  if (lines !== undefined) bytes.set(lines, start.length);
  bytes[size - 2] = 13;
  bytes[size - 1] = 10;
  if (body !== undefined) bytes.set(body, size);
  return bytes;
}
