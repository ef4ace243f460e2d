import assert from "node:assert/strict";
import type { SimNode } from "../../sim/scenario/sim-node.ts";
import { brightness, converge, send, setBrightness, stageOf, up } from "./node-lab.ts";

const INTERVAL = { syncIntervalMs: 5000 };
const LEFT = { ...INTERVAL, groups: ["left"] };
const RIGHT = { ...INTERVAL, groups: ["right"] };

function move(stage: ReturnType<typeof stageOf>, node: SimNode, ...groups: string[]): void {
  send(stage, node, "POST", "/api/device/config", { syncGroups: groups });
}

describe("groups of whole nodes", () => {
  it("on one network do not mix", () => {
    const stage = stageOf(1, [LEFT, RIGHT, LEFT, RIGHT, LEFT]);
    const [l0, r0, l1, r1, l2] = stage.nodes as [SimNode, SimNode, SimNode, SimNode, SimNode];
    setBrightness(stage, l0, 1);
    setBrightness(stage, r1, 2);
    converge(stage, [l0, l1, l2], 20_000);
    converge(stage, [r0, r1], 20_000);
    stage.runForMs(300_000);
    assert.deepEqual(stage.nodes.map(brightness), [1, 2, 1, 2, 1]);
    assert.equal(up(l0).peers.all().length, 4);
  });

  it("refuse a sync that a user asks for with a node of another group, in words", () => {
    const stage = stageOf(2, [LEFT, RIGHT]);
    const [left, right] = stage.nodes as [SimNode, SimNode];
    setBrightness(stage, left, 1);
    const { deviceId } = up(right).file.config;
    const answer = send(stage, left, "POST", "/api/sync/execute", { peerId: deviceId }, 503);
    assert.match(String(answer["error"]), /share no group/);
    assert.equal(brightness(right), undefined);
  });

  it("let a node change from one to the other: it brings what it has, and hears no more of the first", () => {
    const stage = stageOf(3, [LEFT, RIGHT, LEFT]);
    const [l0, r0, mover] = stage.nodes as [SimNode, SimNode, SimNode];
    setBrightness(stage, l0, 1);
    converge(stage, [l0, mover], 20_000);
    move(stage, mover, "right");
    converge(stage, [r0, mover], 20_000);
    assert.equal(brightness(r0), 1);
    setBrightness(stage, l0, 2);
    stage.runForMs(120_000);
    assert.deepEqual(stage.nodes.map(brightness), [2, 1, 1]);
    move(stage, mover, "left");
    converge(stage, [l0, mover], 20_000);
    assert.deepEqual(stage.nodes.map(brightness), [2, 1, 2]);
  });

  it("are bridged by a node that belongs to both", () => {
    const stage = stageOf(4, [LEFT, RIGHT, { ...INTERVAL, groups: ["left", "right"] }]);
    const [left, right, bridge] = stage.nodes as [SimNode, SimNode, SimNode];
    setBrightness(stage, left, 7);
    converge(stage, stage.nodes, 30_000);
    assert.equal(brightness(right), 7);
    bridge.crash();
    setBrightness(stage, right, 8);
    stage.runForMs(120_000);
    assert.equal(brightness(left), 7);
    bridge.boot();
    converge(stage, stage.nodes, 30_000);
    assert.equal(brightness(left), 8);
  });

  it("without a name are no group: such nodes sync only when they are asked to", () => {
    const stage = stageOf(5, [
      { ...INTERVAL, groups: [""] },
      { ...INTERVAL, groups: [""] },
    ]);
    const [left, right] = stage.nodes as [SimNode, SimNode];
    setBrightness(stage, left, 3);
    stage.runForMs(120_000);
    assert.equal(brightness(right), undefined);
    send(stage, left, "POST", "/api/sync/execute", { peerId: "auto" });
    assert.equal(brightness(right), 3);
  });
});
