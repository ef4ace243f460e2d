import assert from "node:assert/strict";
import type { ApiNode } from "../api/api-lab.ts";
import {
  BLUE,
  type Eye,
  GREEN,
  hueOf,
  LEDS,
  LightLab,
  lightOf,
  play,
  RED,
  uploadColors,
  uploadPixels,
} from "./light-lab.ts";

const COLORS = [RED, GREEN, BLUE];

describe("steps of a sequence", () => {
  let lab: LightLab;
  let node: ApiNode;
  let eye: Eye;
  let images: string[];

  beforeEach(() => {
    lab = new LightLab();
    [node, eye] = lab.lit({}, { gapUs: [0, 300] });
    images = COLORS.map((color, i) => uploadColors(node, `c${i}`, [color]));
  });

  afterEach(() => lab.check());

  /** Milliseconds from the sequence's start to the middle of the time for which a column is seen. */
  const positionMs = (groupUs: number) => (groupUs - node.node.player.startUs) / 1000 + 0.5;

  it("begin and end to the column, over and over", () => {
    const times = [97, 211, 1, 150, 13, 500];
    // One column of 1 ms is less than the strip can take over in: what can be shown is still right.
    play(
      node,
      times.map((ms, i) => ({ image: images[i % 3], ms })),
    );
    const totalMs = times.reduce((sum, ms) => sum + ms, 0);
    eye.watch(1500);
    const counts = times.map(() => 0);
    for (const { groupUs, words } of eye.watch(10 * totalMs)) {
      const position = positionMs(groupUs) % totalMs;
      let step = 0;
      for (let endMs = times[0]!; endMs <= position; endMs += times[++step]!);
      if (times[step]! < 50 || times[(step + 5) % 6]! < 50) continue;
      assert.equal(hueOf(words), step % 3, `at ${position} ms`);
      counts[step]!++;
    }
    for (const step of [0, 1]) assert.ok(Math.abs(counts[step]! / 10 - times[step]!) < 2, `step ${step}`);
  });

  it("fade in time: columns of both are shown, more and more of the new one's, and all of them at its end", () => {
    play(node, [
      { image: images[0], ms: 300, transition: "fade", fadeMs: 200 },
      { image: images[1], ms: 300, transition: "fade", fadeMs: 100 },
    ]);
    eye.watch(1000);
    const fades = [200, 100];
    /** New columns of each tenth of each fade. */
    const shares = fades.map(() => new Array(10).fill(0));
    for (const { groupUs, words } of eye.watch(6000)) {
      const position = positionMs(groupUs) % 600;
      const step = position < 300 ? 0 : 1;
      const sinceMs = position - 300 * step;
      const isNew = hueOf(words) === step;
      if (sinceMs >= fades[step]!) assert.ok(isNew, `${sinceMs} ms after the beginning of step ${step}`);
      else if (isNew) shares[step]![Math.floor((sinceMs / fades[step]!) * 10)]++;
    }
    shares.forEach((share, step) => {
      share.forEach((count, tenth) => {
        const expected = (fades[step]! * (tenth + 0.5)) / 10;
        assert.ok(Math.abs(count - expected) <= 0.1 * fades[step]! + 10, `step ${step}: ${share}`);
      });
    });
  });

  it("are as bright as they say, of what the group says", () => {
    node.post("/api/brightness", { brightness: 200 });
    play(node, [
      { image: images[0], ms: 200, brightness: 255 },
      { image: images[1], ms: 200, brightness: 51 },
      { pattern: "gradient", ms: 200, brightness: 0 },
    ]);
    eye.watch(1000);
    for (const { groupUs, words } of eye.watch(1200)) {
      const step = Math.floor((positionMs(groupUs) % 600) / 200);
      const light = lightOf(words[0]!);
      const share = [200 / 255, 40 / 255, 0][step]!;
      assert.ok(Math.abs(Math.max(...light) - share) < 0.004, `step ${step}: ${light}`);
    }
  });

  it("run as fast as they say: a picture in per cent of the framerate", () => {
    const striped = uploadColors(node, "striped", COLORS);
    node.post("/api/framerate", { framerate: 500 });
    play(node, [
      { image: striped, ms: 600, speed: 50 },
      { image: striped, ms: 600, speed: 200 },
      { image: striped, ms: 600 },
    ]);
    eye.watch(2000);
    const perMs = [0.25, 1, 0.5];
    for (const { groupUs, words } of eye.watch(3600)) {
      const beganMs = positionMs(groupUs) - 0.5;
      const step = Math.floor((beganMs % 1800) / 600 + 1e-3) % 3;
      const rate = perMs[step]!;
      const place = (beganMs % 600) * rate;
      // Where one step takes over from another a column may be late by one.
      if (place < 1) continue;
      const hue = hueOf(words);
      assert.ok(
        [0.5, 0].some((early) => Math.floor(place + early) % 3 === hue),
        `step ${step}, column ${place}`,
      );
    }
  });

  it("once are over, and then nothing is lit", () => {
    play(node, [{ image: images[2], ms: 400 }], false);
    eye.watch(300);
    assert.equal(hueOf(eye.now), 2);
    eye.watch(200);
    assert.ok(eye.isDark);
    eye.watch(2000);
    assert.ok(eye.isDark);
  });

  it("may be 255, wide pictures and patterns in turns", () => {
    const rgb = new Uint8Array(3 * 400 * LEDS).map((_, i) => (i % 3 === 0 ? 255 : 0));
    const wide = uploadPixels(node, "wide", rgb, LEDS);
    const steps = Array.from({ length: 255 }, (_, i) =>
      i % 2 === 0 ? { image: wide, ms: 60 } : { image: images[1], ms: 40 },
    );
    play(node, steps);
    eye.watch(500);
    let late = 0;
    const columns = eye.watch(5000);
    for (const { groupUs, words } of columns) {
      const hue = positionMs(groupUs) % 100 < 60 ? 0 : 1;
      if (hueOf(words) !== hue) late++;
    }
    assert.equal(late, 0, `${late} of ${columns.length} columns of another step`);
  });

  it("of a timeline are its cues: each begins to the column, for the poi that it is for", () => {
    const other = "0a0b0c0d0e0f";
    const cues = [
      { at: 100, image: images[0] },
      { at: 400, image: images[1] },
      { at: 500, to: other, image: images[2] },
      { at: 850, dark: true },
      { at: 1200, pattern: "gradient" },
    ];
    const { id } = node.post("/api/sequences", { name: "Timeline", cues }, 201);
    node.post("/api/show", { sequence: id, startIn: 400 });
    const columns = eye.watch(2000);
    let checked = 0;
    for (const { groupUs, words } of columns) {
      const at = positionMs(groupUs);
      if (at < 0 || at > 1200) continue;
      const due = at < 100 ? -1 : at < 400 ? 0 : at < 850 ? 1 : -1;
      assert.equal(hueOf(words), due, `at ${at} ms`);
      checked++;
    }
    assert.ok(checked > 700, `${checked} columns`);
    assert.ok(!eye.isDark);
  });

  it("of content that goes are dark, and those that follow are not", () => {
    play(node, [
      { image: images[0], ms: 200 },
      { image: images[1], ms: 200 },
    ]);
    eye.watch(500);
    node.delete(`/api/images/${images[0]}`);
    eye.watch(400);
    const hues = new Set(
      eye.watch(800).map(({ groupUs, words }) => `${positionMs(groupUs) % 400 < 200} ${hueOf(words)}`),
    );
    assert.deepEqual([...hues].sort(), ["false 1", "true -1"]);
  });
});
