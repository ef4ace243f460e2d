import assert from "node:assert/strict";
import { SimBattery } from "../../sim/sim-battery.ts";
import { SK9822_FACTS } from "../../sim/strip/led-facts.ts";
import { ShownLight } from "../../sim/strip/shown-light.ts";
import { PLAIN_STRIP } from "../../src/store/strip-config.ts";
import type { ApiNode } from "../api/api-lab.ts";
import { EventPage } from "../api/event-lab.ts";
import {
  BLUE,
  type Color,
  choose,
  type Eye,
  GREEN,
  hueOf,
  LEDS,
  LightLab,
  lightOf,
  RED,
  uploadColors,
  uploadPixels,
} from "./light-lab.ts";

const STRIPES = [RED, GREEN, BLUE];
const WIDE = STRIPES.flatMap((color) => new Array<Color>(8).fill(color));
const WHITE: Color = [255, 255, 255];

/** The channel that shines on each LED. */
function huesOf(words: Uint32Array): number[] {
  return Array.from(words, (word) =>
    lightOf(word)
      .map((share) => share > 0)
      .indexOf(true),
  );
}

describe("the trim of a poi", () => {
  let lab: LightLab;
  let node: ApiNode;
  let eye: Eye;

  beforeEach(() => {
    lab = new LightLab();
    [node, eye] = lab.lit();
  });

  afterEach(() => lab.check());

  /** Shows stripes and returns which of them is at each place, as `place(column of the clock)`. */
  const watchStripes = (place: (column: number) => number) => {
    choose(node, "image", uploadColors(node, "stripes", STRIPES));
    eye.watch(200);
    const { startUs } = node.node.player;
    const columns = eye.watch(300);
    assert.ok(columns.length > 250);
    for (const { groupUs, words } of columns) {
      const column = Math.floor((groupUs - startUs) / 1000 + 0.5);
      assert.equal(hueOf(words), (place(column) + 300) % 3);
    }
  };

  it("mirrors pictures: they run from their last column to their first", () => {
    node.post("/api/trim", { mirror: true });
    watchStripes((column) => 2 - (column % 3));
  });

  it("lets a poi run columns ahead, or behind", () => {
    for (const phaseColumns of [1, -1, 200]) {
      node.post("/api/trim", { phaseColumns });
      watchStripes((column) => (column + phaseColumns) % 3);
    }
  });

  it("lets patterns run ahead as well", () => {
    const [other, second] = lab.lit();
    lab.meet(node, other);
    node.node.clock.isPlaying = () => false;
    choose(node, "pattern", "rainbow");
    lab.world.runForMs(5000);
    const seen = (one: Eye) =>
      new Map(one.columns.map(({ groupUs, words }) => [Math.round(groupUs / 1000), words]));
    const alike = (shift: number) => {
      eye.clear();
      second.watch(500);
      const [left, right] = [seen(eye), seen(second)];
      let same = 0;
      for (const [ms, words] of left) if (String(right.get(ms + shift)) === String(words)) same++;
      return same;
    };
    assert.ok(alike(0) > 400, `${alike(0)} columns are alike`);
    node.post("/api/trim", { phaseColumns: 40 });
    lab.world.runForMs(200);
    assert.ok(alike(40) > 300 && alike(0) < 300, `${alike(40)}, ${alike(0)} columns are alike`);
  });

  it("dims a poi below the others", () => {
    node.post("/api/brightness", { brightness: 200 });
    node.post("/api/trim", { brightness: 25 });
    choose(node, "image", uploadColors(node, "green", [GREEN]));
    eye.watch(200);
    assert.ok(Math.abs(lightOf(eye.now[3]!)[1]! - 50 / 255) < 0.004);
  });

  it("turns the strip round where the wire comes in at the tip", () => {
    const half = new Uint8Array(3 * LEDS);
    for (let row = 0; row < LEDS; row++) half[3 * row + (row < LEDS / 2 ? 0 : 2)] = 255;
    const id = uploadPixels(node, "half", half, LEDS);
    choose(node, "image", id);
    eye.watch(200);
    // The top of a picture is at the tip, the last LED.
    assert.deepEqual(huesOf(eye.now), [2, 2, 2, 2, 0, 0, 0, 0]);
    node.post("/api/trim", { wire: "tip" });
    eye.watch(200);
    assert.deepEqual(huesOf(eye.now), [0, 0, 0, 0, 2, 2, 2, 2]);
  });

  it("shows a picture on both sides of two strips back to back, each for whom it faces", () => {
    node.post("/api/trim", { sides: 2 });
    choose(node, "image", uploadColors(node, "stripes", STRIPES));
    eye.watch(200);
    const { startUs } = node.node.player;
    for (const { groupUs, words } of eye.watch(300)) {
      const column = Math.floor((groupUs - startUs) / 1000 + 0.5) % 3;
      const back = 2 - column;
      assert.deepEqual(huesOf(words), [column, column, column, column, back, back, back, back]);
    }
  });

  it("may be of any strip: one LED, an odd number of LEDs back to back", () => {
    for (const leds of [1, 3, 288]) {
      const [any, view] = lab.lit({ leds });
      any.post("/api/trim", { sides: 2, wire: "tip" });
      choose(any, "pattern", "rainbow");
      lab.world.runForMs(300);
      assert.ok(!view.isDark, `${leds} LEDs`);
    }
  });
});

