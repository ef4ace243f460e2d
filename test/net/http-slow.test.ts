import assert from "node:assert/strict";
import type { HttpExchange } from "../../src/net/http-exchange.ts";
import { HttpServer } from "../../src/net/http-server.ts";
import { PULL_LATER } from "../../src/net/http-stream.ts";
import { parseResponses, type ScriptedStream, ScriptedStreams, ScriptedTimers } from "./http-fakes.ts";

const GET = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
const POST = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n";

function lab(onRequest?: (exchange: HttpExchange) => void, maxConnections?: number) {
  const streams = new ScriptedStreams();
  const timers = new ScriptedTimers();
  const handler = { onRequest: onRequest ?? ((exchange: HttpExchange) => exchange.json({})) };
  const options = { streams, timers, port: 80, handler };
  const server = new HttpServer(maxConnections === undefined ? options : { ...options, maxConnections });
  return { streams, timers, server, counters: server.counters };
}

/** Lets 100 ms pass at a time until the owner ends the connection; returns the seconds that it took. */
function secondsToEnd(timers: ScriptedTimers, client: ScriptedStream): number {
  for (let i = 1; i <= 1000; i++) {
    timers.advance(100);
    if (client.ended !== "") return i / 10;
  }
  return Number.POSITIVE_INFINITY;
}

function assertBetween(value: number, low: number, high: number): void {
  assert.ok(value >= low && value <= high, `${value} is not within ${low} to ${high}`);
}

function status(client: ScriptedStream): number | undefined {
  return parseResponses(client.take())[0]?.status;
}

/** Upload without a sink's noise. */
function receive(exchange: HttpExchange): void {
  exchange.receive(200_000, { onBytes() {}, onEnd: () => exchange.json({}), onAbort() {} });
}

describe("a slow client of an HTTP server", () => {
  it("that says nothing is left after 5 s, without a word", () => {
    const { streams, timers } = lab();
    timers.advance(250);
    const client = streams.client();
    assertBetween(secondsToEnd(timers, client), 5, 5.6);
    assert.deepEqual([client.ended, client.take()], ["close", ""]);
  });

  it("that sends its head byte by byte has 5 s in all, and is answered 408", () => {
    const { streams, timers, counters } = lab();
    const client = streams.client();
    const head = `GET /x HTTP/1.1\r\nHost: a\r\nX: ${"a".repeat(100)}`;
    let waited = 0;
    for (const letter of head) {
      client.arrive(letter);
      timers.advance(100);
      waited += 0.1;
      const got = status(client);
      if (got === undefined) continue;
      assert.equal(got, 408);
      break;
    }
    assertBetween(waited, 5, 5.7);
    assertBetween(secondsToEnd(timers, client), 0.5, 2);
    assert.equal(counters.timeouts, 1);
  });

  it("that asks nothing more is left after 15 s; each request starts the wait anew", () => {
    const { streams, timers } = lab();
    const client = streams.client();
    for (let i = 0; i < 5; i++) {
      client.arrive(GET);
      assert.equal(status(client), 200);
      timers.advance(14_000);
      assert.equal(client.ended, "");
    }
    client.arrive(GET);
    assertBetween(secondsToEnd(timers, client), 15, 15.6);
    assert.equal(client.ended, "close");
  });

  it("that begins its next head late has 5 s for it", () => {
    const { streams, timers } = lab();
    const client = streams.client();
    client.arrive(GET);
    client.take();
    timers.advance(14_000);
    client.arrive("GET");
    timers.advance(4_000);
    client.arrive(GET.slice(3));
    assert.equal(status(client), 200);
    timers.advance(14_000);
    client.arrive("GET");
    timers.advance(5_500);
    assert.equal(status(client), 408);
  });

  it("that stops in the middle of its body is answered 408 after 15 s", () => {
    const { streams, timers, counters } = lab(receive);
    const client = streams.client();
    client.arrive(POST);
    for (let i = 0; i < 5; i++) {
      timers.advance(14_000);
      client.arrive("x");
    }
    timers.advance(14_900);
    assert.equal(client.take(), "");
    timers.advance(700);
    assert.equal(status(client), 408);
    assert.equal(counters.timeouts, 1);
  });

  it("that does not take its answer is dropped 15 s after the last byte that it took", () => {
    const log: string[] = [];
    const { streams, timers, counters } = lab((exchange) => {
      exchange.onAbort = () => void log.push("abort");
      exchange.send(200, "text/plain", "x".repeat(100_000));
    });
    const client = streams.client("10.0.0.2", 1000);
    client.arrive(GET);
    timers.advance(14_000);
    client.drain(1000);
    timers.advance(14_000);
    assert.equal(client.ended, "");
    assertBetween(secondsToEnd(timers, client), 1, 1.6);
    assert.equal(client.ended, "abort");
    assert.deepEqual([log, counters.timeouts, counters.aborted], [["abort"], 1, 1]);
  });

  it("waits for a handler for a minute, then gets 503", () => {
    const held: HttpExchange[] = [];
    const { streams, timers } = lab((exchange) => void held.push(exchange));
    const client = streams.client();
    client.arrive(GET);
    timers.advance(59_900);
    assert.equal(client.take(), "");
    timers.advance(700);
    assert.equal(status(client), 503);
    held[0]!.json({});
    assert.equal(client.take(), "");
  });

  it("may listen for hours to a stream that speaks every 30 s", () => {
    const held: HttpExchange[] = [];
    let pulls = 0;
    const { streams, timers } = lab((exchange) => {
      held.push(exchange);
      exchange.stream(200, "text/event-stream", {
        pull: () => (pulls++ % 2 === 0 ? Uint8Array.of(58, 10, 10) : PULL_LATER),
      });
    });
    const client = streams.client();
    client.arrive(GET);
    for (let i = 0; i < 1000; i++) {
      timers.advance(30_000);
      held[0]!.wake();
    }
    assert.equal(client.ended, "");
    assertBetween(secondsToEnd(timers, client), 60, 60.6);
  });

  it("leaves no timer behind", () => {
    const { streams, timers, server } = lab();
    const client = streams.client();
    assert.equal(timers.pendingCount, 1);
    client.vanish();
    assert.equal(timers.pendingCount, 0);
    streams.client();
    server.close();
    assert.equal(timers.pendingCount, 0);
    assert.equal(streams.listening, false);
  });
});

