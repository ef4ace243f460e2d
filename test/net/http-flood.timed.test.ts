import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { run, startServer } from "./http-real-lab.ts";

/**
 * Long for an answer over loopback while a test machine is busy, short beside the 5 s of a slow head and the 15 s of a body.
 * Within it a client that is told 503 asks again: a connection that began to send a body has a second's patience.
 */
const PROMPT_MS = 3000;
const FLOOD = 1000;

type Slowness = "says nothing" | "half a head" | "crawling body" | "never reads";

const FIRST_WORDS: Record<Slowness, string> = {
  "says nothing": "",
  "half a head": "GET /api/status HTTP/1.1\r\nHost: a\r\nX-",
  "crawling body":
    "POST /api/raw HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\nContent-Length: 50000\r\n\r\nx",
  // More than the kernel takes off the server's hands.
  "never reads": "GET /api/long HTTP/1.1\r\nHost: a\r\n\r\n".repeat(60),
};

/** 1,000 connections that cost the server a place each; one that is closed comes back, a hundred times in all. */
class Flood {
  readonly sockets = new Set<Socket>();
  opened = 0;
  private ended = false;
  private reopened = 0;
  private readonly port: number;
  private readonly kinds: readonly Slowness[];

  constructor(port: number, kinds: readonly Slowness[]) {
    this.port = port;
    this.kinds = kinds;
  }

  async start(): Promise<void> {
    for (let i = 0; i < FLOOD; i += 50)
      await Promise.all(Array.from({ length: 50 }, (_, j) => this.open(i + j)));
  }

  end(): void {
    this.ended = true;
    for (const socket of this.sockets) socket.destroy();
  }

  private open(number: number): Promise<void> {
    const never = this.kinds.includes("never reads");
    const kind = never && number % 50 === 0 ? "never reads" : this.kinds[number % this.kinds.length]!;
    return new Promise((resolve) => {
      const socket = connect(this.port, "127.0.0.1", () => {
        this.opened++;
        socket.write(FIRST_WORDS[kind]);
        resolve();
      });
      if (kind === "never reads") socket.pause();
      this.sockets.add(socket);
      socket.on("error", () => resolve());
      socket.on("close", () => {
        this.sockets.delete(socket);
        if (!this.ended && this.reopened++ < 100) void this.open(number);
      });
    });
  }
}

describe("a server that 1,000 clients keep busy", () => {
  for (const kinds of [
    ["says nothing"],
    ["half a head"],
    ["crawling body"],
    ["says nothing", "half a head", "crawling body", "never reads"],
  ] as const) {
    it(`answers others promptly where each ${kinds.length > 1 ? "is slow in its own way" : kinds[0]}`, async () => {
      const { server, port, base } = await startServer();
      const flood = new Flood(port, kinds);
      await flood.start();
      assert.ok(flood.opened >= FLOOD);
      let slowest = 0;
      for (let i = 0; i < 20; i++) {
        const began = performance.now();
        let status = 503;
        while (status === 503 && performance.now() - began < PROMPT_MS) {
          const response = await fetch(`${base}/api/status`, { headers: { connection: "close" } });
          status = response.status;
          await response.text();
        }
        assert.equal(status, 200);
        slowest = Math.max(slowest, performance.now() - began);
      }
      assert.ok(slowest < PROMPT_MS, `the slowest answer took ${slowest.toFixed(0)} ms`);
      assert.equal(
        await run("curl", ["--silent", "--max-time", "5", "--retry", "3", `${base}/api/status`]),
        '{"mode":1}',
      );
      assert.ok(server.connectionCount <= 6);
      assert.equal(server.counters.failures, 0);
      flood.end();
      server.close();
    });
  }
});
