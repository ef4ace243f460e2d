import assert from "node:assert/strict";
import { encodeScene } from "../../src/clock/scene.ts";
import { DATAGRAM, HEAD_BYTES, writeHead } from "../../src/sync/datagram.ts";
import { GROUP_ADDRESS, GROUP_PORT } from "../../src/sync/group-socket.ts";
import { groupTag } from "../../src/sync/hello.ts";
import { ApiLab } from "../api/api-lab.ts";

const TYPES = Object.values(DATAGRAM);

describe("datagrams of a stranger", () => {
  it("make a whole node neither fail nor grow, whatever they hold, and it plays on", () => {
    const lab = new ApiLab(5);
    const nodes = [lab.node(), lab.node()] as const;
    lab.meet(...nodes);
    lab.world.runForMs(3000);
    nodes[0].post("/api/show", { image: "heart" });
    lab.world.runForMs(1000);
    const { prng } = lab.world;
    const { datagrams } = lab.client.ports;
    const socket = datagrams.open({ port: 0, onReceive: () => {}, onError: () => {} });
    const tag = groupTag("pair");
    const show = nodes[0].node.clock.show;
    for (let i = 0; i < 4000; i++) {
      const bytes = new Uint8Array(HEAD_BYTES + prng.below(120));
      prng.fill(bytes);
      const type = TYPES[prng.below(TYPES.length)]!;
      if (prng.below(20) > 0) writeHead(bytes, type, tag, prng.below(300));
      // A third of the scenes is sound but for a few bytes.
      if (type === DATAGRAM.show && prng.below(3) === 0) {
        const scene = encodeScene(show, nodes[1].node.show.scene);
        bytes.set(scene.subarray(0, bytes.length - HEAD_BYTES), HEAD_BYTES);
        if (prng.below(2) === 0) bytes[prng.below(bytes.length)] = prng.below(256);
      }
      const cut = prng.below(10) === 0 ? prng.below(bytes.length) : bytes.length;
      const to = prng.below(3) === 0 ? nodes[prng.below(2)]!.address : GROUP_ADDRESS;
      socket.send(bytes.subarray(0, cut), to, GROUP_PORT);
      if (i % 20 === 0) lab.world.runForMs(10);
    }
    lab.world.runForMs(60_000);
    lab.check();
    for (const { node } of nodes) {
      assert.ok(node.group.socket.counters.malformed > 100);
      assert.ok(node.group.neighbours.count <= 128);
      assert.ok(Number.isFinite(node.clock.nowUs()));
    }
    for (const each of nodes) {
      each.get("/api/clock");
      each.get("/api/show");
    }
    nodes[1].post("/api/show", { image: "smiley", startIn: 0 });
    assert.equal(nodes[1].node.player.id, "smiley");
  });
});
