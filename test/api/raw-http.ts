import type { World } from "../../sim/world.ts";
import { decodeUtf8, encodeUtf8 } from "../../src/bytes/utf8.ts";
import type { Stream, Streams } from "../../src/ports/streams.ts";

/** A request as its bytes will be. */
export interface Ask {
  method?: string;
  path: string;
  /** JSON, text or bytes; `type` is application/json for the first where nothing is said, and none for the others. */
  json?: unknown;
  body?: string | Uint8Array;
  type?: string;
  /** Further header lines. */
  lines?: readonly string[];
}

export interface Answer {
  status: number;
  /** By lower-case name. */
  headers: Map<string, string>;
  body: Uint8Array;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it.
  json: any;
}

/** One connection of a client in the virtual world, bytes in, bytes out. */
export class RawCall {
  private readonly world: World;
  private readonly stream: Stream;
  private readonly received: Uint8Array[] = [];
  private queue: Uint8Array = new Uint8Array(0);
  private closed = false;
  private held = false;

  constructor(world: World, streams: Streams, address: string, port: number) {
    this.world = world;
    this.stream = streams.connect(address, port, {
      onReadable: () => this.read(),
      onWritable: () => this.write(),
      onClose: () => {
        this.held = false;
        this.read();
        this.closed = true;
      },
    });
  }

  send(bytes: Uint8Array): void {
    const rest = new Uint8Array(this.queue.length + bytes.length);
    rest.set(this.queue);
    rest.set(bytes, this.queue.length);
    this.queue = rest;
    this.write();
  }

  /** Reads nothing of the answer until it is asked for: the node can send as much as buffers hold. */
  hold(): void {
    this.held = true;
  }

  /** Vanishes without a word. */
  abort(): void {
    this.stream.abort();
  }

  /** The answer, once the node has ended the connection. */
  answer(limitMs = 70_000): Answer {
    this.held = false;
    this.read();
    if (!this.world.runUntilTrue(() => this.closed, limitMs)) throw new Error("no answer in time");
    return parseAnswer(concat(this.received));
  }

  /** What has come so far of an answer that goes on. */
  get soFar(): Uint8Array {
    return concat(this.received);
  }

  /** Whether the node has ended the connection. */
  get isClosed(): boolean {
    return this.closed;
  }

  private read(): void {
    if (this.held) return;
    for (let bytes = this.stream.read(4096); bytes !== undefined; bytes = this.stream.read(4096))
      this.received.push(bytes);
  }

  private write(): void {
    while (this.queue.length > 0) {
      const taken = this.stream.write(this.queue);
      if (taken === 0) return;
      this.queue = this.queue.subarray(taken);
    }
  }
}

/** The bytes of a request that wants its connection closed. */
export function requestBytes(ask: Ask): Uint8Array {
  const { method = ask.json === undefined && ask.body === undefined ? "GET" : "POST", path } = ask;
  const body = bodyOf(ask);
  const type = ask.type ?? (ask.json === undefined ? undefined : "application/json");
  const lines = [`${method} ${path} HTTP/1.1`, "Host: poi", "Connection: close"];
  if (type !== undefined) lines.push(`Content-Type: ${type}`);
  if (body !== undefined && !ask.lines?.some((line) => /^(content-length|transfer-encoding):/i.test(line)))
    lines.push(`Content-Length: ${body.length}`);
  lines.push(...(ask.lines ?? []));
  return concat([encodeUtf8(`${lines.join("\r\n")}\r\n\r\n`), body ?? new Uint8Array(0)]);
}

function bodyOf({ json, body }: Ask): Uint8Array | undefined {
  if (json !== undefined) return encodeUtf8(JSON.stringify(json));
  return typeof body === "string" ? encodeUtf8(body) : body;
}

/** A form with one file, as browsers and curl send it. */
export function form(
  filename: string,
  bytes: Uint8Array,
  fields: Readonly<Record<string, string>> = {},
): { type: string; body: Uint8Array } {
  const boundary = "----poi7MA4YWxkTrZu0gW";
  const parts: Uint8Array[] = [];
  for (const [name, value] of Object.entries(fields)) {
    parts.push(
      encodeUtf8(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
    );
  }
  const head = `Content-Disposition: form-data; name="file"; filename="${filename}"\r\nContent-Type: application/octet-stream`;
  parts.push(encodeUtf8(`--${boundary}\r\n${head}\r\n\r\n`), bytes, encodeUtf8(`\r\n--${boundary}--\r\n`));
  return { type: `multipart/form-data; boundary=${boundary}`, body: concat(parts) };
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function parseAnswer(bytes: Uint8Array): Answer {
  const { head, at } = splitHead(bytes);
  const [first = "", ...lines] = head.split("\r\n");
  const status = Number(first.split(" ")[1]);
  // What a client that asked first is told before the answer.
  if (status === 100) return parseAnswer(bytes.subarray(at));
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    if (headers.has(name)) throw new Error(`header ${name} came twice`);
    headers.set(name, line.slice(colon + 1).trim());
  }
  const sent = bytes.subarray(at);
  const body = headers.get("transfer-encoding") === "chunked" ? unchunk(sent) : sent;
  const text = decodeUtf8(body);
  const isJson = headers.get("content-type") === "application/json" && text !== "";
  return { status, headers, body, text, json: isJson ? JSON.parse(text) : undefined };
}

function splitHead(bytes: Uint8Array): { head: string; at: number } {
  for (let i = 0; i + 3 < bytes.length; i++) {
    if (bytes[i] === 13 && bytes[i + 1] === 10 && bytes[i + 2] === 13 && bytes[i + 3] === 10)
      return { head: decodeUtf8(bytes, 0, i), at: i + 4 };
  }
  throw new Error(`no HTTP answer: ${decodeUtf8(bytes)}`);
}

function unchunk(bytes: Uint8Array): Uint8Array {
  // The answer to HEAD.
  if (bytes.length === 0) return bytes;
  const parts: Uint8Array[] = [];
  for (let at = 0; ; ) {
    let end = at;
    while (end < bytes.length && bytes[end] !== 13) end++;
    if (end >= bytes.length) throw new Error("a body in chunks was cut");
    const size = Number.parseInt(decodeUtf8(bytes, at, end), 16);
    if (size === 0) return concat(parts);
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}
