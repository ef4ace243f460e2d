import assert from "node:assert/strict";
import fc from "fast-check";
import { BodyDecoder, UNTIL_CLOSE } from "../../src/net/http-body.ts";
import type { HttpCall } from "../../src/net/http-call.ts";
import { HttpClient } from "../../src/net/http-client.ts";
import { HeaderNames } from "../../src/net/http-fields.ts";
import {
  HEAD_DONE,
  HEAD_MORE,
  HEAD_REFUSED,
  type HeadReader,
  MAX_HEAD_BYTES,
} from "../../src/net/http-head-reader.ts";
import { MAX_LINE_BYTES } from "../../src/net/http-line.ts";
import { CHUNKED, RequestParser } from "../../src/net/http-request.ts";
import { ResponseParser } from "../../src/net/http-response.ts";
import { HttpRouter, type Route } from "../../src/net/http-router.ts";
import { HttpServer } from "../../src/net/http-server.ts";
import { MultipartParser } from "../../src/net/multipart.ts";
import { boundaryOf, displayName, headerParam } from "../../src/net/multipart-names.ts";
import { cleanPath, percentDecode, queryValue } from "../../src/net/url.ts";
import { mutated as mutatedBytes } from "../bytes/mutated.ts";
import { latin, parseResponses, ScriptedStreams, ScriptedTimers, textOf } from "./http-fakes.ts";
import { Outcome } from "./http-outcome.ts";
import { CHROMIUM_HEAD, FETCH_HEAD, REFUSED_HEADS } from "./http-vectors.ts";

/** Inputs a law; `FUZZ_RUNS=1000000 npx mocha --timeout 0 test/net/http-fuzz.test.ts` for the long run. */
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 20_000);

/** What has fooled parsers: between two bytes, or over some. */
const POISON = [
  "\r\n",
  "\r",
  "\n",
  "\0",
  "\t",
  " ",
  ":",
  ",",
  ";",
  "%",
  "%00",
  "%2e%2e/",
  "..",
  "/",
  "\\",
  "#",
  "?",
  '"',
  "\xff",
  "\r\n ",
  "\r\n\r\n",
  "0\r\n\r\n",
  "ffffffff",
  "--",
  "--b",
  "\r\n--b",
  "--b--",
  "Content-Length: 5\r\n",
  "Content-Length: 6\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Host: a\r\n",
  "X: y\r\n".repeat(25),
  "a".repeat(520),
  "a".repeat(4100),
  "HTTP/1.1",
  "HTTP/1.0",
  " HTTP/1.1\r\n",
  "Expect: 100-continue\r\n",
].map(latin);

function mutated(seeds: readonly string[]): fc.Arbitrary<Uint8Array> {
  return mutatedBytes(seeds.map(latin), POISON);
}

/** Where to cut an input into packets; the last size goes on to the end. */
const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });

function split(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const packets: Uint8Array[] = [];
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const length = lengths[i % lengths.length]!;
    packets.push(bytes.slice(at, at + length));
    at += length;
  }
  return packets;
}

function check(
  inputs: fc.Arbitrary<Uint8Array>,
  law: (bytes: Uint8Array, lengths: number[]) => void,
  runs = numRuns,
): void {
  fc.assert(fc.property(inputs, sizes, law), { numRuns: runs });
}

