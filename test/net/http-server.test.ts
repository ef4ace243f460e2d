import assert from "node:assert/strict";
import type { HttpExchange } from "../../src/net/http-exchange.ts";
import type { HttpPolicy } from "../../src/net/http-server.ts";
import { PoiError } from "../../src/ports/poi-error.ts";
import { parseResponses, textOf } from "./http-fakes.ts";
import { GET, lab, pieces } from "./http-lab.ts";
import { REFUSED_HEADS } from "./http-vectors.ts";

describe("an HTTP server", () => {
  it("answers one request after the other over one connection", () => {
    const { streams, counters } = lab((exchange) => exchange.json({ path: exchange.request.path }));
    const client = streams.client();
    for (let i = 0; i < 250; i++) {
      client.arrive(`GET /${i} HTTP/1.1\r\nHost: a\r\n\r\n`);
      const [response] = parseResponses(client.take());
      assert.deepEqual([response?.status, response?.body], [200, `{"path":"/${i}"}`]);
      assert.equal(response?.headers.get("content-type"), "application/json");
      assert.equal(response?.headers.get("connection"), "keep-alive");
      assert.equal(response?.headers.get("access-control-allow-origin"), "*");
    }
    assert.equal(client.ended, "");
    assert.deepEqual([counters.accepted, counters.requests, counters.malformed], [1, 250, 0]);
  });

  it("answers pipelined requests in order, and reads none before the one before it is answered", () => {
    const waiting: HttpExchange[] = [];
    const { streams } = lab((exchange) => void waiting.push(exchange));
    const client = streams.client();
    client.arrive(GET.replace("x", "1") + GET.replace("x", "2") + GET.replace("x", "3"));
    client.arrive(GET.replace("x", "4"));
    assert.equal(waiting.length, 1);
    assert.equal(client.waiting, GET.length);
    for (let i = 0; i < 4; i++) waiting[i]!.send(200, "text/plain", waiting[i]!.request.path);
    assert.deepEqual(
      parseResponses(client.take()).map((response) => response.body),
      ["/1", "/2", "/3", "/4"],
    );
  });

  it("takes bodies of a known length and in chunks, however they are cut, and the request behind them", () => {
    const message =
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world" +
      "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x\r\n world\r\n0\r\nT: u\r\n\r\n" +
      GET;
    for (let size = 1; size <= message.length; size++) {
      const log: string[] = [];
      const { streams } = lab((exchange) => {
        let text = "";
        exchange.receive(100, {
          onBytes: (bytes) => {
            text += textOf(bytes);
          },
          onEnd: () => {
            log.push(text);
            exchange.send(200, "text/plain", text);
          },
          onAbort: () => log.push("abort"),
        });
      });
      const client = streams.client();
      for (let at = 0; at < message.length; at += size) client.arrive(message.slice(at, at + size));
      assert.deepEqual(log, ["hello world", "hello world", ""], `packets of ${size}`);
      assert.deepEqual(
        parseResponses(client.take()).map((response) => response.body),
        log,
      );
    }
  });

  it("answers HEAD as GET without the body, also where that is streamed", () => {
    const log: string[] = [];
    const { streams } = lab((exchange) => {
      if (exchange.request.path === "/x") exchange.send(200, "text/plain", "hello");
      else
        exchange.stream(
          200,
          "text/plain",
          pieces(["a", "b"], log),
          exchange.request.path === "/known" ? 2 : undefined,
        );
    });
    const client = streams.client();
    for (const path of ["/x", "/known", "/chunks"]) client.arrive(`HEAD ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    const responses = parseResponses(client.take(), [true, true, true]);
    assert.deepEqual(
      responses.map((response) => response.headers.get("content-length")),
      ["5", "2", undefined],
    );
    assert.equal(responses[2]?.headers.get("transfer-encoding"), "chunked");
    assert.deepEqual(log, ["closed", "closed"]);
    assert.equal(client.ended, "");
  });

  it("answers 304 where the client has what it asks for", () => {
    const { streams } = lab((exchange) => {
      if (!exchange.notModified('"v2"')) exchange.send(200, "text/plain", "new");
    });
    const client = streams.client();
    const status = (tags: string, method = "GET") => {
      client.arrive(`${method} /x HTTP/1.1\r\nHost: a\r\nIf-None-Match: ${tags}\r\n\r\n`);
      const [response] = parseResponses(client.take());
      assert.equal(response?.headers.get("etag"), '"v2"');
      return [response?.status, response?.body];
    };
    assert.deepEqual(status('"v1"'), [200, "new"]);
    assert.deepEqual(status('"v1", W/"v2"'), [304, ""]);
    assert.deepEqual(status("*"), [304, ""]);
    assert.deepEqual(status('"v2"', "POST"), [200, "new"]);
  });

  it("serves HTTP/1.0 and then closes, and streams to it without chunks", () => {
    const { streams } = lab((exchange) => {
      if (exchange.request.path === "/x") exchange.send(200, "text/plain", "hello");
      else exchange.stream(200, "text/plain", pieces(["a", "b"]));
    });
    const client = streams.client();
    client.arrive("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assert.match(client.take(), /Connection: close\r\n[\s\S]*\r\n\r\nhello$/);
    assert.equal(client.ended, "close");
    const second = streams.client();
    second.arrive("GET /stream HTTP/1.0\r\n\r\n");
    const text = second.take();
    assert.match(text, /\r\n\r\nab$/);
    assert.doesNotMatch(text, /Transfer-Encoding|Content-Length/);
    assert.equal(second.ended, "close");
  });

  it("closes once the answer is sent where the client asks for it", () => {
    const { streams } = lab((exchange) => exchange.send(200, "text/plain", "hello"));
    const client = streams.client();
    client.arrive("GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert.equal(parseResponses(client.take())[0]?.headers.get("connection"), "close");
    assert.equal(client.ended, "close");
  });

  for (const [name, head, status] of REFUSED_HEADS) {
    it(`answers ${name} with ${status} and ends the connection`, () => {
      const { streams, timers, counters } = lab((exchange) => exchange.json({}));
      const client = streams.client();
      client.arrive(head);
      const [response] = parseResponses(client.take());
      assert.equal(response?.status, status);
      assert.equal(response?.headers.get("connection"), "close");
      assert.equal(typeof JSON.parse(response?.body ?? "").error, "string");
      client.arrive(GET);
      timers.advance(2000);
      assert.equal(client.take(), "");
      assert.equal(client.ended, "close");
      assert.deepEqual([counters.malformed, counters.requests], [1, 0]);
      assert.equal(timers.pendingCount, 0);
    });
  }
});

describe("faults of handlers of an HTTP server", () => {
  it("a PoiError is the answer, any other is 500 and says no more, and the server goes on", () => {
    const { streams, counters } = lab((exchange) => {
      if (exchange.request.path === "/user")
        throw new PoiError("conflict", "Names must differ, got two. Change one.");
      throw new Error("secret");
    });
    const client = streams.client();
    client.arrive(GET.replace("/x", "/user") + GET);
    const responses = parseResponses(client.take());
    assert.deepEqual(
      [responses[0]?.status, responses[0]?.body],
      [409, '{"error":"Names must differ, got two. Change one."}'],
    );
    assert.equal(responses[1]?.status, 500);
    assert.doesNotMatch(responses[1]?.body ?? "", /secret/);
    assert.equal(counters.failures, 1);
    assert.equal(client.ended, "");
  });

  it("wherever they throw, nothing gets out and the next request is answered", () => {
    const places: Record<string, (exchange: HttpExchange) => void> = {
      onBytes: (exchange) => exchange.receive(100, { onBytes: boom, onEnd() {}, onAbort() {} }),
      onEnd: (exchange) => exchange.receive(100, { onBytes() {}, onEnd: boom, onAbort() {} }),
      onAbort: (exchange) => exchange.receive(2, { onBytes() {}, onEnd() {}, onAbort: boom }),
      pull: (exchange) => exchange.stream(200, "text/plain", { pull: boom }),
      close: (exchange) => exchange.stream(200, "text/plain", { pull: () => undefined, close: boom }),
      json: (exchange) => exchange.json({ toJSON: boom }),
      late: (exchange) => {
        exchange.json({});
        boom();
      },
    };
    function boom(): never {
      throw new Error("boom");
    }
    for (const [name, handle] of Object.entries(places)) {
      const { streams, counters } = lab((exchange) => handle(exchange));
      const client = streams.client();
      client.arrive("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
      assert.equal(counters.failures, 1, name);
      client.vanish();
      const other = streams.client();
      other.arrive("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
      other.vanish();
      assert.equal(counters.accepted, 2);
    }
  });

  it("a policy refuses before the handler, and one that throws says nothing", () => {
    const asked: string[] = [];
    const policy: HttpPolicy = {
      allow: (request) => {
        if (request.host !== "poi.local")
          return new PoiError("forbidden", `Ask for poi.local, got ${request.host}.`);
        asked.push(request.header("x-key") ?? "");
        if (request.path === "/throw") throw new Error("boom");
        return undefined;
      },
      lines: () => {
        throw new Error("boom");
      },
    };
    const { streams } = lab((exchange) => exchange.json({}), policy);
    const client = streams.client();
    const get = (path: string, host: string) => {
      client.arrive(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nX-Key: k\r\n\r\n`);
      return parseResponses(client.take())[0]?.status;
    };
    assert.deepEqual([get("/", "evil"), get("/", "poi.local"), get("/throw", "poi.local")], [403, 200, 500]);
    assert.deepEqual(asked, ["k", "k"]);
  });
});
