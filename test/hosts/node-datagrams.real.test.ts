import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { NodeDatagrams } from "../../hosts/node/node-datagrams.ts";
import type { DatagramSocket } from "../../src/ports/datagrams.ts";

const MDNS_PORT = 5353;
const MDNS_GROUP = "224.0.0.251";
const LISTENER = fileURLToPath(new URL("multicast-listener.ts", import.meta.url));

describe("NodeDatagrams", () => {
  const sockets: DatagramSocket[] = [];
  const children: ChildProcess[] = [];

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.close();
    for (const child of children.splice(0)) {
      const exit = once(child, "exit");
      child.disconnect();
      await exit;
    }
  });

  it("shares the mDNS port with another process: both hear the group, on loopback, from port 5353", async () => {
    const child = fork(LISTENER, ["loopback", MDNS_GROUP, `${MDNS_PORT}`], { execArgv: ["--import", "tsx"] });
    children.push(child);
    assert.deepEqual((await once(child, "message"))[0], { ready: ["127.0.0.1"] });
    const marker = `povpoi ${process.pid}`;
    let told = () => {};
    const here = new Promise<number>((resolve) => {
      const socket = new NodeDatagrams({ interfaces: "loopback" }).open({
        port: MDNS_PORT,
        group: MDNS_GROUP,
        onReceive(bytes, _address, port) {
          if (Buffer.from(bytes).toString() === marker) resolve(port);
        },
        onError: assert.fail,
      });
      sockets.push(socket);
      told = () => socket.send(Buffer.from(marker), MDNS_GROUP, MDNS_PORT);
    });
    const there = new Promise((resolve) => {
      child.on("message", (heard: { text?: string }) => {
        if (heard.text === marker) resolve(heard);
      });
    });
    told();
    assert.equal(await here, MDNS_PORT);
    assert.deepEqual(await there, { text: marker, address: "127.0.0.1", port: MDNS_PORT });
  });

  it("reports a port that is taken for itself alone, after `open` returned", async () => {
    const taken = createSocket("udp4");
    taken.bind(0);
    await once(taken, "listening");
    const { port } = taken.address();
    let returned = false;
    const message = await new Promise<string>((resolve) => {
      const socket = new NodeDatagrams({ interfaces: "loopback" }).open({
        port,
        onReceive: () => assert.fail(),
        onError(text) {
          assert.ok(returned, "called during open");
          resolve(text);
        },
      });
      returned = true;
      assert.equal(socket.port, port);
      socket.send(new Uint8Array(1), "127.0.0.1", port);
    });
    taken.close();
    assert.match(message, new RegExp(`^UDP port ${port}: .*EADDRINUSE`));
  });

  it("says nothing of a taken port to an owner that has closed", async () => {
    const taken = createSocket("udp4");
    taken.bind(0);
    await once(taken, "listening");
    const { port } = taken.address();
    new NodeDatagrams({ interfaces: "loopback" })
      .open({ port, onReceive: () => assert.fail(), onError: assert.fail })
      .close();
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    taken.close();
  });

  it("on loopback is at 127.0.0.1 only, and neither sends nor listens beyond", async () => {
    const datagrams = new NodeDatagrams({ interfaces: "loopback" });
    assert.deepEqual(datagrams.addresses(), ["127.0.0.1"]);
    const [lan] = new NodeDatagrams({ interfaces: "lan" }).addresses();
    const heard: string[] = [];
    let woken = () => {};
    const socket = datagrams.open({
      port: 0,
      onReceive(bytes, address) {
        heard.push(`${address} ${Buffer.from(bytes)}`);
        woken();
      },
      onError: assert.fail,
    });
    sockets.push(socket);
    const arrived = new Promise<void>((resolve) => {
      woken = resolve;
    });
    if (lan !== undefined) {
      socket.send(Buffer.from("out"), lan, socket.port);
      assert.equal(datagrams.dropped, 1);
      // From this machine's own address on the network, which is not loopback.
      const stranger = createSocket("udp4");
      stranger.bind(0, lan);
      await once(stranger, "listening");
      await new Promise((resolve) => stranger.send("in", socket.port, lan, resolve));
      stranger.close();
    }
    socket.send(Buffer.from("self"), "127.0.0.1", socket.port);
    await arrived;
    assert.deepEqual(heard, ["127.0.0.1 self"]);
  });
});