/** Most inputs are refused, and what takes the time then is to note where from: an error's stack. */
function withoutStacks<Result>(work: () => Result): Result {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

const NAMES = new HeaderNames(["x-key"]);

/** Feeds packets to a head's parser; what comes out, as text. */
function readHead(parser: HeadReader, packets: readonly Uint8Array[]): string {
  let state = HEAD_MORE;
  let consumed = 0;
  for (const packet of packets) {
    state = parser.push(packet, 0);
    consumed += parser.next;
    const held = (parser as unknown as { lines: { held?: Uint8Array } }).lines.held;
    assert.ok((held?.length ?? 0) <= MAX_LINE_BYTES, "one line is held at most");
    if (state !== HEAD_MORE) break;
  }
  if (state === HEAD_REFUSED) {
    assert.ok(parser.status >= 400 && parser.message.endsWith("."));
    return `${parser.status} ${parser.message}`;
  }
  assert.ok(consumed <= MAX_HEAD_BYTES);
  return state === HEAD_DONE ? `done ${consumed}` : "more";
}

const heads = [
  CHROMIUM_HEAD,
  FETCH_HEAD,
  ...REFUSED_HEADS.map(([, head]) => head).filter((head) => head.length < 400),
];
const CHUNKS =
  '4\r\nWiki\r\n6;a=b\r\npedia \r\nE ; c="d"\r\nin \r\n\r\nchunks.\r\n0;x\r\nTrailer: y\r\n\r\nGET /';
const FORM =
  'pre\r\n--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nfield\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="a \\"b\\".png"\r\n' +
  "Content-Type: image/png\r\n\r\n\r\n--x\r\n-b\r\n--\r\n--b\r\nContent-Disposition: form-data; name=c; filename*=UTF-8''%C3%A4\r\n\r\n\r\n--b--\r\n";
const RESPONSES = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Key: "v"\r\nConnection: close\r\n\r\nhello',
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nhe\r\n0\r\n\r\n",
  "HTTP/1.0 304 Not Modified\r\n\r\n",
];

