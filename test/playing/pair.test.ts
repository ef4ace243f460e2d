import assert from "node:assert/strict";
import { type ApiNode, noise } from "../api/api-lab.ts";
import { choose, type Eye, LEDS, LightLab, play, uploadPixels } from "./light-lab.ts";

/** A picture of which every column is another one. */
function uploadNoise(node: ApiNode): string {
  return uploadPixels(node, "noise", noise(3 * 101 * LEDS, 5), LEDS);
}

describe("two poi of one clock", () => {
  let lab: LightLab;
  let left: ApiNode;
  let right: ApiNode;
  let leftEye: Eye;
  let rightEye: Eye;

  beforeEach(() => {
    lab = new LightLab(3);
    [left, leftEye] = lab.lit({ deviceName: "Left" }, { gapUs: [0, 300] });
    [right, rightEye] = lab.lit({ deviceName: "Right" }, { gapUs: [0, 300] });
    lab.meet(left, right);
    lab.world.runForMs(10_000);
  });

  afterEach(() => lab.check());

  /** How far apart the poi are at any moment, in columns of 1 ms, and for how much of the time they show the same. */
  const compare = (ms: number) => {
    leftEye.clear();
    rightEye.watch(ms);
    const [a, b] = [leftEye.columns, rightEye.columns];
    assert.ok(a.length > 100 && b.length > 100, `${a.length} and ${b.length} columns`);
    let same = 0;
    let at = 0;
    for (const { atUs, words } of a) {
      while (at < b.length - 1 && b[at + 1]!.atUs <= atUs + 500) at++;
      if (String(b[at]!.words) === String(words)) same++;
    }
    return same / a.length;
  };

  it("show the same column of a picture that one of them was told to show", () => {
    const id = uploadNoise(left);
    choose(left, "image", id);
    lab.world.runForMs(5000);
    const share = compare(2000);
    assert.ok(share > 0.98, `${share} of the time`);
  });

  it("follow the music that one of them is told of", () => {
    left.post("/api/brightness", { brightness: 255 });
    left.put("/api/patterns/vu-meter", { controls: { gap: 0 } });
    choose(left, "pattern", "vu-meter");
    lab.world.runForMs(2000);
    for (let i = 0; i < 20; i++) {
      const isLoud = i % 4 < 2;
      left.post("/api/audio", { level: isLoud ? 255 : 0 });
      lab.world.runForMs(60);
      assert.deepEqual([leftEye.isDark, rightEye.isDark], [!isLoud, !isLoud], `the ${i + 1}th`);
    }
  });

  it("show the same column of the same step, with fades", () => {
    const stripes = uploadNoise(left);
    play(left, [
      { image: stripes, ms: 700, transition: "fade", fadeMs: 300 },
      { pattern: "rainbow", ms: 500 },
      { pattern: "sparkle", ms: 500, transition: "fade" },
    ]);
    lab.world.runForMs(5000);
    const share = compare(3400);
    assert.ok(share > 0.95, `${share} of the time`);
  });

  it("do so when one of them comes late, or starts again", () => {
    const stripes = uploadNoise(left);
    play(left, [
      { image: stripes, ms: 700 },
      { pattern: "fire", ms: 500 },
    ]);
    lab.world.runForMs(5000);
    right.host.crash();
    lab.world.runForMs(10_000);
    right.reboot();
    rightEye.open();
    lab.world.runForMs(15_000);
    const share = compare(2400);
    assert.ok(share > 0.98, `${share} of the time`);
  });

  it("do so when both resume what they showed, and nobody tells them anything", () => {
    const stripes = uploadNoise(left);
    choose(left, "image", stripes);
    lab.world.runForMs(5000);
    left.host.crash();
    right.host.crash();
    left.reboot();
    lab.world.runForMs(3333);
    right.reboot();
    leftEye.open();
    rightEye.open();
    lab.world.runForMs(15_000);
    const share = compare(1000);
    assert.ok(share > 0.98, `${share} of the time`);
  });

  it("begin with what is commanded at one moment, to the column", () => {
    const before = uploadNoise(left);
    const after = uploadPixels(left, "after", noise(3 * 97 * LEDS, 6), LEDS);
    choose(left, "image", before);
    lab.world.runForMs(5000);
    const { startAt } = left.post("/api/show", { image: after, startIn: 800 });
    leftEye.clear();
    rightEye.watch(1200);
    const begins = [leftEye, rightEye].map(({ columns }) => {
      const last = columns.at(-1)!;
      const words = new Set<string>();
      for (const each of columns) if (each.groupUs >= startAt * 1000 + 20_000) words.add(String(each.words));
      assert.ok(words.size > 50, `${words.size} columns of the new picture`);
      const first = columns.find(
        (each) => each.groupUs > 1000 * startAt - 5000 && words.has(String(each.words)),
      );
      // At the first column of the old picture's grid, and half of a gap early or late by chance.
      assert.ok(
        Math.abs(first!.groupUs - 1000 * startAt) < 1150,
        `${first!.groupUs - 1000 * startAt} µs off`,
      );
      assert.ok(last.groupUs > startAt * 1000);
      return first!.atUs;
    });
    assert.ok(Math.abs(begins[0]! - begins[1]!) < 1000, `${begins[0]! - begins[1]!} µs apart`);
  });

  it("sparkle alike: chance is the group's", () => {
    choose(left, "pattern", "audio-sparkle");
    lab.world.runForMs(3000);
    assert.ok(compare(1000) > 0.95);
    choose(left, "pattern", "fire");
    lab.world.runForMs(1000);
    assert.ok(compare(1000) > 0.95);
  });
});
