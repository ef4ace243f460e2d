import assert from "node:assert/strict";
import type { SimNode } from "../../sim/scenario/sim-node.ts";
import { Stage } from "../../sim/scenario/stage.ts";
import { OFFLINE_AFTER_US } from "../../src/sync/peers.ts";
import { brightness, send, setBrightness, stageOf, up } from "./node-lab.ts";

const HOUR_MS = 3_600_000;

function seesOnline(node: SimNode): boolean {
  const { peers } = up(node);
  return peers.all().some((peer) => peers.isOnline(peer));
}

function shown(stage: Stage, node: SimNode): { online: boolean; deviceName: string }[] {
  return (stage.ask(node, "/api/sync/status") as { peers: { online: boolean; deviceName: string }[] }).peers;
}

describe("discovery among whole nodes", () => {
  it("finds a node within a few seconds of its power coming on", () => {
    const stage = new Stage({ seed: 1 });
    const [left, right] = [stage.addNode(), stage.addNode()] as const;
    left.boot();
    stage.runForMs(600_000);
    right.boot();
    assert.ok(stage.runUntilTrue(() => seesOnline(left) && seesOnline(right), 5000));
    assert.deepEqual(
      shown(stage, left).map(({ deviceName }) => deviceName),
      ["Poi 1"],
    );
  });

  it("looks again each 60 s: two that could never see each other are found within that time", () => {
    for (const hours of [1, 7]) {
      const stage = new Stage({ seed: hours });
      const [left, right] = [stage.addNode(), stage.addNode()] as const;
      stage.world.partition([[left.host], [right.host]]);
      for (const node of stage.nodes) node.boot();
      stage.runForMs(hours * HOUR_MS);
      assert.equal(seesOnline(left), false);
      stage.world.heal();
      assert.ok(stage.runUntilTrue(() => seesOnline(left) && seesOnline(right), 62_000));
    }
  });

  it("takes a peer for offline 120 s after its last sign at the latest, keeps it, and sees it come back by itself", () => {
    // No syncs: they would be signs of life as well.
    const stage = stageOf(2, [{ autoSync: false }, { autoSync: false }]);
    const [left, right] = stage.nodes as [SimNode, SimNode];
    stage.runForMs(600_000);
    assert.ok(seesOnline(left));
    right.crash();
    stage.runForMs(OFFLINE_AFTER_US / 1000 + 2000);
    assert.equal(seesOnline(left), false);
    assert.deepEqual(
      shown(stage, left).map(({ online }) => online),
      [false],
    );
    right.boot();
    assert.ok(stage.runUntilTrue(() => seesOnline(left), 5000));
  });

  it("hears a goodbye at once", () => {
    const stage = stageOf(3, [{}, {}]);
    const [left, right] = stage.nodes as [SimNode, SimNode];
    up(right).stop();
    assert.ok(stage.runUntilTrue(() => !seesOnline(left), 2000));
  });

  it("finds a peer again that got another address", () => {
    const stage = stageOf(4, [{ syncIntervalMs: 5000 }, { syncIntervalMs: 5000 }]);
    const [left, right] = stage.nodes as [SimNode, SimNode];
    right.host.nic.setAddress("10.0.9.9");
    setBrightness(stage, left, 44);
    assert.ok(stage.runUntilTrue(() => brightness(right) === 44, 120_000));
    assert.ok(stage.runUntilTrue(() => up(left).peers.all()[0]?.address === "10.0.9.9", 120_000));
  });

  it("is not needed where the user names the address: such a peer is synced with, and known after a restart", () => {
    // An access point that lets no multicast through.
    const stage = new Stage({ seed: 5, link: { multicastLoss: 1 } });
    const [left, right] = [
      stage.addNode({ syncIntervalMs: 5000 }),
      stage.addNode({ syncIntervalMs: 5000 }),
    ] as const;
    for (const node of stage.nodes) node.boot();
    stage.runForMs(60_000);
    assert.deepEqual(shown(stage, left), []);
    send(stage, left, "POST", "/api/peers", { address: `${right.address}:80` }, 201);
    setBrightness(stage, left, 5);
    assert.ok(stage.runUntilTrue(() => brightness(right) === 5, 20_000));

    left.crash();
    left.boot();
    setBrightness(stage, right, 6);
    assert.ok(stage.runUntilTrue(() => brightness(left) === 6, 70_000));
  });
});
