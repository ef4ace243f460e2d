import assert from "node:assert/strict";
import { HeaderNames } from "../../src/net/http-fields.ts";
import { HEAD_DONE, HEAD_MORE, HEAD_REFUSED } from "../../src/net/http-head-reader.ts";
import { CHUNKED, type HttpRequest, RequestParser } from "../../src/net/http-request.ts";
import { latin } from "./http-fakes.ts";
import { CHROMIUM_HEAD, FETCH_HEAD, REFUSED_HEADS } from "./http-vectors.ts";

const NAMES = new HeaderNames(["user-agent", "sec-fetch-site", "x-key"]);

interface Outcome {
  state: number;
  status: number;
  message: string;
  request: HttpRequest | undefined;
  /** Bytes that belong to what follows. */
  left: number;
}

/** Parses packets one after the other until the head is there or refused. */
function parse(packets: readonly Uint8Array[]): Outcome {
  const parser = new RequestParser(NAMES);
  let left = packets.reduce((sum, packet) => sum + packet.length, 0);
  let state = HEAD_MORE;
  for (const packet of packets) {
    if (packet.length === 0) continue;
    state = parser.push(packet, 0);
    left -= parser.next;
    if (state !== HEAD_MORE) break;
  }
  const refused = state === HEAD_REFUSED;
  return {
    state,
    status: parser.status,
    message: parser.message,
    request: parser.request,
    left: refused ? 0 : left,
  };
}

function request(head: string): HttpRequest {
  const outcome = parse([latin(head)]);
  assert.equal(outcome.state, HEAD_DONE, outcome.message);
  return outcome.request!;
}

/** Everything that can be read of a request. */
function facts(outcome: Outcome): unknown {
  const { request: got, ...rest } = outcome;
  if (got === undefined) return rest;
  const {
    method,
    path,
    query,
    minor,
    bodyLength,
    hasLength,
    host,
    keepAlive,
    contentType,
    origin,
    expect,
    ifNoneMatch,
  } = got;
  const agent = got.header("user-agent");
  return {
    rest,
    method,
    path,
    query,
    minor,
    bodyLength,
    hasLength,
    host,
    keepAlive,
    contentType,
    origin,
    expect,
    ifNoneMatch,
    agent,
  };
}

