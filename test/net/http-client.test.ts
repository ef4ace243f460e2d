import assert from "node:assert/strict";
import type { HttpCall, HttpFailure } from "../../src/net/http-call.ts";
import { HttpClient } from "../../src/net/http-client.ts";
import type { BodySource } from "../../src/net/http-stream.ts";
import { PULL_LATER } from "../../src/net/http-stream.ts";
import { latin, ScriptedStreams, ScriptedTimers } from "./http-fakes.ts";
import { Outcome } from "./http-outcome.ts";

function scripted() {
  const streams = new ScriptedStreams();
  const timers = new ScriptedTimers();
  const client = new HttpClient({ streams, timers, headers: ["etag"] });
  /** Makes a call whose connection opens at once. */
  const ask = (fields: Partial<HttpCall> = {}, streamed = false) => {
    const outcome = new Outcome();
    const before = streams.connected.length;
    const pending = client.request(outcome.call(fields, streamed));
    if (streams.connected.length > before) streams.connected.at(-1)!.events!.onWritable();
    return { outcome, pending, stream: streams.connected.at(-1)! };
  };
  return { streams, timers, client, ask };
}

describe("an HTTP client", () => {
  it("asks, and reads bodies of a known length, in chunks, and until the end of the connection", () => {
    const answers = [
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: "v"\r\n\r\nhello',
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nhe\r\n3\r\nllo\r\n0\r\nA: b\r\n\r\n",
      "HTTP/1.1 200\r\n\r\nhello",
      "HTTP/1.0 200 OK\r\n\r\nhello",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    ];
    for (const streamed of [false, true]) {
      for (const answer of answers) {
        for (let cut = 1; cut < answer.length; cut++) {
          const { ask } = scripted();
          const { outcome, stream } = ask({}, streamed);
          assert.equal(stream.take(), "GET /x HTTP/1.1\r\nHost: 10.0.0.2\r\n\r\n");
          stream.arrive(answer.slice(0, cut));
          stream.arrive(answer.slice(cut));
          if (outcome.response === undefined) stream.vanish();
          assert.equal(outcome.failure, undefined, outcome.message);
          assert.deepEqual(
            [outcome.response?.status, outcome.text, outcome.heads, outcome.ends],
            [200, "hello", 1, 1],
          );
        }
      }
    }
  });

  it("reads headers that it was told to keep", () => {
    const { ask } = scripted();
    const { outcome, stream } = ask();
    stream.arrive('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Type: a/b\r\nETag: "v"\r\n\r\n');
    assert.deepEqual([outcome.response?.header("etag"), outcome.response?.contentType], ['"v"', "a/b"]);
    assert.throws(() => outcome.response?.header("x-other"), /not asked for/);
  });

  it("expects no body behind HEAD, 204 and 304", () => {
    for (const [method, status] of [
      ["HEAD", 200],
      ["GET", 204],
      ["GET", 304],
    ] as const) {
      const { ask, streams } = scripted();
      const { outcome, stream } = ask({ method });
      stream.arrive(`HTTP/1.1 ${status} X\r\nContent-Length: 5\r\n\r\n`);
      assert.equal(outcome.response?.status, status);
      ask();
      assert.equal(streams.connected.length, 1);
    }
  });

  it("sends bodies as text, bytes, and from sources with and without a length", () => {
    const source = (parts: (string | undefined)[]): BodySource => ({
      pull: () => {
        if (parts.length === 0) return undefined;
        const part = parts.shift();
        return part === undefined ? PULL_LATER : latin(part);
      },
    });
    const { ask } = scripted();
    const sent = (fields: Partial<HttpCall>) => {
      const { stream, outcome, pending } = ask({ method: "POST", ...fields });
      pending.wake();
      const text = stream.take();
      stream.arrive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      assert.equal(outcome.response?.status, 200);
      return text.slice("POST /x HTTP/1.1\r\nHost: 10.0.0.2\r\n".length);
    };
    assert.equal(sent({}), "Content-Length: 0\r\n\r\n");
    assert.equal(
      sent({ body: "ä", contentType: "a/b" }),
      "Content-Type: a/b\r\nContent-Length: 2\r\n\r\n\xc3\xa4",
    );
    assert.equal(sent({ body: latin("abc") }), "Content-Length: 3\r\n\r\nabc");
    assert.equal(
      sent({ body: source(["ab", undefined, "c"]), bodyLength: 3 }),
      "Content-Length: 3\r\n\r\nabc",
    );
    assert.equal(
      sent({ body: source(["ab", undefined, "c"]) }),
      "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
    );
  });

  it("makes its calls to one peer over one connection, one at a time, and to others over others", () => {
    const { ask, streams, client } = scripted();
    for (let i = 0; i < 20; i++) {
      const { outcome, stream } = ask();
      stream.arrive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      assert.equal(outcome.response?.status, 200);
    }
    assert.equal(streams.connected.length, 1);
    ask({ port: 81 });
    ask({ address: "10.0.0.3" });
    assert.equal(streams.connected.length, 3);
    client.close();
    assert.ok(streams.connected.every((stream) => stream.ended === "abort"));
  });

  it("has four connections at once; further calls wait, and take the place of a kept one; sixteen may wait", () => {
    const { ask, streams, timers } = scripted();
    const asked = Array.from({ length: 22 }, (_, i) => ask({ address: `10.0.1.${i}` }));
    assert.equal(streams.connected.length, 4);
    timers.advance(1);
    assert.deepEqual(asked.map(({ outcome }) => outcome.failure).filter(Boolean), ["busy", "busy"]);
    streams.connected[0]!.arrive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    assert.equal(asked[0]!.outcome.response?.status, 200);
    assert.equal(streams.connected.length, 5);
    assert.equal(streams.connected[0]!.ended, "abort");
    asked[5]!.pending.cancel();
    asked[1]!.pending.cancel();
    assert.equal(streams.connected.length, 6);
    assert.equal(streams.connected[5]!.remoteAddress, "10.0.1.6");
    assert.deepEqual([asked[1]!.outcome.ends, asked[5]!.outcome.ends], [0, 0]);
  });

  it("closes a connection that nobody needs after 5 s, and leaves no timer", () => {
    const { ask, timers } = scripted();
    const { stream } = ask();
    stream.arrive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    timers.advance(5000);
    assert.equal(stream.ended, "");
    timers.advance(1000);
    assert.equal(stream.ended, "close");
    assert.equal(timers.pendingCount, 0);
  });

  it("makes a call again where a kept connection had been closed, but no POST that is not said to be harmless", () => {
    for (const [fields, again] of [
      [{ method: "GET" }, true],
      [{ method: "PUT", body: "x" }, true],
      [{ method: "POST", body: "x", idempotent: true }, true],
      [{ method: "POST", body: "x" }, false],
      [{ method: "PUT", body: { pull: () => undefined } }, false],
    ] as const) {
      const { ask, streams } = scripted();
      ask().stream.arrive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      const { outcome } = ask(fields as Partial<HttpCall>);
      streams.connected[0]!.vanish();
      assert.equal(streams.connected.length, again ? 2 : 1);
      assert.equal(outcome.failure, again ? undefined : "closed");
      if (!again) continue;
      streams.connected[1]!.vanish();
      assert.equal(outcome.failure, "unreachable");
    }
    const { ask, streams } = scripted();
    ask().stream.arrive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    const { outcome, stream } = ask();
    stream.arrive("HTTP/1.1 2");
    stream.vanish();
    assert.deepEqual([outcome.failure, streams.connected.length], ["closed", 1]);
  });

  it("knows whether the connection may be kept", () => {
    for (const [answer, keeps] of [
      ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true],
      ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: Close\r\n\r\n", false],
      ["HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false],
      ["HTTP/1.1 200 OK\r\n\r\n", false],
    ] as const) {
      const { ask } = scripted();
      const { outcome, stream } = ask();
      stream.arrive(answer);
      stream.vanish();
      assert.equal(outcome.response?.keepAlive, keeps, answer);
    }
  });

  const bad: readonly (readonly [name: string, answer: string, failure: HttpFailure])[] = [
    ["no HTTP", "SSH-2.0-OpenSSH\r\n\r\n", "malformed"],
    ["another version", "HTTP/2.0 200 OK\r\n\r\n", "malformed"],
    ["a status of two digits", "HTTP/1.1 20 OK\r\n\r\n", "malformed"],
    ["a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", "malformed"],
    ["a status out of range", "HTTP/1.1 600 OK\r\n\r\n", "malformed"],
    ["a change of protocol", "HTTP/1.1 101 Switching\r\n\r\n", "malformed"],
    ["a folded header", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n", "malformed"],
    [
      "both lengths",
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n",
      "malformed",
    ],
    ["another coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "malformed"],
    ["a bad length", "HTTP/1.1 200 OK\r\nContent-Length: 1e3\r\n\r\n", "malformed"],
    ["a bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "malformed"],
    ["a head over 4 KB", `HTTP/1.1 200 OK\r\nX: ${"a".repeat(5000)}\r\n\r\n`, "malformed"],
    ["a body over the cap", `HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n`, "too-large"],
    ["chunks over the cap", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n", "too-large"],
    ["a body without end over the cap", `HTTP/1.1 200 OK\r\n\r\n${"a".repeat(101)}`, "too-large"],
  ];
  for (const [name, answer, failure] of bad) {
    it(`fails with "${failure}" at ${name}`, () => {
      const { ask } = scripted();
      const { outcome, stream } = ask({ maxBodyBytes: 100 });
      stream.arrive(answer);
      assert.deepEqual([outcome.failure, outcome.ends, stream.ended], [failure, 1, "abort"], outcome.message);
    });
  }

  it("fails where the connection ends too early", () => {
    for (const part of [
      "",
      "HTTP/1.1 200",
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
    ]) {
      const { ask } = scripted();
      const { outcome, stream } = ask();
      stream.arrive(part);
      stream.vanish();
      assert.deepEqual([outcome.failure, outcome.ends], ["closed", 1]);
    }
  });

  it("never takes what it did not ask for as the answer to its next call", () => {
    const { ask, streams, client } = scripted();
    const { outcome, stream } = ask();
    stream.arrive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n");
    assert.equal(outcome.response?.status, 200);
    const second = ask();
    assert.equal(streams.connected.length, 2);
    const third = new Outcome();
    const eager = ask({ port: 81, onDone: () => void client.request(third.call({ port: 81 })) });
    eager.stream.arrive(
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    );
    assert.deepEqual([eager.outcome.response?.status, third.ends, streams.connected.length], [200, 0, 4]);
    second.stream.arrive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    second.stream.arrive("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
    assert.equal(second.stream.ended, "abort");
    assert.equal(second.outcome.response?.status, 200);
  });

  it("takes an answer that comes before its body is sent, and ends the connection", () => {
    const { ask } = scripted();
    const { outcome, stream } = ask({ method: "POST", body: { pull: () => PULL_LATER }, bodyLength: 10 });
    stream.arrive("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
    assert.deepEqual([outcome.response?.status, stream.ended], [413, "close"]);
  });

  it("waits 3 s for a connection, 10 s for a head, 15 s between packets of a body", () => {
    const { ask, timers, client, streams } = scripted();
    const unopened = new Outcome();
    client.request(unopened.call({ address: "10.0.0.9" }));
    const silent = ask();
    const slow = ask();
    slow.stream.arrive("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
    const ended = (outcome: Outcome, afterMs: number) => {
      timers.advance(afterMs);
      return outcome.failure;
    };
    assert.equal(ended(unopened, 2900), undefined);
    assert.equal(ended(unopened, 700), "unreachable");
    assert.equal(ended(silent.outcome, 6300), undefined);
    assert.equal(ended(silent.outcome, 700), "timeout");
    slow.stream.arrive("x");
    assert.equal(ended(slow.outcome, 14_900), undefined);
    assert.equal(ended(slow.outcome, 700), "timeout");
    assert.ok(streams.connected.every((stream) => stream.ended === "abort"));
    assert.equal(timers.pendingCount, 0);
  });

  it("callbacks that throw harm nobody", () => {
    const { ask, client } = scripted();
    const { stream } = ask({
      onDone: () => {
        throw new Error("boom");
      },
    });
    stream.arrive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    assert.equal(client.failures, 1);
    const { outcome } = ask();
    stream.arrive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    assert.equal(outcome.response?.status, 200);
  });
});
