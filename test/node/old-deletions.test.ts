import assert from "node:assert/strict";
import type { SimNode } from "../../sim/scenario/sim-node.ts";
import { Stage } from "../../sim/scenario/stage.ts";
import { converge, send, setBrightness, up } from "./node-lab.ts";

const HOUR_MS = 3_600_000;

describe("old deletions", () => {
  let stage: Stage;
  let left: SimNode;
  let right: SimNode;

  beforeEach(() => {
    stage = new Stage({ seed: 11 }, { wall: "right" });
    [left, right] = [stage.addNode({ syncIntervalMs: 600_000 }), stage.addNode({ syncIntervalMs: 60_000 })];
    for (const node of stage.nodes) node.boot();
    stage.runForMs(5000);
  });

  const remove = (node: SimNode) =>
    send(stage, node, "DELETE", "/api/settings/brightness", {}, 200, { op: "remove", kind: "setting" });
  const versions = (node: SimNode) => up(node).store.get("setting", "brightness")?.versions.length ?? 0;
  const kept = () => [versions(left), versions(right)];

  it("are forgotten after a day by two that have them, in one sync", () => {
    setBrightness(stage, left, 10);
    remove(left);
    converge(stage, stage.nodes, 10_000);
    stage.runForMs(23 * HOUR_MS);
    assert.deepEqual(kept(), [1, 1]);
    const { syncs } = stage.totals;
    stage.runForMs(2 * HOUR_MS);
    assert.deepEqual(kept(), [0, 0]);
    assert.ok(stage.totals.syncs - syncs <= 4, `${stage.totals.syncs - syncs} syncs`);
  });

  it("are forgotten by two that were switched off and on after they had left the digests", () => {
    setBrightness(stage, left, 10);
    remove(left);
    converge(stage, stage.nodes, 10_000);
    for (const node of stage.nodes) node.crash();
    stage.runForMs(25 * HOUR_MS);
    for (const node of stage.nodes) node.boot();
    stage.runForMs(HOUR_MS);
    assert.deepEqual(kept(), [0, 0]);
  });

  it("are told to one that was away while they grew old, so that none comes back as a conflict", () => {
    setBrightness(stage, right, 10);
    converge(stage, stage.nodes, 10_000);
    remove(left);
    converge(stage, stage.nodes, 10_000);
    stage.world.network.cut(left.host.nic, right.host.nic);
    // What right does while it is alone, and deletes in the end, is what the first deletion has given way to.
    setBrightness(stage, right, 20);
    remove(right);
    left.crash();
    left.boot();
    stage.runForMs(30 * HOUR_MS);
    stage.world.heal();
    // Right forgets first: left looks for what it may forget but every ten minutes.
    assert.ok(stage.runUntilTrue(() => versions(right) === 0, HOUR_MS));
    assert.equal(versions(left), 1);
    setBrightness(stage, right, 30);
    converge(stage, stage.nodes, 60_000);
    assert.deepEqual(kept(), [1, 1]);
  });
});
