import assert from "node:assert/strict";
import type { SimNode } from "../../sim/scenario/sim-node.ts";
import { Stage } from "../../sim/scenario/stage.ts";
import { converge, send, setBrightness, stageOf, up, upload } from "./node-lab.ts";

describe("what a node remembers", () => {
  it("of itself is kept over power cuts: identity, name, groups, interval, mode", () => {
    const stage = stageOf(1, [{}, {}]);
    const [left] = stage.nodes as [SimNode];
    const { deviceId } = up(left).file.config;
    const { replica } = up(left).store;
    const change = { deviceName: "Küche", syncGroups: ["a", "b"], autoSync: false, syncInterval: 12_345 };
    send(stage, left, "POST", "/api/device/config", change);
    send(stage, left, "POST", "/api/mode", { mode: 2, index: 5 });
    const before = stage.ask(left, "/api/device/config");
    for (let i = 0; i < 3; i++) {
      left.crash();
      left.boot();
      stage.runForMs(100);
      assert.deepEqual(stage.ask(left, "/api/device/config"), before);
      assert.equal(up(left).file.config.deviceId, deviceId);
      assert.equal(up(left).store.replica, replica);
      const { mode, index } = stage.ask(left, "/api/status") as { mode: number; index: number };
      assert.deepEqual([mode, index], [2, 5]);
    }
  });

  it("of syncs are the last 100, the latest first, over a restart as well", () => {
    const stage = stageOf(2, [{ autoSync: false }, { autoSync: false }]);
    const [left, right] = stage.nodes as [SimNode, SimNode];
    const list = () =>
      (stage.ask(left, "/api/sync/history") as { history: { bytesOut: number; time: number }[] }).history;
    for (let i = 0; i < 230; i++) {
      up(left).store.put("setting", "brightness", { body: { value: i % 256 } });
      send(stage, left, "POST", "/api/sync/execute", { peerId: "auto" });
      if (i === 40) assert.equal(list().length, 41);
    }
    assert.equal(list().length, 100);
    const before = list();
    left.crash();
    left.boot();
    stage.runForMs(5000);
    assert.deepEqual(list(), before);
    send(stage, right, "PUT", "/api/settings/brightness", { value: 99 });
    send(stage, left, "POST", "/api/sync/execute", { peerId: "auto" });
    assert.deepEqual(list().slice(1), before.slice(0, 99));
  });

  it("of peers is kept: a restarted node syncs with a member before anybody announces himself", () => {
    const stage = stageOf(3, [{ syncIntervalMs: 3000 }, { syncIntervalMs: 3000 }]);
    const [left, right] = stage.nodes as [SimNode, SimNode];
    converge(stage, stage.nodes, 10_000);
    left.crash();
    left.boot();
    const known = up(left).peers.all();
    assert.deepEqual(
      known.map(({ deviceId, member, name }) => [deviceId, member, name]),
      [[up(right).file.config.deviceId, true, "Poi 1"]],
    );
  });

  it("fits on its disk: a full one says so, loses nothing, and syncs on once there is room", () => {
    const stage = new Stage({ seed: 4 });
    const small = stage.addNode({ syncIntervalMs: 3000 }, { diskBytes: 160_000 });
    const large = stage.addNode({ syncIntervalMs: 3000 });
    for (const node of stage.nodes) node.boot();
    stage.runForMs(5000);
    const ids = [0, 1, 2, 3].map((i) => upload(stage, large, 350, `large${i}`));
    stage.runForMs(60_000);
    assert.equal(stage.agree(stage.nodes), false);
    setBrightness(stage, large, 11);
    const refused = send(stage, small, "POST", "/api/sync/execute", { peerId: "auto" }, 503);
    assert.match(String(refused["error"]), /No space is left on the poi. Delete pictures/);
    const body = new Uint8Array(350 * 32 * 3);
    const request = { label: "too much", method: "POST", path: "/api/images?name=m_350x32.rgb" } as const;
    const answer = stage.call(small, { ...request, contentType: "application/octet-stream", body });
    assert.equal(answer?.status, 507);

    for (const id of ids.slice(1)) send(stage, large, "DELETE", `/api/images/${id}`, {});
    converge(stage, stage.nodes, 30_000);
    small.crash();
    small.boot();
    converge(stage, stage.nodes, 30_000);
  });
});
