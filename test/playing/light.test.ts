import assert from "node:assert/strict";
import type { ApiNode } from "../api/api-lab.ts";
import {
  BLUE,
  choose,
  type Eye,
  GREEN,
  hueOf,
  LightLab,
  lightOf,
  play,
  RED,
  uploadColors,
} from "./light-lab.ts";

describe("light", () => {
  let lab: LightLab;
  let node: ApiNode;
  let eye: Eye;

  beforeEach(() => {
    lab = new LightLab();
    [node, eye] = lab.lit();
  });

  afterEach(() => lab.check());

  it("is dark while nothing is shown", () => {
    eye.watch(500);
    assert.ok(eye.isDark);
  });

  it("shows a picture's columns by group time, each for its time", () => {
    choose(node, "image", uploadColors(node, "stripes", [RED, GREEN, BLUE]));
    eye.watch(200);
    const columns = eye.watch(1000);
    const { startUs } = node.node.player;
    assert.ok(Math.abs(columns.length - 1000) <= 12, `${columns.length} columns`);
    for (const { groupUs, words } of columns) {
      assert.equal(hueOf(words), Math.floor((groupUs - startUs) / 1000 + 0.5) % 3);
    }
  });

  it("shows a picture that is wider than its memory by each fourth column, as long as all of them", () => {
    const [small, itsEye] = lab.lit({}, { memory: { arenaBytes: 4096 } });
    const hues = [RED, GREEN, BLUE].flatMap((color) => new Array(133).fill(color));
    choose(small, "image", uploadColors(small, "wide", hues));
    itsEye.watch(500);
    const { startUs } = small.node.player;
    const columns = itsEye.watch(3000);
    let wrong = 0;
    for (const { groupUs, words } of columns) {
      const hue = Math.floor((((groupUs - startUs) / 1000) % 399) / 133);
      if (hueOf(words) !== hue) wrong++;
    }
    // At each of three edges a turn, one in four may be late.
    assert.ok(columns.length > 600 && wrong <= columns.length / 30, `${wrong} of ${columns.length} columns`);
    const shown = new Set(columns.map(({ words }) => hueOf(words)));
    assert.equal(shown.size, 3);
  });

  it("shows a pattern, and darkness after it", () => {
    choose(node, "pattern", "rainbow");
    eye.watch(200);
    assert.ok(!eye.isDark);
    node.post("/api/mode", { mode: 0 });
    eye.watch(200);
    assert.ok(eye.isDark);
  });

  it("goes on after a power cut with what it showed", () => {
    choose(node, "image", uploadColors(node, "green", [GREEN]));
    eye.watch(100);
    node.reboot();
    eye.open();
    eye.watch(200);
    assert.equal(hueOf(eye.now), 1);
  });

  it("follows settings at once, between two columns: brightness, framerate", () => {
    choose(node, "image", uploadColors(node, "stripes", [RED, GREEN, BLUE]));
    eye.watch(200);
    for (const [brightness, framerate] of [
      [255, 1000],
      [10, 4000],
      [100, 300],
    ] as const) {
      node.post("/api/settings", { brightness, framerate });
      eye.watch(60);
      const columns = eye.watch(500);
      const { startUs } = node.node.player;
      for (const { groupUs, words } of columns) {
        const column = Math.floor(((groupUs - startUs) * framerate) / 1e6 + 0.5) % 3;
        assert.equal(hueOf(words), column, `at ${framerate} columns a second`);
        const share = lightOf(words[0]!)[column]!;
        assert.ok(Math.abs(share - brightness / 255) < 0.005, `${share} at brightness ${brightness}`);
      }
    }
  });

  it("is as bright as a slider says that is moved and moved, and never waits for it to come to rest", () => {
    choose(node, "image", uploadColors(node, "red", [RED]));
    eye.watch(200);
    for (let brightness = 250; brightness > 50; brightness -= 10) {
      node.post("/api/brightness", { brightness });
      eye.watch(50);
      const [share] = eye.light;
      assert.ok(Math.abs(share! - brightness / 255) < 0.005, `${share} at brightness ${brightness}`);
    }
  });

  it("shows an edit of what plays, and darkness when it is deleted", () => {
    node.post("/api/pattern", { index: 50, type: 2, color1: "#ff0000", color2: "#ff0000", speed: 9 });
    node.post("/api/mode", { mode: 2, index: 50 });
    eye.watch(200);
    assert.equal(hueOf(eye.now), 0);
    node.post("/api/pattern", { index: 50, type: 2, color1: "#0000ff", color2: "#0000ff", speed: 9 });
    eye.watch(100);
    assert.equal(hueOf(eye.now), 2);
    node.delete("/api/patterns/slot-50");
    eye.watch(100);
    assert.ok(eye.isDark);
  });

  it("shows a picture that was made for a strip of another length, scaled along the strip", () => {
    const short = lab.lit({ leds: 4 });
    lab.meet(node, short[0]);
    const id = uploadColors(short[0], "stripes", [RED, BLUE], 4);
    short[0].post("/api/sync/execute", { peerId: "auto" });
    choose(node, "image", id);
    eye.watch(300);
    const hues = new Set(eye.watch(100).map(({ words }) => hueOf(words)));
    assert.deepEqual([...hues].sort(), [0, 2]);
  });

  it("shows live frames, and what ran before when they stop for 2 s, where it would be by now", () => {
    choose(node, "image", uploadColors(node, "stripes", [RED, GREEN, BLUE]));
    eye.watch(200);
    for (let i = 0; i < 20; i++) {
      node.post("/api/live", { pixels: Array(8).fill(i % 2 === 0 ? "#00ff00" : "#0000ff") });
      eye.watch(20);
    }
    assert.deepEqual(new Set(eye.watch(1900).map(({ words }) => hueOf(words))), new Set([2]));
    assert.equal(node.get("/api/status").mode, 4);
    eye.watch(200);
    assert.equal(node.get("/api/status").mode, 1);
    const { startUs } = node.node.player;
    for (const { groupUs, words } of eye.watch(100)) {
      assert.equal(hueOf(words), Math.floor((groupUs - startUs) / 1000 + 0.5) % 3);
    }
  });

  it("shows live frames from the hand outward", () => {
    node.post("/api/live", { pixels: ["#ff0000", "#00ff00"] });
    eye.watch(100);
    const hues = Array.from(eye.now, (word) =>
      lightOf(word)
        .map((share) => share > 0)
        .indexOf(true),
    );
    assert.deepEqual(hues, [0, 1, -1, -1, -1, -1, -1, -1]);
  });

  it("takes live frames as raw bytes, and none that is no frame", () => {
    const put = (body: Uint8Array) =>
      node.ask({ method: "PUT", path: "/api/live", body, type: "application/octet-stream" });
    assert.equal(put(new Uint8Array(24).fill(255).map((_, i) => (i % 3 === 2 ? 255 : 0))).status, 200);
    eye.watch(100);
    assert.equal(hueOf(eye.now), 2);
    for (const length of [1, 25, 27, 864]) {
      const { status, json } = put(new Uint8Array(length));
      assert.equal(status, 400);
      assert.equal(
        json.error,
        `A frame must be 3 bytes a LED, at most 24, got ${length}. Send red, green and blue of each.`,
      );
    }
    assert.equal(put(new Uint8Array(865)).status, 413);
    eye.watch(100);
    assert.equal(hueOf(eye.now), 2);
  });

  it("blinks white whatever plays, and goes on", () => {
    choose(node, "image", uploadColors(node, "red", [RED]));
    eye.watch(200);
    node.ask({ method: "POST", path: "/api/blink" });
    const whites = eye.watch(1700).filter(({ words }) => lightOf(words[0]!).every((share) => share > 0));
    assert.ok(whites.length > 100, `${whites.length} white columns`);
    eye.watch(100);
    assert.equal(hueOf(eye.now), 0);
  });

  it("is dark in a blackout, and where the show would be when it ends", () => {
    const colors = [RED, GREEN].map((color, i) => uploadColors(node, `c${i}`, [color]));
    play(
      node,
      colors.map((image) => ({ image, ms: 300 })),
    );
    eye.watch(200);
    node.node.player.isDark = true;
    eye.watch(100);
    for (const { words } of eye.watch(200)) assert.equal(hueOf(words), -1);
    assert.ok(eye.isDark);
    node.node.player.isDark = false;
    eye.watch(100);
    const { startUs } = node.node.player;
    for (const { groupUs, words } of eye.watch(700)) {
      assert.equal(hueOf(words), Math.floor((groupUs - startUs) / 1000 + 0.5) % 600 < 300 ? 0 : 1);
    }
  });

  it("follows the loudness that a client posts, and a beat of its own when none comes for 2 s", () => {
    node.post("/api/brightness", { brightness: 255 });
    choose(node, "pattern", "vu-meter");
    /** The highest bar of a while: between two of them there is a gap. */
    const highest = (columns: readonly { words: Uint32Array }[]) =>
      Math.max(
        0,
        ...columns.map(
          ({ words }) => words.filter((word) => lightOf(word).some((share) => share > 0.01)).length,
        ),
      );
    const hear = (level: number) => {
      let height = 0;
      for (let i = 0; i < 10; i++) {
        node.post("/api/audio", { level });
        height = Math.max(height, highest(eye.watch(20)));
      }
      return height;
    };
    hear(255);
    const loud = hear(255);
    hear(0);
    const quiet = hear(0);
    assert.ok(loud >= 6 && quiet <= 1, `${loud} LEDs when it is loud, ${quiet} when it is quiet`);
    eye.watch(2000);
    const beat = new Set<number>();
    for (let i = 0; i < 20; i++) beat.add(highest(eye.watch(100)));
    assert.ok(beat.size >= 3, `a beat moves the meter: ${[...beat]}`);
  });
});
