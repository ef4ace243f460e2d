import assert from "node:assert/strict";
import { ApiLab, type ApiNode } from "./api-lab.ts";

describe("what a node shows", () => {
  let lab: ApiLab;
  let node: ApiNode;

  beforeEach(() => {
    lab = new ApiLab();
    node = lab.node();
  });

  afterEach(() => lab.check());

  const shown = () => {
    const { mode, index, count } = node.get("/api/status");
    return [mode, index, count];
  };

  it("is told by GET /api/status, which a new node answers so", () => {
    assert.deepEqual(node.get("/api/status"), {
      connected: true,
      mode: 0,
      index: 0,
      brightness: 128,
      framerate: 1000,
      sdCardPresent: true,
      powerMode: "performance",
      count: 0,
    });
  });

  it("is chosen by mode and index, and is the same after a power cut", () => {
    for (const [mode, index, count] of [
      [1, 2, 3],
      [2, 17, 18],
      [3, 0, 1],
      [0, 0, 0],
      [2, 4, 18],
    ]) {
      assert.deepEqual(node.post("/api/mode", { mode, index }), { status: "ok" });
      assert.deepEqual(shown(), [mode, index, count]);
      node.reboot();
      assert.deepEqual(shown(), [mode, index, count]);
    }
  });

  it("stays at its index where the mode stays, and starts at the first where it changes", () => {
    node.post("/api/mode", { mode: 2, index: 5 });
    node.post("/api/mode", { mode: 2 });
    assert.deepEqual(shown(), [2, 5, 18]);
    node.post("/api/mode", { index: 6 });
    assert.deepEqual(shown(), [2, 6, 18]);
    node.post("/api/mode", { mode: 1 });
    assert.deepEqual(shown(), [1, 0, 3]);
    node.post("/api/mode", {});
    assert.deepEqual(shown(), [1, 0, 3]);
  });

  it("counts what the mode can choose from", () => {
    node.post("/api/mode", { mode: 1, index: 0 });
    node.upload();
    assert.deepEqual(shown(), [1, 0, 4]);
    node.delete("/api/images/heart");
    assert.deepEqual(shown(), [1, 0, 3]);
  });

  it("is nothing of an index that nothing has", () => {
    node.post("/api/mode", { mode: 2, index: 3 });
    node.delete("/api/patterns/fire");
    const { error } = node.post("/api/mode", { mode: 2, index: 4 }, 404);
    assert.equal(error, "There is no pattern with index 4. GET /api/patterns names all that there are.");
    assert.deepEqual(shown(), [2, 3, 17]);
  });

  it("is live while frames come, and what it was before after a power cut", () => {
    node.post("/api/mode", { mode: 2, index: 3 });
    node.post("/api/live", { pixels: [{ r: 255, g: 127, b: 0 }, "#0080fF"] });
    assert.deepEqual(shown(), [4, 0, 0]);
    const { live } = node.node.player;
    assert.deepEqual(Array.from(live!.subarray(0, 9)), [255, 127, 0, 0, 128, 255, 0, 0, 0]);
    assert.equal(live!.length, 96);
    node.post("/api/live", { pixels: [] });
    assert.deepEqual(Array.from(node.node.player.live!), new Array(96).fill(0));
    node.reboot();
    assert.deepEqual(shown(), [2, 3, 18]);
  });

  it("is live and dark by mode 4, and no longer live by any other mode", () => {
    node.post("/api/mode", { mode: 4, index: 0 });
    assert.deepEqual(shown(), [4, 0, 0]);
    node.post("/api/mode", { mode: 0, index: 0 });
    assert.deepEqual(shown(), [0, 0, 0]);
    assert.equal(node.node.player.live, undefined);
  });

  it("takes live frames of as many pixels as LEDs, and no write to the disk", () => {
    const long = lab.node({ leds: 288 });
    const before = long.host.files.counters.operations;
    const pixels = Array.from({ length: 288 }, (_, i) => ({ r: i & 255, g: 255, b: 255 }));
    long.post("/api/live", { pixels });
    assert.equal(long.node.player.live![3 * 287]!, 287 & 255);
    assert.equal(long.host.files.counters.operations, before);
    assert.match(
      long.post("/api/live", { pixels: [...pixels, "#000000"] }, 400).error,
      /^pixels must be a list of at most 288 colours, one a LED, got 289\./,
    );
  });

  it("is as bright and fast as the settings say", () => {
    for (const brightness of [0, 255]) {
      assert.deepEqual(node.post("/api/brightness", { brightness }), { status: "ok" });
      assert.equal(node.get("/api/status").brightness, brightness);
    }
    for (const framerate of [1, 60, 18_000]) {
      assert.deepEqual(node.post("/api/framerate", { framerate }), { status: "ok" });
      assert.equal(node.get("/api/status").framerate, framerate);
    }
  });

  it("may use as much power as its mode allows", () => {
    for (const [mode, cpuMhz, fpsLimit] of [
      ["performance", 240, 120],
      ["balanced", 160, 60],
      ["powersave", 80, 30],
      ["ultrasave", 80, 15],
    ]) {
      assert.deepEqual(node.post("/api/power/mode", { mode }), { status: "ok", cpuMhz, fpsLimit });
      assert.equal(node.get("/api/status").powerMode, mode);
    }
  });
});