describe("an HTTP server with all connections taken", () => {
  /** Opens one more connection with a request, and says whether it was answered. */
  function answers(streams: ScriptedStreams): boolean {
    const client = streams.client("10.0.0.9");
    client.arrive(GET);
    const got = status(client) === 200;
    client.vanish();
    return got;
  }

  it("answers others while 1,000 clients connect and say nothing, or only the beginning of a head", () => {
    const { streams, timers, server, counters } = lab();
    for (let i = 0; i < 1000; i++) {
      const slow = streams.client();
      if (i % 2 === 0) slow.arrive("GET /x HTTP/1.1\r\nHo");
      if (i % 10 === 0) timers.advance(50);
      assert.ok(answers(streams), `after ${i}`);
      assert.ok(server.connectionCount <= 6);
    }
    assert.ok(counters.evicted > 900);
    assert.equal(counters.refused, 0);
  });

  it("answers others while 1,000 clients send their bodies a byte at a time", () => {
    const { streams, timers, counters } = lab(receive);
    const get = () => {
      const client = streams.client("10.0.0.9");
      client.arrive("GET /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
      const got = status(client);
      client.vanish();
      return got;
    };
    const slow: ScriptedStream[] = [];
    let answered = 0;
    for (let i = 0; i < 1000; i++) {
      const client = streams.client();
      client.arrive(POST);
      slow.push(client);
      for (const other of slow.slice(-6)) other.arrive("x");
      timers.advance(1000);
      if (get() === 200) answered++;
    }
    assert.ok(answered > 980, `${answered} of 1000 were answered`);
    assert.ok(counters.evicted > 900);
  });

  it("lets an unfinished head go before an idle connection, and that before a crawling body", () => {
    const { streams, timers } = lab(
      (exchange) => (exchange.request.method === "POST" ? receive(exchange) : exchange.json({})),
      3,
    );
    const body = streams.client();
    body.arrive(POST);
    const idle = streams.client();
    idle.arrive(GET);
    const head = streams.client();
    head.arrive("GET");
    timers.advance(3000);
    idle.arrive(GET);
    const first = streams.client();
    first.arrive(GET);
    assert.deepEqual([head.ended, idle.ended, body.ended], ["abort", "", ""]);
    const second = streams.client();
    assert.deepEqual([idle.ended, body.ended, first.ended], ["abort", "", ""]);
    second.arrive("GET");
    streams.client();
    assert.deepEqual([first.ended, body.ended, second.ended], ["abort", "", ""]);
    streams.client();
    assert.deepEqual([body.ended, second.ended], ["abort", ""]);
  });

  it("an upload that makes headway is not in anybody's way", () => {
    const { streams, timers, counters } = lab(receive, 1);
    const upload = streams.client();
    upload.arrive(POST);
    for (let sent = 0; sent < 100_000; sent += 500) {
      upload.arrive("x".repeat(500));
      timers.advance(500);
      if (sent % 10_000 === 0) assert.equal(status(streams.client()), 503);
    }
    assert.equal(status(upload), 200);
    assert.equal(counters.evicted, 0);
  });

  it("answers 503 with Retry-After where all are at work, and has two such answers on their way at most", () => {
    const held: HttpExchange[] = [];
    const { streams, timers, server, counters } = lab((exchange) => void held.push(exchange));
    const busy = [1, 2, 3, 4, 5, 6].map(() => streams.client());
    for (const client of busy) client.arrive(GET);
    const refused = [1, 2, 3, 4].map(() => streams.client());
    for (const client of refused) {
      const [response] = parseResponses(client.take());
      assert.equal(response?.status, 503);
      assert.equal(response?.headers.get("retry-after"), "1");
    }
    assert.deepEqual(
      refused.map((client) => client.ended),
      ["abort", "abort", "", ""],
    );
    timers.advance(2000);
    assert.deepEqual(
      refused.map((client) => client.ended),
      ["abort", "abort", "close", "close"],
    );
    assert.deepEqual([counters.refused, server.connectionCount], [4, 6]);
    held[0]!.json({});
    assert.equal(status(busy[0]!), 200);
    assert.ok(answers(streams) || held.length === 7);
  });

  it("lets go of one of the client that has most before the only one of another", () => {
    const { streams } = lab(undefined, 4);
    const lonely = streams.client("10.0.0.1");
    const many = [1, 2, 3].map(() => streams.client("10.0.0.2"));
    for (const client of [lonely, ...many]) client.arrive(GET);
    streams.client("10.0.0.3");
    assert.deepEqual([lonely.ended, ...many.map((client) => client.ended)], ["", "abort", "", ""]);
  });

  it("lets a silent event stream go last", () => {
    const { streams } = lab(
      (exchange) => exchange.stream(200, "text/event-stream", { pull: () => PULL_LATER }),
      2,
    );
    const events = [streams.client(), streams.client()];
    for (const client of events) client.arrive(GET);
    const client = streams.client();
    client.arrive(GET);
    assert.equal(client.ended, "");
    assert.deepEqual(
      events.map((each) => each.ended),
      ["abort", ""],
    );
  });
});
