import assert from "node:assert/strict";
import { ApiLab, type ApiNode, noise } from "./api-lab.ts";

const PLAIN = { mirror: false, phaseColumns: 0, brightness: 100, wire: "hand", sides: 1 };

describe("the trim of a poi", () => {
  let lab: ApiLab;
  let node: ApiNode;

  beforeEach(() => {
    lab = new ApiLab();
    node = lab.node({ deviceName: "Left Poi", autoSync: false });
  });

  afterEach(() => lab.check());

  it("is plain at first, changes field by field, and survives a power cut", () => {
    assert.deepEqual(node.get("/api/trim"), PLAIN);
    const turned = { ...PLAIN, mirror: true, phaseColumns: -12 };
    assert.deepEqual(node.post("/api/trim", { mirror: true, phaseColumns: -12 }), {
      status: "ok",
      ...turned,
    });
    node.post("/api/trim", { wire: "tip", sides: 2, brightness: 50 });
    node.reboot();
    assert.deepEqual(node.get("/api/trim"), { ...turned, wire: "tip", sides: 2, brightness: 50 });
  });

  it("says what is wrong with a value, and stays", () => {
    const disk = node.disk();
    for (const bad of [
      { mirror: 1 },
      { phaseColumns: 401 },
      { phaseColumns: 0.5 },
      { brightness: 0 },
      { brightness: 101 },
      { wire: "side" },
      { sides: 3 },
      { mirror: true, sides: "2" },
    ]) {
      assert.match(node.post("/api/trim", bad, 400).error, /^\w+ must be .*, got .*\. Choose another one\.$/);
    }
    assert.deepEqual(node.disk(), disk);
  });

  it("is its own: a sync brings nothing of it", () => {
    const right = lab.node({ deviceName: "Right Poi", autoSync: false });
    lab.meet(node, right);
    node.post("/api/trim", { mirror: true });
    node.post("/api/sync/execute", { peerId: "auto" });
    assert.deepEqual(right.get("/api/trim"), PLAIN);
  });
});

describe("a poi that is looked for", () => {
  let lab: ApiLab;
  let left: ApiNode;
  let right: ApiNode;
  const light = (node: ApiNode): number | undefined => node.node.player.live?.[0];
  const flashes = (node: ApiNode, ms: number): number => {
    let count = 0;
    for (let at = 0, was = 0; at < ms; at += 20) {
      lab.world.runForMs(20);
      const now = light(node) ?? 0;
      if (now > was) count++;
      was = now;
    }
    return count;
  };

  beforeEach(() => {
    lab = new ApiLab();
    [left, right] = lab.pair();
  });

  afterEach(() => lab.check());

  it("flashes for a moment, then shows what it showed", () => {
    left.post("/api/mode", { mode: 2, index: 4 });
    const call = left.call({ method: "POST", path: "/api/blink" });
    assert.equal(flashes(left, 3000), 5);
    assert.equal(call.answer().status, 200);
    assert.deepEqual([left.node.player.mode, left.node.player.index], [2, 4]);
  });

  it("goes back to a live frame too", () => {
    left.post("/api/live", { pixels: ["#102030"] });
    left.call({ method: "POST", path: "/api/blink" });
    lab.world.runForMs(3000);
    assert.equal(light(left), 0x10);
  });

  it("stops where somebody chooses what to play", () => {
    left.call({ method: "POST", path: "/api/blink" });
    lab.world.runForMs(300);
    left.post("/api/mode", { mode: 2, index: 1 });
    lab.world.runForMs(3000);
    assert.deepEqual([left.node.player.mode, left.node.player.index], [2, 1]);
  });

  it("is asked by another one", () => {
    const call = left.call({ method: "POST", path: `/api/peers/${right.deviceId}/blink` });
    assert.ok(flashes(right, 3000) >= 4);
    assert.equal(call.answer().status, 200);
    assert.equal(light(left), undefined);
  });

  it("that is off or unknown is told of", () => {
    const unknown = left.ask({ method: "POST", path: "/api/peers/00:11:22:33:44:55/blink" });
    assert.equal(unknown.status, 404);
    const id = right.deviceId;
    right.host.crash();
    const gone = left.ask({ method: "POST", path: `/api/peers/${id}/blink` });
    assert.equal(gone.status, 503);
    assert.match(gone.json.error, /^Right Poi does not answer \(.*\)\. Check that it is on\.$/);
  });
});

describe("an image in conflict", () => {
  it("gives the pixels of each of its versions", () => {
    const lab = new ApiLab();
    const [left, right] = lab.pair();
    const { id } = left.upload("sunset", 1);
    left.post("/api/sync/execute", { peerId: "auto" });
    const pixels = (seed: number) => noise(3 * 8 * 32, seed);
    for (const [node, seed] of [
      [left, 2],
      [right, 3],
    ] as const) {
      const path = `/api/images/${id}/pixels?name=x_8x32.rgb`;
      const answer = node.ask({ method: "PUT", path, body: pixels(seed), type: "application/octet-stream" });
      assert.equal(answer.status, 200);
    }
    left.post("/api/sync/execute", { peerId: "auto" });
    const [{ versions }] = left.get("/api/sync/conflicts").conflicts;
    const got = versions.map(({ version }: { version: string }) => {
      return left.ask({ path: `/api/images/${id}/pixels?version=${version}` }).body;
    });
    assert.deepEqual(new Set(got.map(String)), new Set([String(pixels(2)), String(pixels(3))]));
    assert.equal(left.ask({ path: `/api/images/${id}/pixels?version=x` }).status, 404);
    assert.equal(left.ask({ path: "/api/images/nothing/pixels?version=x" }).status, 404);
    lab.check();
  });
});