describe("whatever comes", () => {
  it("a request head is read or refused, the same in any packets", function () {
    this.timeout(0);
    check(fc.oneof(mutated(heads), fc.uint8Array({ maxLength: 300 })), (bytes, lengths) => {
      const whole = new RequestParser(NAMES);
      const parts = new RequestParser(NAMES);
      const result = readHead(whole, bytes.length > 0 ? [bytes] : []);
      assert.equal(readHead(parts, split(bytes, lengths)), result);
      assert.deepEqual(parts.request, whole.request);
      const request = whole.request;
      if (request === undefined) return;
      assert.ok(request.path === "*" || request.path.startsWith("/"));
      assert.ok(!request.path.split("/").includes(".."));
      assert.ok(request.bodyLength === CHUNKED || request.bodyLength >= 0);
    });
  });

  it("a response head is read or refused, the same in any packets", function () {
    this.timeout(0);
    check(fc.oneof(mutated(RESPONSES), fc.uint8Array({ maxLength: 300 })), (bytes, lengths) => {
      const whole = new ResponseParser(NAMES);
      const parts = new ResponseParser(NAMES);
      const result = readHead(whole, bytes.length > 0 ? [bytes] : []);
      assert.equal(readHead(parts, split(bytes, lengths)), result);
      assert.deepEqual(parts.response, whole.response);
    });
  });

  it("a body is decoded or refused, within its cap, the same in any packets", function () {
    this.timeout(0);
    const inputs = fc.oneof(
      mutated([CHUNKS, "ffff\r\n", "5\r\nhello\r\n".repeat(20)]),
      fc.uint8Array({ maxLength: 100 }),
    );
    check(inputs, (bytes, lengths) => {
      for (const length of [CHUNKED, UNTIL_CLOSE, 40]) {
        const decode = (packets: readonly Uint8Array[]) => {
          const decoder = new BodyDecoder(length, 100);
          let text = "";
          let consumed = 0;
          for (const packet of packets) {
            let at = 0;
            while (at < packet.length && !decoder.done && decoder.status === 0) {
              at = decoder.push(packet, at);
              if (decoder.data !== undefined) text += textOf(decoder.data);
            }
            consumed += at;
          }
          assert.ok(decoder.received <= 100);
          // Of a refused body, how much came before the fault depends on how it was cut.
          return decoder.status === 0 ? [text, consumed, decoder.done] : [decoder.status];
        };
        assert.deepEqual(decode(split(bytes, lengths)), decode([bytes]));
      }
    });
  });

  it("a form is taken apart or refused, the same in any packets", function () {
    this.timeout(0);
    check(fc.oneof(mutated([FORM, FORM.slice(5)]), fc.uint8Array({ maxLength: 200 })), (bytes, lengths) => {
      const parse = (packets: readonly Uint8Array[]) => {
        const log: string[] = [];
        let file = "";
        const parser = new MultipartParser("b", {
          onField: (name, value) => void log.push(`${name}=${value}`),
          onFile: (filename, type, field) => void log.push(`${filename} ${type} ${field}`),
          onFileBytes: (part) => {
            file += textOf(part);
          },
          onFileEnd: () => void log.push("end"),
        });
        const error = withoutStacks(() => {
          for (const packet of packets) if (parser.push(packet) !== undefined) break;
          return parser.finish();
        });
        assert.ok(log.length <= 20 && file.length <= bytes.length);
        return error === undefined ? [...log, file] : [error.message];
      };
      assert.deepEqual(parse(split(bytes, lengths)), parse([bytes]));
    });
  });

  it("paths, queries and parameters of headers are read or refused", function () {
    this.timeout(0);
    const texts = mutated([
      "/api/images/%41?a=b&c=%zz+d",
      'form-data; name="a"; filename="b\\"c"; x=y',
      "multipart/form-data; boundary=b",
    ]);
    check(texts, (bytes) => {
      const text = textOf(bytes);
      const path = cleanPath(text);
      if (path !== undefined) assert.ok(!path.split("/").includes(".."));
      percentDecode(text);
      queryValue(text, "a");
      headerParam(text, "name");
      assert.ok((boundaryOf(text)?.length ?? 0) <= 70);
      assert.ok([...displayName(text)].length <= 64);
    });
  });

  it("a server answers in HTTP or not at all, and the next client as if nothing had been", function () {
    this.timeout(0);
    const routes: readonly Route<undefined>[] = [
      { method: "GET", path: "/api/status", handle: (_context, exchange) => exchange.json({}) },
      {
        method: "POST",
        path: "/",
        body: "json",
        maxBodyBytes: 50,
        handle: (_context, exchange) => exchange.json({}),
      },
    ];
    const streams = new ScriptedStreams();
    const timers = new ScriptedTimers();
    const server = new HttpServer({ streams, timers, port: 80, handler: new HttpRouter(undefined, routes) });
    const post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    const seeds = [
      FETCH_HEAD,
      `${post}Content-Length: 7\r\n\r\n{"a":1}${FETCH_HEAD}`,
      `${post}Transfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n${FETCH_HEAD}`,
      `${post}Expect: 100-continue\r\nContent-Length: 7\r\n\r\n{"a":1}`,
    ];
    check(
      fc.oneof(mutated(seeds), fc.uint8Array({ maxLength: 100 })),
      (bytes, lengths) => {
        const client = streams.client();
        for (const packet of split(bytes, lengths)) client.arrive(packet);
        assert.doesNotThrow(() => parseResponses(client.take()));
        if (bytes.length % 2 === 0) timers.advance(20_000);
        client.vanish();
        assert.equal(server.connectionCount, 0);
        const next = streams.client();
        next.arrive(FETCH_HEAD);
        assert.equal(parseResponses(next.take())[0]?.status, 200);
        next.vanish();
        assert.equal(timers.pendingCount, 0);
      },
      Math.ceil(numRuns / 4),
    );
    assert.equal(server.counters.failures, 0);
  });

  it("a client hears of one outcome, whatever answers, and its next call of the right one", function () {
    this.timeout(0);
    const streams = new ScriptedStreams();
    const timers = new ScriptedTimers();
    const client = new HttpClient({ streams, timers, headers: ["x-key"] });
    const ask = (fields: Partial<HttpCall>, streamed: boolean, answer: readonly Uint8Array[]) => {
      const outcome = new Outcome();
      client.request(outcome.call(fields, streamed));
      const stream = streams.connected.at(-1)!;
      stream.events!.onWritable();
      for (const packet of answer) stream.arrive(packet);
      return { outcome, stream };
    };
    const seeds = [...RESPONSES, `HTTP/1.1 100 Continue\r\n\r\n${RESPONSES[0]}`, RESPONSES[1]!.repeat(2)];
    check(fc.oneof(mutated(seeds), fc.uint8Array({ maxLength: 100 })), (bytes, lengths) => {
      const method = (["GET", "HEAD", "POST"] as const)[bytes.length % 3]!;
      const { outcome, stream } = ask({ method }, lengths.length % 2 === 0, split(bytes, lengths));
      if (bytes.length % 5 === 0) stream.vanish();
      timers.advance(60_000);
      assert.equal(outcome.ends, 1);
      const next = ask({}, false, [latin("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")]);
      assert.equal(textOf(next.outcome.response!.body!), "ok");
      client.close();
      streams.connected.length = 0;
      assert.equal(timers.pendingCount, 0);
    });
    assert.equal(client.failures, 0);
  });
});
