import assert from "node:assert/strict";
import type { LinkModel } from "../../sim/link.ts";
import { World } from "../../sim/world.ts";
import { HttpClient } from "../../src/net/http-client.ts";
import type { HttpExchange } from "../../src/net/http-exchange.ts";
import { HttpServer } from "../../src/net/http-server.ts";
import { Outcome } from "./http-outcome.ts";

describe("an HTTP client and server in the virtual world", () => {
  function world(link: Partial<LinkModel>, onRequest: (exchange: HttpExchange) => void) {
    const virtual = new World({ seed: 5, link });
    const left = virtual.addHost({ name: "left" });
    const right = virtual.addHost({ name: "right" });
    const leftPorts = left.boot();
    const rightPorts = right.boot();
    const client = new HttpClient({ streams: leftPorts.streams, timers: leftPorts.timers });
    const server = new HttpServer({
      streams: rightPorts.streams,
      timers: rightPorts.timers,
      port: 80,
      handler: { onRequest },
    });
    return { virtual, client, server, right };
  }

  it("move 80 KB each way over a network that loses every tenth packet, holding one packet at a time", () => {
    const total = 80_000;
    let most = 0;
    const { virtual, client, server } = world({ loss: 0.1 }, (exchange) => {
      let sum = 0;
      exchange.receive(total, {
        onBytes: (bytes) => {
          most = Math.max(most, bytes.buffer.byteLength);
          for (const byte of bytes) sum = (sum * 31 + byte) % 65_521;
        },
        onEnd: () => {
          let left = total;
          exchange.stream(
            200,
            "text/plain",
            {
              pull: (maxBytes) => {
                const size = Math.min(left, maxBytes, 1000);
                left -= size;
                return size === 0 ? undefined : new Uint8Array(size).fill(97);
              },
            },
            sum % 2 === 0 ? total : undefined,
          );
        },
        onAbort: () => {},
      });
    });
    for (let round = 0; round < 4; round++) {
      const outcome = new Outcome();
      client.request(
        outcome.call(
          {
            address: "10.0.0.2",
            method: "POST",
            body: new Uint8Array(total).fill(round),
            maxBodyBytes: total,
          },
          true,
        ),
      );
      assert.ok(virtual.runUntilTrue(() => outcome.ends > 0, 120_000));
      assert.equal(outcome.failure, undefined, outcome.message);
      assert.equal(outcome.text, "a".repeat(total));
    }
    assert.ok(most <= 1460);
    assert.deepEqual(
      [server.counters.requests, server.counters.accepted, server.counters.malformed],
      [4, 1, 0],
    );
  });

  it("a peer that loses its power is noticed, and a call to it fails", () => {
    const { virtual, client, right } = world({}, () => {});
    const outcome = new Outcome();
    client.request(outcome.call({ address: "10.0.0.2" }));
    virtual.runForMs(100);
    right.crash();
    virtual.runForMs(12_000);
    assert.equal(outcome.failure, "timeout");
    const second = new Outcome();
    client.request(second.call({ address: "10.0.0.2" }));
    virtual.runForMs(4_000);
    assert.equal(second.failure, "unreachable");
  });

  it("half-open connections leave the server by themselves", () => {
    const { virtual, client, server } = world({}, (exchange) => exchange.json({}));
    const outcome = new Outcome();
    client.request(outcome.call({ address: "10.0.0.2" }));
    virtual.runForMs(1000);
    assert.equal(outcome.response?.status, 200);
    virtual.partition([[virtual.hosts[0]!], [virtual.hosts[1]!]]);
    virtual.runForMs(60_000);
    assert.equal(server.connectionCount, 0);
  });
});