describe("power", () => {
  let lab: LightLab;

  beforeEach(() => {
    lab = new LightLab();
  });

  afterEach(() => lab.check());

  it("is saved by its modes: less light, fewer columns, at the same speed", () => {
    const [node, eye] = lab.lit();
    node.post("/api/settings", { brightness: 200, framerate: 6000 });
    choose(node, "image", uploadColors(node, "wide", WIDE));
    for (const [powerMode, light, perS] of [
      ["performance", 1, 6000],
      ["balanced", 0.75, 4000],
      ["powersave", 0.5, 2000],
      ["ultrasave", 0.25, 1000],
    ] as const) {
      node.post("/api/settings", { powerMode });
      eye.watch(300);
      const columns = eye.watch(1000);
      assert.ok(Math.abs(columns.length - perS) < 0.03 * perS, `${columns.length} columns in ${powerMode}`);
      const { startUs } = node.node.player;
      for (const { groupUs, words } of columns) {
        // In the middle of the time for which it is seen, and 250 µs to either side, as far as writes may be early or late.
        const place = ((groupUs - startUs) / 1e6 + 0.5 / perS) * 6000;
        const hue = hueOf(words);
        assert.ok(
          [-1.5, 1.5].some((slip) => Math.floor((place + slip) / 8) % 3 === hue),
          `${place}: ${hue}`,
        );
        assert.ok(Math.abs(lightOf(words[0]!)[hue]! - (light * 200) / 255) < 0.004);
      }
    }
  });

  it("has the white and the gamma that its strip was given, in pictures, patterns and live frames", () => {
    const strip = { ...PLAIN_STRIP, balance: [255, 204, 102], gamma: [1, 1, 2] };
    const [node, eye] = lab.lit({ strip });
    node.post("/api/brightness", { brightness: 255 });
    const holds = () => {
      eye.watch(300);
      const [red, green, blue] = eye.light;
      assert.ok(Math.abs(red! - 0.4) < 0.005, `${red}`);
      assert.ok(Math.abs(green! - 0.32) < 0.005, `${green}`);
      assert.ok(Math.abs(blue! - 0.064) < 0.005, `${blue}`);
    };
    choose(node, "image", uploadColors(node, "grey", [[102, 102, 102]]));
    holds();
    const grey = { r: 102, g: 102, b: 102 };
    node.post("/api/pattern", { index: 2, type: 2, color1: grey, color2: grey, speed: 1 });
    choose(node, "pattern", "gradient");
    holds();
    node.post("/api/live", { pixels: Array(LEDS).fill(grey) });
    holds();
  });

  it("is limited: a strip never draws more than its budget, whatever is shown", () => {
    const limitMa = 150;
    const [node, eye] = lab.lit({ strip: { ...PLAIN_STRIP, limitMa } });
    node.post("/api/brightness", { brightness: 255 });
    const shown = new ShownLight({
      facts: SK9822_FACTS,
      leds: LEDS,
      order: "bgr",
      channelMa: 20,
      quietMa: 1,
    });
    const look = () => {
      for (const { words, atUs } of eye.watch(400))
        for (const [led, word] of words.entries()) shown.show(led, atUs, word);
    };
    choose(node, "image", uploadColors(node, "white", [WHITE, RED, WHITE]));
    look();
    const picture = shown.mostMa;
    for (const pattern of ["strobe", "gradient", "fire", "vu-meter"]) {
      choose(node, "pattern", pattern);
      look();
    }
    node.post("/api/live", { pixels: Array(LEDS).fill("#ffffff") });
    look();
    assert.ok(picture > 0.8 * limitMa, `${picture} mA of a white picture`);
    assert.ok(shown.mostMa <= limitMa, `${shown.mostMa} mA`);
  });

  it("of a battery that empties is saved: light is dimmed, then off, and comes back when it is charged", () => {
    const battery = new SimBattery(3900);
    const [node, eye] = lab.lit({}, {}, { battery });
    node.post("/api/brightness", { brightness: 200 });
    choose(node, "image", uploadColors(node, "red", [RED]));
    const shares: number[] = [];
    const tiers: string[] = [];
    for (const mv of [3900, 3440, 3320, 3240, 3500, 3900]) {
      battery.mv = mv;
      eye.watch(20_000);
      shares.push(Math.round(eye.light[0]! * 255));
      const { battery: view } = node.get("/api/status");
      assert.ok(Math.abs(view.mv - mv) <= 10, `${view.mv} of ${mv} mV`);
      tiers.push(view.tier);
    }
    assert.deepEqual(tiers, ["good", "low", "critical", "empty", "empty", "good"]);
    assert.deepEqual(shares, [200, 100, 30, 0, 0, 200]);
  });

  it("of a battery is told to pages that follow, once it changes by as much as is shown", () => {
    const battery = new SimBattery(3700);
    const [node] = lab.lit({}, {}, { battery });
    const page = new EventPage(node);
    const [first] = page.after(1000);
    assert.deepEqual(first?.status?.battery, { mv: 3700, tier: "good", charge: 5 });
    battery.mv = 3701;
    assert.deepEqual(
      page.after(8000).filter(({ status }) => status !== undefined),
      [],
    );
    battery.mv = 3300;
    const last = page.after(20_000).findLast(({ status }) => status !== undefined);
    assert.deepEqual(last?.status?.battery, { mv: 3300, tier: "critical", charge: 2 });
    page.close();
  });

  it("of a battery that nobody can read is not spoken of", () => {
    const battery = new SimBattery(undefined);
    const [node] = lab.lit({}, {}, { battery });
    assert.equal("battery" in node.get("/api/status"), false);
  });
});
