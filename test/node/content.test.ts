import assert from "node:assert/strict";
import type { SimNode } from "../../sim/scenario/sim-node.ts";
import type { Stage } from "../../sim/scenario/stage.ts";
import { converge, send, stageOf, up, upload } from "./node-lab.ts";

const INTERVAL_MS = 10_000;
const PAIR = [{ syncIntervalMs: INTERVAL_MS }, { syncIntervalMs: INTERVAL_MS }];

interface ImagePage {
  id: string;
  index: number;
  hash: string;
  complete: boolean;
}

function images(stage: Stage, node: SimNode): ImagePage[] {
  return (stage.ask(node, "/api/images") as { images: ImagePage[] }).images;
}

function conflicts(
  stage: Stage,
  node: SimNode,
): { key: string; versions: { playing: boolean; name?: string }[] }[] {
  return (stage.ask(node, "/api/sync/conflicts") as { conflicts: ReturnType<typeof conflicts> }).conflicts;
}

describe("content of whole nodes", () => {
  it("uploaded to one is on the others within two intervals, with the same hash, index and pixels", () => {
    const stage = stageOf(1, [...PAIR, ...PAIR]);
    const [first] = stage.nodes as [SimNode];
    const id = upload(stage, first, 300);
    converge(stage, stage.nodes, 2 * INTERVAL_MS);
    const expected = images(stage, first).find((image) => image.id === id);
    assert.equal(expected?.complete, true);
    const path = `/api/images/${id}/pixels`;
    const pixels = stage.call(first, { label: path, method: "GET", path })?.body;
    assert.equal(pixels?.length, 300 * 32 * 3);
    for (const node of stage.nodes) {
      assert.deepEqual(
        images(stage, node).find((image) => image.id === id),
        expected,
      );
      assert.deepEqual(stage.call(node, { label: path, method: "GET", path })?.body, pixels);
    }
  });

  it("deleted on one is gone on all, also on one that was off, and does not come back", () => {
    const stage = stageOf(2, [...PAIR, ...PAIR]);
    const [first, , , off] = stage.nodes as [SimNode, SimNode, SimNode, SimNode];
    const id = upload(stage, first, 20);
    converge(stage, stage.nodes, 2 * INTERVAL_MS);
    off.crash();
    send(stage, first, "DELETE", `/api/images/${id}`, {}, 200, { op: "remove", kind: "image", id });
    stage.runForMs(60_000);
    off.boot();
    assert.ok(images(stage, off).some((image) => image.id === id));
    converge(stage, stage.nodes, 3 * INTERVAL_MS);
    for (const node of stage.nodes)
      assert.equal(
        images(stage, node).find((image) => image.id === id),
        undefined,
      );
  });

  it("edited on both at once is a conflict on both, plays the same, and is settled on both by one choice", () => {
    for (const choice of ["mine", "theirs", "both"]) {
      const stage = stageOf(3, PAIR);
      const [left, right] = stage.nodes as [SimNode, SimNode];
      stage.world.partition([[left.host], [right.host]]);
      for (const node of stage.nodes) {
        const body = { name: `Fire of ${node.number}` };
        send(stage, node, "PUT", "/api/patterns/fire", body, 200, { op: "put", kind: "pattern" });
      }
      stage.world.heal();
      converge(stage, stage.nodes, 6 * INTERVAL_MS);
      const listed = conflicts(stage, left);
      assert.deepEqual(
        listed.map(({ key, versions }) => [key, versions.map(({ name }) => name).sort()]),
        [["pattern/fire", ["Fire of 0", "Fire of 1"]]],
      );
      assert.equal(conflicts(stage, right)[0]!.versions.length, 2);
      const plays = (node: SimNode) => up(node).store.current("pattern", "fire")?.body["name"];
      assert.equal(plays(left), plays(right));

      send(stage, right, "POST", "/api/sync/resolve", { key: "pattern/fire", choice }, 200, {
        op: "choose",
        kind: "pattern",
      });
      converge(stage, stage.nodes, 2 * INTERVAL_MS);
      for (const node of stage.nodes) assert.deepEqual(conflicts(stage, node), []);
      const names = Array.from(up(left).store.entries("pattern"), ({ id }) => {
        return String(up(left).store.current("pattern", id)?.body["name"]);
      }).filter((name) => name.startsWith("Fire of"));
      if (choice === "mine") assert.deepEqual(names, ["Fire of 1"]);
      if (choice === "theirs") assert.deepEqual(names, ["Fire of 0"]);
      if (choice === "both") assert.equal(names.length, 2);
    }
  });

  it("that was cut off goes on where it was: each cut costs 4 KB of pixels at the most", () => {
    const stage = stageOf(4, PAIR);
    const [left, right] = stage.nodes as [SimNode, SimNode];
    right.crash();
    const id = upload(stage, left, 400);
    const hash = up(left).store.current("image", id)!.blob!;
    const size = up(left).store.blobs.size(hash)!;
    let came = 0;
    let cuts = 0;
    for (; cuts < 30; cuts++) {
      right.boot();
      const { store } = up(right);
      const { receiveBlob } = store;
      const before = came;
      store.receiveBlob = (...piece) => {
        came += piece[3].length;
        return receiveBlob.apply(store, piece);
      };
      const enough = () => store.blobs.has(hash) || came - before > 5000 + 700 * cuts;
      stage.world.runUntilTrue(enough, 120_000);
      if (store.blobs.has(hash)) break;
      if (cuts % 2 === 0) {
        // The link first, then the power.
        stage.world.partition([[left.host], [right.host]]);
        stage.runForMs(30_000);
        stage.world.heal();
      }
      right.crash();
    }
    assert.ok(cuts >= 3, `${cuts} cuts`);
    converge(stage, stage.nodes, 60_000);
    assert.ok(came - size <= 4096 * cuts, `${came} bytes came of ${size}, with ${cuts} cuts`);
  });
});
