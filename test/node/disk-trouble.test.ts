import assert from "node:assert/strict";
import type { SimNode } from "../../sim/scenario/sim-node.ts";
import { Stage } from "../../sim/scenario/stage.ts";
import { converge, up } from "./node-lab.ts";

const HOUR_MS = 3_600_000;

describe("a node whose disk refuses", () => {
  it("goes on syncing when it cannot forget a deletion, and forgets it later", () => {
    const stage = new Stage({ seed: 2 }, { wall: "right" });
    for (let i = 0; i < 2; i++) stage.addNode({ syncIntervalMs: 2000 }).boot();
    stage.runForMs(5000);
    const [left, right] = stage.nodes as [SimNode, SimNode];
    up(left).store.put("pattern", "mine", { body: { name: "Mine" } });
    converge(stage, stage.nodes, 10_000);
    up(left).store.remove("pattern", "mine");
    converge(stage, stage.nodes, 10_000);
    // A day goes by while both are off.
    for (const node of stage.nodes) node.crash();
    stage.runForMs(25 * HOUR_MS);
    for (const node of stage.nodes) node.boot();
    assert.equal(up(left).store.entry("pattern", "mine")?.deleted, true);
    left.host.files.failWrite(1, "io");
    stage.runForMs(20_000);
    up(right).store.put("setting", "brightness", { body: { value: 7 } });
    converge(stage, stage.nodes, 10_000);
    assert.equal(up(left).store.entry("pattern", "mine"), undefined);
    assert.equal(up(right).store.entry("pattern", "mine"), undefined);
  });
});
