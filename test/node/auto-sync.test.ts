import assert from "node:assert/strict";
import type { SimNode } from "../../sim/scenario/sim-node.ts";
import { brightness, converge, send, setBrightness, stageByAddress, stageOf, up } from "./node-lab.ts";

describe("automatic sync of whole nodes", () => {
  it("brings an edit to every online peer of the group within two intervals", () => {
    const stage = stageOf(
      1,
      Array.from({ length: 8 }, () => ({ syncIntervalMs: 20_000 })),
    );
    stage.runForMs(60_000);
    for (const [i, node] of stage.nodes.entries()) {
      setBrightness(stage, node, 100 + i);
      converge(stage, stage.nodes, 40_000);
      assert.equal(brightness(stage.nodes[0]!), 100 + i);
    }
  });

  it("greets a peer that comes online without waiting for the interval", () => {
    const stage = stageOf(2, [{ syncIntervalMs: 600_000 }, { syncIntervalMs: 600_000 }]);
    const [left, right] = stage.nodes as [SimNode, SimNode];
    right.crash();
    stage.runForMs(300_000);
    setBrightness(stage, left, 9);
    right.boot();
    converge(stage, stage.nodes, 10_000);
  });

  it("keeps to its interval where no beacons are heard, and to another one as soon as it is told", () => {
    const stage = stageByAddress(3, [{ syncIntervalMs: 30_000 }, { syncIntervalMs: 30_000 }]);
    const syncsIn = (ms: number): number => {
      const before = stage.totals.syncs;
      stage.runForMs(ms);
      return stage.totals.syncs - before;
    };
    const slow = syncsIn(600_000);
    assert.ok(slow >= 18 && slow <= 23, `${slow} syncs in 20 intervals`);
    for (const node of stage.nodes) send(stage, node, "POST", "/api/device/config", { syncInterval: 2000 });
    const fast = syncsIn(60_000);
    assert.ok(fast >= 27 && fast <= 34, `${fast} syncs in 30 intervals`);
  });

  it("does nothing while autoSync is off on both, and only what is asked", () => {
    const stage = stageOf(4, [{ autoSync: false }, { autoSync: false }]);
    const [left, right] = stage.nodes as [SimNode, SimNode];
    setBrightness(stage, left, 50);
    stage.runForMs(300_000);
    assert.equal(stage.totals.syncs, 0);
    assert.equal(brightness(right), undefined);
    const answer = send(stage, left, "POST", "/api/sync/execute", { peerId: "auto" });
    assert.equal(answer["itemsSynced"], 1);
    assert.equal(answer["settingsUpdated"], 1);
    assert.equal(brightness(right), 50);
    assert.equal(stage.totals.syncs, 1);
  });

  it("goes only the way that is asked, and leaves out what is asked", () => {
    const stage = stageOf(5, [{ autoSync: false }, { autoSync: false }]);
    const [left, right] = stage.nodes as [SimNode, SimNode];
    const execute = (body: object) =>
      send(stage, left, "POST", "/api/sync/execute", { peerId: "auto", ...body });
    setBrightness(stage, left, 1);
    send(stage, right, "PUT", "/api/patterns/fire", { name: "Blaze" });
    execute({ direction: "push", syncSettings: false });
    assert.equal(brightness(right), undefined);
    execute({ direction: "push" });
    assert.equal(brightness(right), 1);
    assert.equal(up(left).store.current("pattern", "fire")?.body["name"], "Fire");
    execute({ direction: "pull", syncPatterns: false });
    assert.equal(up(left).store.current("pattern", "fire")?.body["name"], "Fire");
    execute({ direction: "pull" });
    assert.equal(up(left).store.current("pattern", "fire")?.body["name"], "Blaze");
    stage.checkConverged(stage.nodes);
  });

  it("answers and syncs on while a session is cut in its middle, again and again", () => {
    const stage = stageOf(6, [{ syncIntervalMs: 3000 }, { syncIntervalMs: 3000 }]);
    const [left, right] = stage.nodes as [SimNode, SimNode];
    for (let i = 0; i < 60; i++)
      up(left).store.put("pattern", `p${i}`, { body: { name: `${i}`.repeat(40) } });
    for (let i = 0; i < 20; i++) {
      stage.world.runUntilTrue(
        () => up(left).client.failures > 0 || up(right).server.connectionCount > 0,
        4000,
      );
      stage.world.runForMs(i);
      stage.world.network.cutOneWay(left.host.nic, right.host.nic);
      stage.runForMs(1500);
      stage.world.heal();
    }
    converge(stage, stage.nodes, 60_000);
  });
});
