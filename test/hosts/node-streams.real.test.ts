import assert from "node:assert/strict";
import { once } from "node:events";
import net, { createConnection, type Socket } from "node:net";
import sinon from "sinon";
import { NodeDatagrams, type NodeNetworkOptions } from "../../hosts/node/node-datagrams.ts";
import { NodeStreams } from "../../hosts/node/node-streams.ts";
import type { Listener, Stream, StreamEvents } from "../../src/ports/streams.ts";

const DEAF: StreamEvents = { onReadable() {}, onWritable() {}, onClose() {} };

describe("NodeStreams", () => {
  const listeners: Listener[] = [];
  const streams: Stream[] = [];
  const sockets: Socket[] = [];

  afterEach(() => {
    for (const listener of listeners.splice(0)) listener.close();
    for (const stream of streams.splice(0)) stream.abort();
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  function listen(
    interfaces: NodeNetworkOptions["interfaces"],
    onConnect: (stream: Stream) => StreamEvents | undefined,
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      const listener = new NodeStreams({ interfaces }).listen({
        port: 0,
        onConnect(stream) {
          streams.push(stream);
          return onConnect(stream);
        },
        onError: (message) => reject(new Error(message)),
        onListening: resolve,
      });
      listeners.push(listener);
    });
  }

  /** How a connection of Node's own ends: "connect" or the error's code. */
  async function dial(host: string, port: number): Promise<string> {
    const socket = createConnection({ host, port });
    sockets.push(socket);
    try {
      await once(socket, "connect");
      return "connect";
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? "";
    }
  }

  it("listen on 127.0.0.1 only, or on the network too", async () => {
    // Without a network, another of this machine's own addresses must do.
    const [lan = "127.0.0.2"] = new NodeDatagrams({ interfaces: "lan" }).addresses();
    const hidden = await listen("loopback", () => DEAF);
    assert.equal(await dial("127.0.0.1", hidden), "connect");
    assert.equal(await dial(lan, hidden), "ECONNREFUSED");
    const shown = await listen("lan", () => DEAF);
    assert.equal(await dial(lan, shown), "connect");
  });

  it("on loopback connect to nobody else, and say so", async () => {
    const reason = await new Promise<string>((resolve) => {
      new NodeStreams({ interfaces: "loopback" }).connect("10.0.0.1", 80, { ...DEAF, onClose: resolve });
    });
    assert.equal(reason, "10.0.0.1 is not on this machine");
  });

  it("let a refusal be read by a peer that goes on sending: 8 MB after the answer", async () => {
    const port = await listen("loopback", (stream) => ({
      ...DEAF,
      onReadable() {
        stream.write(Buffer.from("413 too large"));
        stream.close();
      },
    }));
    const socket = createConnection({ host: "127.0.0.1", port });
    sockets.push(socket);
    socket.write(Buffer.alloc(8_000_000));
    let answer = "";
    socket.on("data", (bytes) => {
      answer += bytes;
    });
    await once(socket, "end");
    assert.equal(answer, "413 too large");
    // And all that it sent is taken from it, so that it ends too.
    await once(socket, "close");
    assert.equal(socket.bytesWritten, 8_000_000);
  });

  it("let everything that arrived be read when a connection breaks, also what Node holds back", async () => {
    const server: { stream?: Stream; rest: number } = { rest: 0 };
    let closed = (_reason: string) => {};
    const over = new Promise<string>((resolve) => {
      closed = resolve;
    });
    let woken = () => {};
    const arrived = new Promise<void>((resolve) => {
      woken = resolve;
    });
    const port = await listen("loopback", (stream) => {
      server.stream = stream;
      return {
        ...DEAF,
        onReadable: () => woken(),
        onClose(reason) {
          for (let bytes = stream.read(99_999); bytes !== undefined; bytes = stream.read(99_999)) {
            server.rest += bytes.length;
          }
          closed(reason);
        },
      };
    });
    const socket = createConnection({ host: "127.0.0.1", port });
    sockets.push(socket);
    socket.write(Buffer.alloc(300_000));
    await arrived;
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    socket.resetAndDestroy();
    await once(socket, "close");
    // Nobody reads, so nothing but a write can find out.
    server.stream!.write(new Uint8Array(1));
    assert.match(await over, /EPIPE|ECONNRESET/);
    assert.ok(server.rest > 65_536, `${server.rest} bytes`);
  });

  it("go on listening when one connection could not be accepted", async () => {
    const listenSpy = sinon.spy(net.Server.prototype, "listen");
    let accepted = 0;
    const port = await listen("loopback", () => {
      accepted++;
      return DEAF;
    });
    const [server] = listenSpy.thisValues as [net.Server];
    listenSpy.restore();
    server.emit("error", Object.assign(new Error("accept EMFILE"), { code: "EMFILE" }));
    await Promise.all([once(server, "connection"), dial("127.0.0.1", port)]);
    assert.equal(accepted, 1);
  });

  it("take a flood of connections that come and go, and serve the next one", async () => {
    const port = await listen("loopback", (stream) => ({
      ...DEAF,
      onReadable: () => stream.write(stream.read(100)!),
    }));
    const closed: Promise<unknown>[] = [];
    for (let i = 0; i < 1000; i++) {
      const socket = createConnection({ host: "127.0.0.1", port });
      socket.on("error", () => {});
      socket.resume();
      closed.push(once(socket, "close").catch(() => {}));
      if (i % 3 === 0) socket.destroy();
      else if (i % 3 === 1) socket.on("connect", () => socket.resetAndDestroy());
      else socket.on("connect", () => socket.end("x"));
    }
    await Promise.all(closed);
    const socket = createConnection({ host: "127.0.0.1", port });
    sockets.push(socket);
    socket.write("still there?");
    const [echo] = (await once(socket, "data")) as [Buffer];
    assert.equal(echo.toString(), "still there?");
  });

  it("hold little of what nobody reads: 64 MB sent are not in this process", async () => {
    let server!: Stream;
    const port = await listen("loopback", (stream) => {
      server = stream;
      return DEAF;
    });
    const socket = createConnection({ host: "127.0.0.1", port });
    sockets.push(socket);
    await once(socket, "connect");
    const before = process.memoryUsage().arrayBuffers;
    const chunk = Buffer.alloc(1_000_000);
    for (let i = 0; i < 64; i++) socket.write(chunk);
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
    const held = process.memoryUsage().arrayBuffers - before - chunk.length;
    assert.ok(held < 1_000_000, `${held} bytes held`);
    assert.ok(server.read(100_000) !== undefined);
  });

  it("send what is queued behind a slow reader before they end", async () => {
    const total = 5_000_000;
    let sent = 0;
    const port = await listen("loopback", (stream) => ({
      ...DEAF,
      onWritable() {
        for (;;) {
          const taken = stream.write(Buffer.alloc(Math.min(10_000, total - sent), 7));
          sent += taken;
          if (sent === total) stream.close();
          if (taken === 0) return;
        }
      },
    }));
    const socket = createConnection({ host: "127.0.0.1", port });
    sockets.push(socket);
    let received = 0;
    socket.on("data", (bytes: Buffer) => {
      received += bytes.length;
      socket.pause();
      setImmediate(() => socket.resume());
    });
    await once(socket, "end");
    assert.equal(received, total);
  });
});
