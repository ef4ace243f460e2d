import assert from "node:assert/strict";
import { Stage } from "../../sim/scenario/stage.ts";
import type { SyncNode } from "../../src/node/sync-node.ts";

const HOUR_MS = 3_600_000;

describe("a node whose disk refuses", () => {
  it("goes on syncing when it cannot forget a deletion, and forgets it later", () => {
    const stage = new Stage({ seed: 2 });
    for (let i = 0; i < 2; i++) stage.addNode({ syncIntervalMs: HOUR_MS }).boot();
    const [left, right] = stage.nodes.map(({ node }) => node!) as [SyncNode, SyncNode];
    left.store.put("pattern", "mine", { body: { name: "Mine" } });
    stage.runForMs(2 * HOUR_MS);
    assert.ok(right.store.current("pattern", "mine"));
    left.store.remove("pattern", "mine");
    stage.runForMs(24 * HOUR_MS);
    assert.equal(left.store.entry("pattern", "mine")?.deleted, true);
    stage.nodes[0]!.host.files.failWrite(1, "io");
    const { syncs } = stage.totals;
    stage.runForMs(6 * HOUR_MS);
    assert.ok(stage.totals.syncs >= syncs + 5);
    assert.equal(left.store.entry("pattern", "mine"), undefined);
    assert.equal(right.store.entry("pattern", "mine"), undefined);
  });
});
