import { encodeUtf8 } from "../../src/bytes/utf8.ts";
import { BodyDecoder } from "../../src/net/http-body.ts";
import { HttpClient } from "../../src/net/http-client.ts";
import { HeaderNames } from "../../src/net/http-fields.ts";
import { HEAD_DONE } from "../../src/net/http-head-reader.ts";
import { CHUNKED, RequestParser } from "../../src/net/http-request.ts";
import { HttpRouter, type Route } from "../../src/net/http-router.ts";
import { HttpServer } from "../../src/net/http-server.ts";
import { MultipartParser } from "../../src/net/multipart.ts";
import type { Stream, StreamEvents } from "../../src/ports/streams.ts";
import { program } from "../xs/inside/program.ts";
import type { XsWorld } from "../xs/inside/world.ts";
import { CHROMIUM_HEAD, FETCH_HEAD } from "./http-vectors.ts";

/** A client's connection that holds what is sent to it, and costs nothing worth counting. */
class Wire implements Stream {
  readonly remoteAddress = "10.0.0.2";
  readonly writable = 5744;
  packets: Uint8Array[] = [];
  at = 0;
  written = 0;
  events: StreamEvents | undefined;

  read(): Uint8Array | undefined {
    return this.packets[this.at++];
  }
  write(bytes: Uint8Array): number {
    this.written += bytes.length;
    return bytes.length;
  }
  close(): void {}
  abort(): void {}

  send(packets: Uint8Array[]): void {
    this.packets = packets;
    this.at = 0;
    this.events!.onReadable();
  }
}

const STATUS = {
  connected: true,
  mode: 1,
  index: 0,
  brightness: 128,
  framerate: 50,
  sdCardPresent: false,
  powerMode: 1,
  count: 3,
};
const FILE_BYTES = 80_000;

interface Totals {
  bytes: number;
}

const ROUTES: readonly Route<Totals>[] = [
  {
    method: "POST",
    path: "/api/mode",
    body: "json",
    handle: (_totals, exchange) => exchange.json({ status: "ok" }),
  },
  { method: "GET", path: "/api/images/:id/pixels", handle: (_totals, exchange) => exchange.empty(204) },
  {
    method: "POST",
    path: "/api/image",
    body: "stream",
    maxBodyBytes: 200_000,
    handle: (totals, exchange) => ({
      onBytes: (bytes) => {
        totals.bytes += bytes.length;
      },
      onEnd: () => exchange.json({ status: "ok" }),
      onAbort: () => {},
    }),
  },
  { method: "GET", path: "/api/status", handle: (_totals, exchange) => exchange.json(STATUS) },
];

function serve(world: XsWorld): { wire: Wire; totals: Totals; server: HttpServer } {
  const wire = new Wire();
  const totals = { bytes: 0 };
  const server = new HttpServer({
    streams: {
      listen: (options) => {
        wire.events = options.onConnect(wire);
        return { close() {} };
      },
      connect: () => wire,
    },
    timers: world.ports.timers,
    port: 80,
    handler: new HttpRouter(totals, ROUTES),
  });
  return { wire, totals, server };
}

function packetsOf(bytes: Uint8Array): Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 1460) packets.push(bytes.slice(at, at + 1460));
  return packets;
}

function head(text: string) {
  return program({
    prepare: () => ({ parser: new RequestParser(new HeaderNames()), bytes: encodeUtf8(text) }),
    run: ({ parser, bytes }) => parser.push(bytes, 0),
    check: (state) => expect(state === HEAD_DONE),
  });
}

export const fetchHead = head(FETCH_HEAD);
export const chromiumHead = head(CHROMIUM_HEAD);

function exchange(message: (totals: Totals) => Uint8Array, check: (wire: Wire, totals: Totals) => boolean) {
  return program({
    prepare: (world) => {
      const { wire, totals, server } = serve(world);
      return { wire, totals, server, packets: packetsOf(message(totals)) };
    },
    run: ({ wire, packets }) => wire.send(packets),
    check: (_result, { wire, totals }) => expect(check(wire, totals)),
  });
}

export const get = exchange(
  () => encodeUtf8(FETCH_HEAD),
  (wire) => wire.written > 300,
);

const POST =
  "POST /api/mode HTTP/1.1\r\nHost: 192.168.4.1\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n";
export const postJson = exchange(
  () => encodeUtf8(`${POST}{"mode":2,"index":3}`),
  (wire) => wire.written > 100,
);

function uploadHead(type: string, length: number): Uint8Array {
  return encodeUtf8(
    `POST /api/image HTTP/1.1\r\nHost: 192.168.4.1\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n`,
  );
}

