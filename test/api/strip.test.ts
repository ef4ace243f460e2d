import assert from "node:assert/strict";
import { LED_CHIPS } from "../../src/pov/led-chip.ts";
import { CHIP_COLORS } from "../../src/store/strip-config.ts";
import { ApiLab, type ApiNode } from "./api-lab.ts";

const PLAIN = { leds: 32, chip: "sk9822", order: "", limitMa: 1000, gamma: [], balance: [255, 255, 255] };

describe("the strip of a poi", () => {
  let lab: ApiLab;
  let node: ApiNode;

  beforeEach(() => {
    lab = new ApiLab();
    node = lab.node();
  });

  afterEach(() => lab.check());

  it("has the chips that the light knows, with their colours", () => {
    const known = Object.entries(LED_CHIPS).map(([name, { order }]) => [
      name,
      order.split("").sort().join(""),
    ]);
    const told = Object.entries(CHIP_COLORS).map(([name, colors]) => [
      name,
      colors.split("").sort().join(""),
    ]);
    assert.deepEqual(told, known);
  });

  it("changes field by field, and survives a power cut", () => {
    assert.deepEqual(node.get("/api/strip"), PLAIN);
    node.post("/api/strip", { leds: 20, order: "grb" });
    node.post("/api/strip", { limitMa: 500 });
    node.post("/api/strip", { gamma: [2.2, 2, 2.5], balance: [255, 180, 0] });
    node.reboot();
    const tone = { gamma: [2.2, 2, 2.5], balance: [255, 180, 0] };
    assert.deepEqual(node.get("/api/strip"), { ...PLAIN, leds: 20, order: "grb", limitMa: 500, ...tone });
    assert.deepEqual(node.post("/api/strip", { gamma: [] }).gamma, []);
  });

  it("of another chip has that chip's own order", () => {
    node.post("/api/strip", { order: "rbg" });
    node.post("/api/strip", { limitMa: 700 });
    assert.equal(node.get("/api/strip").order, "rbg");
    assert.equal(node.post("/api/strip", { chip: "sk6812-rgbw" }).order, "");
    assert.equal(node.post("/api/strip", { order: "wrgb" }).order, "wrgb");
  });

  it("holds once the poi has started again, which it does when the finger rests", () => {
    node.allowRestart();
    for (const leds of [40, 50, 60]) {
      node.post("/api/strip", { leds });
      lab.world.runForMs(500);
    }
    assert.equal(node.host.isUp, true);
    lab.world.runForMs(1500);
    assert.equal(node.host.isUp, false);
    node.reboot();
    assert.equal(node.get("/api/strip").leds, 60);
    const { width, height } = node.upload("square", 1, 60, 60);
    assert.deepEqual([width, height], [60, 60]);
  });

  it("says what is wrong with a value, and stays", () => {
    const disk = node.disk();
    for (const bad of [
      { leds: 0 },
      { leds: 289 },
      { chip: "ws2811" },
      { chip: "toString" },
      { order: "rgbw" },
      { order: "rgg" },
      { order: 1 },
      { limitMa: 49 },
      { limitMa: 1e9 },
      { leds: 20, limitMa: "many" },
      { gamma: 2.2 },
      { gamma: [2.2, 2.2] },
      { gamma: [0.5, 2, 2] },
      { gamma: [2, 2, 4.1] },
      { gamma: [2, "2", 2] },
      { balance: [] },
      { balance: [255, 255, 256] },
      { balance: [-1, 0, 0] },
      { balance: [null, 0, 0] },
    ]) {
      assert.match(node.post("/api/strip", bad, 400).error, /^\w+ must .*, got .*\. \w/);
    }
    assert.deepEqual(node.disk(), disk);
  });
});