describe("request heads", () => {
  it("reads what Chromium sends, and keeps only what was asked for", () => {
    const got = request(CHROMIUM_HEAD);
    assert.equal(got.method, "GET");
    assert.equal(got.path, "/api/status");
    assert.equal(got.host, "192.168.4.1:8080");
    assert.equal(got.minor, 1);
    assert.equal(got.keepAlive, true);
    assert.equal(got.bodyLength, 0);
    assert.equal(got.hasLength, false);
    assert.equal(got.header("sec-fetch-site"), "none");
    assert.match(got.header("user-agent") ?? "", /^Mozilla.*537\.36$/);
    assert.equal(got.header("x-key"), undefined);
    assert.throws(() => got.header("accept"), /not asked for/);
  });

  it("reads all that framing and routing need", () => {
    const got = request(
      'POST /a?b=c&d HTTP/1.1\r\nhOST:\t x.local \t\r\nCONTENT-LENGTH: 12\r\nContent-Type: application/json; charset="utf-8"\r\n' +
        'Origin: http://x.local\r\nIf-None-Match: "a"\r\nIf-None-Match: "b"\r\nExpect: 100-continue\r\nConnection: foo, Close\r\n\r\n',
    );
    assert.equal(got.path, "/a");
    assert.equal(got.query, "b=c&d");
    assert.equal(got.host, "x.local");
    assert.equal(got.bodyLength, 12);
    assert.equal(got.contentType, 'application/json; charset="utf-8"');
    assert.equal(got.origin, "http://x.local");
    assert.equal(got.ifNoneMatch, '"a", "b"');
    assert.equal(got.expect, "100-continue");
    assert.equal(got.keepAlive, false);
  });

  it("takes chunks, the same Content-Length twice, absolute paths, HTTP/1.0, escapes and OPTIONS *", () => {
    assert.equal(
      request("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n").bodyLength,
      CHUNKED,
    );
    assert.equal(
      request("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n").bodyLength,
      5,
    );
    const absolute = request("GET HTTP://poi.local:81/a/b?c HTTP/1.1\r\nHost: other\r\n\r\n");
    assert.deepEqual([absolute.path, absolute.query, absolute.host], ["/a/b", "c", "poi.local:81"]);
    assert.equal(request("GET http://poi.local HTTP/1.1\r\nHost: a\r\n\r\n").path, "/");
    const query = request("GET http://poi.local?q=/x HTTP/1.1\r\nHost: a\r\n\r\n");
    assert.deepEqual([query.path, query.query, query.host], ["/", "q=/x", "poi.local"]);
    const old = request("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assert.deepEqual([old.minor, old.keepAlive, old.host], [0, false, ""]);
    assert.equal(request("GET /%41/%C3%A4%20b/...x HTTP/1.1\r\nHost: a\r\n\r\n").path, "/A/ä b/...x");
    assert.equal(request("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").path, "*");
    assert.equal(request("GET / HTTP/1.7\r\nHost: a\r\n\r\n").minor, 1);
    assert.equal(request("\r\n\r\nGET / HTTP/1.1\r\nHost:\r\n\r\n").host, "");
  });

  it("takes 24 headers, 512 bytes of path, and longer headers that nobody asked for", () => {
    request(`GET / HTTP/1.1\r\nHost: a\r\n${"X: b\r\n".repeat(23)}\r\n`);
    request(`GET /${"a".repeat(512 - "GET / HTTP/1.1".length)} HTTP/1.1\r\nHost: a\r\n\r\n`);
    request(`GET / HTTP/1.1\r\nHost: a\r\nCookie: ${"a".repeat(3000)}\r\n\r\n`);
    const head = "GET / HTTP/1.1\r\nHost: a\r\nCookie: \r\n\r\n";
    request(head.replace("Cookie: ", `Cookie: ${"a".repeat(4096 - head.length)}`));
    const over = parse([latin(head.replace("Cookie: ", `Cookie: ${"a".repeat(4097 - head.length)}`))]);
    assert.equal(over.status, 431);
  });

  for (const [name, head, status] of REFUSED_HEADS) {
    it(`refuses ${name} with ${status}`, () => {
      const outcome = parse([latin(head)]);
      assert.equal(outcome.state, HEAD_REFUSED);
      assert.equal(outcome.status, status, outcome.message);
      assert.match(outcome.message, /^[A-Z].*\.$/);
    });
  }

  it("comes to the same result wherever a head is cut in two, and byte by byte", () => {
    const tail = "POST /next";
    const heads = [
      CHROMIUM_HEAD,
      FETCH_HEAD,
      `GET / HTTP/1.1\r\nHost: a\r\nCookie: ${"a".repeat(700)}\r\n\r\n`,
    ];
    for (const head of [...heads.map((text) => text + tail), ...REFUSED_HEADS.map(([, text]) => text)]) {
      const bytes = latin(head);
      const whole = parse([bytes]);
      for (let cut = 1; cut < bytes.length; cut++) {
        assert.deepEqual(
          facts(parse([bytes.slice(0, cut), bytes.slice(cut)])),
          facts(whole),
          `${head.slice(0, 80)} at ${cut}`,
        );
      }
      assert.deepEqual(
        facts(parse([...bytes].map((byte) => Uint8Array.of(byte)))),
        facts(whole),
        head.slice(0, 80),
      );
    }
  });

  it("reads one head after the other from one packet, each with its own values", () => {
    const parser = new RequestParser(NAMES);
    const packet = latin("GET /a HTTP/1.1\r\nHost: a\r\nX-Key: 1\r\n\r\nGET /b HTTP/1.0\r\n\r\n");
    assert.equal(parser.push(packet, 0), HEAD_DONE);
    const first = parser.request!;
    const at = parser.next;
    parser.reset();
    assert.equal(parser.started, false);
    assert.equal(parser.push(packet, at), HEAD_DONE);
    assert.equal(parser.next, packet.length);
    assert.deepEqual([first.path, first.header("x-key")], ["/a", "1"]);
    assert.deepEqual([parser.request!.path, parser.request!.header("x-key")], ["/b", undefined]);
  });
});
