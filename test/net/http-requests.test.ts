import assert from "node:assert/strict";
import type { HttpExchange } from "../../src/net/http-exchange.ts";
import { parseResponses } from "./http-fakes.ts";
import { GET, lab, noting } from "./http-lab.ts";

describe("bodies of requests to an HTTP server", () => {
  const post = (length: number, more = "") =>
    `POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n${more}\r\n`;

  it("a length over the cap is answered 413 before a byte of it is read, and the client has time to see it", () => {
    const log: string[] = [];
    const { streams, timers } = lab((exchange) => exchange.receive(1000, noting(log)));
    const client = streams.client();
    client.arrive(post(100_000));
    const [response] = parseResponses(client.take());
    assert.equal(response?.status, 413);
    assert.equal(response?.headers.get("connection"), "close");
    assert.deepEqual(log, ["abort"]);
    for (let i = 0; i < 50; i++) client.arrive(new Uint8Array(1460));
    assert.equal(client.waiting, 0);
    assert.equal(client.ended, "");
    timers.advance(2000);
    assert.equal(client.ended, "close");
  });

  it("chunks over the cap are answered 413, bad chunks 400", () => {
    const head = "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const [body, status] of [
      ["5\r\nhello\r\n3E8\r\n", 413],
      ["5\r\nhelloX\r\n", 400],
    ] as const) {
      const log: string[] = [];
      const { streams } = lab((exchange) => exchange.receive(1000, noting(log)));
      const client = streams.client();
      client.arrive(head + body);
      assert.equal(parseResponses(client.take())[0]?.status, status);
      assert.deepEqual(log, ["hello", "abort"]);
      client.arrive(GET);
      assert.equal(client.take(), "");
    }
  });

  it("a client that waits to be asked for the body is asked, or told why not", () => {
    const log: string[] = [];
    const { streams } = lab((exchange) => {
      exchange.receive(1000, { ...noting(log), onEnd: () => exchange.send(200, "text/plain", "done") });
    });
    const client = streams.client();
    client.arrive(post(5, "Expect: 100-continue\r\n"));
    assert.equal(client.take(), "HTTP/1.1 100 Continue\r\n\r\n");
    client.arrive("hello");
    assert.equal(parseResponses(client.take())[0]?.body, "done");
    client.arrive(post(5000, "Expect: 100-continue\r\n"));
    assert.match(client.take(), /^HTTP\/1\.1 413 /);
    const eager = streams.client();
    eager.arrive(`${post(5, "Expect: 100-Continue\r\n")}hello`);
    assert.match(eager.take(), /^HTTP\/1\.1 200 /);
    const other = streams.client();
    other.arrive(post(5, "Expect: magic\r\n"));
    assert.match(other.take(), /^HTTP\/1\.1 417 /);
    const old = streams.client();
    old.arrive("POST /x HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    assert.equal(old.take(), "");
  });

  it("a handler that answers first has the rest read over, and keeps the connection where that is short", () => {
    const { streams, timers } = lab((exchange) => exchange.refuse(404, "No."));
    const client = streams.client();
    client.arrive(`${post(4000)}abc`);
    assert.equal(parseResponses(client.take())[0]?.headers.get("connection"), "keep-alive");
    client.arrive("x".repeat(3997) + GET);
    assert.equal(parseResponses(client.take())[0]?.status, 404);
    timers.advance(14_900);
    assert.equal(client.ended, "");
    client.arrive(post(5000));
    assert.equal(parseResponses(client.take())[0]?.headers.get("connection"), "close");
    client.arrive("x".repeat(3000));
    assert.deepEqual([client.waiting, client.ended], [0, ""]);
    timers.advance(2000);
    assert.equal(client.ended, "close");
    const idle = streams.client();
    idle.arrive(`${post(5)}hello`);
    timers.advance(15_600);
    assert.equal(idle.ended, "close");
  });

  it("a body that nobody receives is read over, a long one refused", () => {
    const held: HttpExchange[] = [];
    const { streams } = lab((exchange) => void held.push(exchange));
    const client = streams.client();
    client.arrive(`${post(5)}hello`);
    held[0]!.json({});
    assert.equal(parseResponses(client.take())[0]?.status, 200);
    client.arrive(post(2000));
    assert.equal(parseResponses(client.take())[0]?.status, 413);
  });

  it("a sink hears of its end once, also where the client vanishes", () => {
    const log: string[] = [];
    const { streams } = lab((exchange) => exchange.receive(1000, noting(log)));
    const client = streams.client();
    client.arrive(`${post(5)}he`);
    client.vanish();
    assert.deepEqual(log, ["he", "abort"]);
  });

  it("a request that was complete when its client left is still carried out", () => {
    const log: string[] = [];
    const { streams, counters } = lab((exchange) => exchange.receive(1000, noting(log)));
    const client = streams.client();
    const events = client.events!;
    client.events = undefined;
    client.arrive(`${post(5)}hello`);
    client.events = events;
    client.vanish();
    assert.deepEqual(log, ["hello", "end"]);
    assert.equal(counters.aborted, 1);
  });

  it("a paused body stays in the transport", () => {
    const log: string[] = [];
    const held: HttpExchange[] = [];
    const { streams } = lab((exchange) => {
      held.push(exchange);
      exchange.receive(10_000, {
        ...noting(log),
        onBytes: (bytes) => {
          log.push(`${bytes.length}`);
          exchange.pause();
        },
      });
    });
    const client = streams.client();
    client.arrive(post(5000));
    for (let i = 0; i < 5; i++) client.arrive(new Uint8Array(1000));
    assert.deepEqual(log, ["1000"]);
    assert.equal(client.waiting, 4000);
    for (let i = 0; i < 5; i++) held[0]!.resume();
    assert.deepEqual(log, ["1000", "1000", "1000", "1000", "1000", "end"]);
  });

  it("an upload of 1 MB is never held: at most one packet is read and not yet handed on", () => {
    const total = 1 << 20;
    const head = post(total);
    let received = 0;
    let most = 0;
    const { streams } = lab((exchange) =>
      exchange.receive(total, {
        onBytes: (bytes) => {
          most = Math.max(most, client.readBytes - head.length - received);
          assert.ok(bytes.buffer.byteLength <= 1460, "a view of one packet");
          received += bytes.length;
        },
        onEnd: () => exchange.json({ received }),
        onAbort: () => {},
      }),
    );
    const client = streams.client();
    client.arrive(head);
    for (let sent = 0; sent < total; sent += 8192) client.arrive(new Uint8Array(8192));
    assert.equal(parseResponses(client.take())[0]?.body, `{"received":${total}}`);
    assert.ok(most <= 1460, `${most} bytes were held`);
  });
});
