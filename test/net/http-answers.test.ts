import assert from "node:assert/strict";
import type { HttpExchange } from "../../src/net/http-exchange.ts";
import { headerLines } from "../../src/net/http-head.ts";
import type { StreamEvents } from "../../src/ports/streams.ts";
import { parseResponses, textOf } from "./http-fakes.ts";
import { GET, lab, pieces } from "./http-lab.ts";

describe("answers of an HTTP server", () => {
  it("go out as fast as the client takes them, piece by piece, wherever the stream is full", () => {
    const long = "0123456789".repeat(200);
    for (let room = 1; room <= 600; room += 7) {
      const log: string[] = [];
      const { streams } = lab((exchange) => {
        if (exchange.request.path === "/bytes") exchange.send(200, "text/plain", long);
        else if (exchange.request.path === "/known")
          exchange.stream(200, "text/plain", pieces(["abc", "", "def"].filter(Boolean), log), 6);
        else exchange.stream(200, "text/plain", pieces(["abc", long.slice(0, 300), "def"], log));
      });
      const client = streams.client("10.0.0.2", room);
      for (const path of ["/bytes", "/known", "/chunks"]) client.arrive(GET.replace("/x", path));
      let text = client.take();
      for (let i = 0; i < 6000; i++) {
        client.drain(room);
        text += client.take();
      }
      const bodies = parseResponses(text).map((response) => response.body);
      assert.deepEqual(bodies, [long, "abcdef", `abc${long.slice(0, 300)}def`], `room for ${room}`);
      assert.deepEqual(log, ["closed", "closed"]);
    }
  });

  it("may come later, and a streamed one goes on when it is woken", () => {
    const held: HttpExchange[] = [];
    const { streams } = lab((exchange) => void held.push(exchange));
    const client = streams.client();
    client.arrive(GET);
    assert.equal(client.take(), "");
    const exchange = held[0]!;
    exchange.stream(
      200,
      "text/event-stream",
      pieces(["data: 1\n\n", undefined, "data: 2\n\n", undefined, "data: 3\n\n"]),
    );
    assert.match(client.take(), /\r\n\r\n9\r\ndata: 1\n\n\r\n$/);
    exchange.wake();
    assert.equal(client.take(), "9\r\ndata: 2\n\n\r\n");
    exchange.wake();
    assert.equal(client.take(), "9\r\ndata: 3\n\n\r\n0\r\n\r\n");
    exchange.wake();
    client.arrive(GET);
    assert.equal(held.length, 2);
  });

  it("count once: what comes after the first, or after the client is gone, is dropped", () => {
    const held: HttpExchange[] = [];
    const log: string[] = [];
    const { streams, counters } = lab((exchange) => void held.push(exchange));
    const client = streams.client();
    client.arrive(GET);
    assert.equal(held[0]!.open, true);
    held[0]!.send(200, "text/plain", "first");
    assert.equal(held[0]!.open, false);
    held[0]!.send(200, "text/plain", "second");
    held[0]!.fail(new Error("late"));
    assert.equal(parseResponses(client.take()).length, 1);
    client.arrive(GET);
    held[1]!.onAbort = () => void log.push("abort");
    client.vanish();
    assert.deepEqual(log, ["abort"]);
    held[1]!.stream(200, "text/plain", pieces(["x"], log));
    held[1]!.json({});
    held[1]!.wake();
    assert.deepEqual(log, ["abort", "closed"]);
    assert.deepEqual([counters.aborted, counters.failures], [1, 0]);
  });

  it("a client that vanishes in the middle of one ends its source", () => {
    const log: string[] = [];
    const { streams, counters, server } = lab((exchange) => {
      exchange.onAbort = () => void log.push("abort");
      exchange.stream(200, "text/plain", pieces(["a".repeat(400), "b"], log));
    });
    const client = streams.client("10.0.0.2", 300);
    client.arrive(GET);
    client.vanish();
    assert.deepEqual(log, ["closed", "abort"]);
    assert.equal(counters.aborted, 1);
    assert.equal(server.connectionCount, 0);
  });

  it("a source that ends before its length is told by ending the connection", () => {
    const { streams, counters } = lab((exchange) => exchange.stream(200, "text/plain", pieces(["ab"]), 3));
    const client = streams.client();
    client.arrive(GET);
    assert.equal(client.ended, "abort");
    assert.equal(counters.failures, 1);
  });

  it("carry the node's lines, and no value can end its line", () => {
    const policy = { lines: () => headerLines("X-Node", "left") };
    const { streams } = lab(
      (exchange) => exchange.empty(303, headerLines("Location", "/a\r\nX-Evil: 1")),
      policy,
    );
    const client = streams.client();
    client.arrive(GET);
    const [response] = parseResponses(client.take());
    assert.equal(response?.headers.get("x-node"), "left");
    assert.equal(response?.headers.get("location"), "/a  X-Evil: 1");
    assert.equal(response?.headers.get("x-evil"), undefined);
    assert.throws(() => headerLines("X Evil", "1"), /token/);
  });
});

describe("a connection that is taken over", () => {
  const UPGRADE = "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  const LINES = headerLines("Connection", "Upgrade", "Upgrade", "websocket");

  it("belongs to the taker with all that was read of it, once the answer is sent", () => {
    const log: string[] = [];
    const { streams, server, timers, counters } = lab((exchange) => {
      exchange.takeOver(LINES, (stream, early) => {
        log.push(`start ${textOf(early ?? new Uint8Array())}`);
        const events: StreamEvents = {
          onReadable: () => {
            for (let bytes = stream.read(100); bytes !== undefined; bytes = stream.read(100)) {
              log.push(textOf(bytes));
              stream.write(bytes);
              if (textOf(bytes) === "bye") stream.close();
            }
          },
          onWritable: () => void log.push("writable"),
          onClose: (reason) => void log.push(reason),
        };
        return events;
      });
    });
    const client = streams.client("10.0.0.2", 10);
    client.arrive(`${UPGRADE}early`);
    client.arrive("unread");
    assert.deepEqual(log, []);
    client.drain();
    assert.match(
      client.take(),
      /^HTTP\/1\.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nunread$/,
    );
    assert.deepEqual(log, ["start early", "unread"]);
    timers.advance(100_000);
    client.arrive("more");
    assert.equal(client.take(), "more");
    assert.equal(server.connectionCount, 1);
    client.arrive("bye");
    assert.equal(client.ended, "close");
    assert.equal(server.connectionCount, 0);
    const second = streams.client();
    second.arrive(UPGRADE);
    second.vanish();
    assert.equal(log.at(-1), "gone");
    assert.equal(server.connectionCount, 0);
    assert.deepEqual([counters.failures, counters.aborted], [0, 0]);
  });

  it("a taker that throws loses it", () => {
    const { streams, counters, server } = lab((exchange) =>
      exchange.takeOver(LINES, () => {
        throw new Error("boom");
      }),
    );
    const client = streams.client();
    client.arrive(UPGRADE);
    assert.equal(client.ended, "abort");
    assert.equal(server.connectionCount, 0);
    assert.equal(counters.failures, 1);
  });
});