export const upload = exchange(
  () => joined([uploadHead("application/octet-stream", FILE_BYTES), noise()]),
  (_wire, totals) => totals.bytes === FILE_BYTES,
);

export const chunks = program({
  prepare: () => {
    const framed: Uint8Array[] = [];
    const file = noise();
    for (let at = 0; at < FILE_BYTES; at += 1000)
      framed.push(encodeUtf8("3e8\r\n"), file.slice(at, at + 1000), encodeUtf8("\r\n"));
    framed.push(encodeUtf8("0\r\n\r\n"));
    const decoder = new BodyDecoder(CHUNKED, 100_000);
    return { decoder, packets: packetsOf(joined(framed)) };
  },
  run: ({ decoder, packets }) => {
    for (let i = 0; i < packets.length; i++) {
      const packet = packets[i]!;
      for (let at = 0; at < packet.length && !decoder.done; ) at = decoder.push(packet, at);
    }
    return decoder.received;
  },
  check: (received) => expect(received === FILE_BYTES),
});

const BOUNDARY = "------------------------d74496d66958873e";
export const form = program({
  prepare: () => {
    const totals = { bytes: 0 };
    const start = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="image"; filename="fire.png"\r\nContent-Type: image/png\r\n\r\n`;
    const parser = new MultipartParser(BOUNDARY, {
      onField() {},
      onFile() {},
      onFileBytes(bytes) {
        totals.bytes += bytes.length;
      },
      onFileEnd() {},
    });
    const packets = packetsOf(joined([encodeUtf8(start), noise(), encodeUtf8(`\r\n--${BOUNDARY}--\r\n`)]));
    return { totals, parser, packets };
  },
  run: ({ parser, packets }) => {
    for (let i = 0; i < packets.length; i++) parser.push(packets[i]!);
    return parser.finish();
  },
  check: (error, { totals }) => expect(error === undefined && totals.bytes === FILE_BYTES),
});

/** A client's call over a kept connection: 48 bytes out and 48 back. */
export const call = program({
  prepare: (world) => {
    const wire = new Wire();
    const client = new HttpClient({
      streams: {
        listen: () => ({ close() {} }),
        connect: (_address, _port, events) => {
          wire.events = events;
          return wire;
        },
      },
      timers: world.ports.timers,
    });
    const state = { client, wire, answers: 0, body: new Uint8Array(48) };
    const head =
      "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 48\r\nConnection: keep-alive\r\nKeep-Alive: timeout=15\r\n\r\n";
    const packet = joined([encodeUtf8(head), new Uint8Array(48)]);
    ask(state);
    wire.events!.onWritable();
    wire.send([packet]);
    return { ...state, packet, state };
  },
  run: ({ state, wire, packet }) => {
    ask(state);
    wire.send([packet]);
  },
  check: (_result, { state }) => expect(state.answers === 2),
});

function ask(state: { client: HttpClient; body: Uint8Array; answers: number }): void {
  state.client.request({
    address: "10.0.0.2",
    port: 80,
    method: "POST",
    path: "/api/sync/frames",
    contentType: "application/octet-stream",
    body: state.body,
    onDone: (response) => {
      if (response.body.length === 48) state.answers++;
    },
    onError: () => {},
  });
}

/** A server with six connections that wait for their next request. */
export const sixIdle = program({
  prepare: (world) => world,
  run: (world) => {
    let connect: ((stream: Stream) => StreamEvents | undefined) | undefined;
    const server = new HttpServer({
      streams: {
        listen: (options) => {
          connect = (stream) => options.onConnect(stream);
          return { close() {} };
        },
        connect: () => new Wire(),
      },
      timers: world.ports.timers,
      port: 80,
      handler: new HttpRouter({ bytes: 0 }, ROUTES),
    });
    for (let i = 0; i < 6; i++) {
      const wire = new Wire();
      wire.events = connect!(wire);
      wire.send([encodeUtf8(FETCH_HEAD)]);
      wire.packets = [];
    }
    return server;
  },
  check: (server) => expect((server as HttpServer).connectionCount === 6),
});

function noise(): Uint8Array {
  const bytes = new Uint8Array(FILE_BYTES);
  for (let i = 0, state = 1; i < FILE_BYTES; i++) {
    state = (state * 48271) % 0x7fffffff;
    bytes[i] = state >> 8;
  }
  return bytes;
}

function joined(parts: Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function expect(isTrue: boolean): void {
  if (!isTrue) throw new Error("the program did not do its work");
}
