/** The beat, and what makes each pattern that follows music the one that it is. */
import assert from "node:assert/strict";
import { loudness } from "../../src/patterns/beat.ts";
import { NO_LEVEL } from "../../src/patterns/pattern.ts";
import { PATTERNS } from "../../src/patterns/patterns.ts";
import { TIME_HZ, TIME_PERIOD } from "../../src/patterns/tempo.ts";
import { hueOf, isNonDecreasing, Player, rises, share } from "./pattern-lab.ts";

const beat = (seconds: number) => loudness(NO_LEVEL, Math.round(seconds * TIME_HZ));

describe("the beat", () => {
  it("is what was posted, where something was", () => {
    for (const level of [0, 1, 128, 255]) assert.equal(loudness(level, 12_345), level);
  });

  it("strikes each half second, 120 times a minute, the first of four the loudest", () => {
    const strikes: number[] = [];
    for (let i = 1; i < 8000; i++) if (beat(i / 1000) > beat((i - 1) / 1000) + 40) strikes.push(i);
    const beats = strikes.filter((ms) => Math.abs((ms % 500) - 250) > 240);
    assert.equal(beats.length, 15, "and one at the very beginning");
    for (let bar = 0; bar < 4; bar++) {
      assert.ok(beat(2 * bar + 0.001) > 250);
      for (const quarter of [1, 2, 3]) {
        const loud = beat(2 * bar + quarter / 2 + 0.001);
        assert.ok(loud > 180 && loud < 240, `${loud}`);
      }
    }
  });

  it("fades between strikes and never stops", () => {
    const levels = Array.from({ length: 8000 }, (_, i) => beat(i / 1000));
    for (let i = 1; i < levels.length; i++) {
      const step = levels[i]! - levels[i - 1]!;
      assert.ok(step >= -3 && step <= 200);
    }
    assert.ok(Math.min(...levels) > 40 && Math.max(...levels) === 255);
  });

  it("is a phrase of 8 s, and begins anew with group time", () => {
    for (let ms = 0; ms < 8000; ms += 7)
      assert.ok(Math.abs(beat(ms / 1000) - beat(ms / 1000 + 8.0)) <= 3 || ms % 250 < 2);
    for (let i = 0; i < 100; i++) {
      assert.equal(loudness(NO_LEVEL, i * 997 + TIME_PERIOD), loudness(NO_LEVEL, i * 997));
    }
  });
});

/** The greatest of a figure over a second, for each level. */
function byLevel(id: string, figure: (cells: number[]) => number, controls = {}): number[] {
  return Array.from({ length: 52 }, (_, i) =>
    Math.max(...new Player(id, { leds: 100, level: i * 5, controls }).over(1, 300).map(figure)),
  );
}

const litCount = (cells: number[]) => cells.filter((cell) => cell > 0).length;

describe("a pattern that says that it hears music", () => {
  it("is one that looks at the level", () => {
    for (const { id, hearsMusic = false } of PATTERNS) {
      const [silent, loud] = [0, 255].map((level) => new Player(id, { level }).over(1, 100));
      assert.equal(JSON.stringify(silent) !== JSON.stringify(loud), hearsMusic, id);
    }
  });
});

describe("VU Meter", () => {
  it("is as high as the music is loud", () => {
    const heights = byLevel("vu-meter", litCount);
    assert.ok(isNonDecreasing(heights));
    assert.equal(heights[0], 0);
    assert.ok(heights[51]! >= 95, `${heights[51]}`);
    assert.ok(Math.abs(heights[26]! - heights[51]! / 2) < 6);
  });

  it("shows bars: upright, with gaps between them, each with a peak on top", () => {
    const player = new Player("vu-meter", { leds: 64, controls: { gap: 40 } });
    const columns = player.over(20 / player.hertz, 20_000);
    assert.equal(rises(columns.map((cells) => litCount(cells) > 0)), 20);
    assert.ok(Math.abs(share(columns.map((cells) => litCount(cells) === 0)) - 0.4) < 0.01);
    for (let i = 1; i < columns.length; i++) {
      const [before, now] = [columns[i - 1]!, columns[i]!];
      if (litCount(before) > 0 && litCount(now) > 0) assert.deepEqual(now, before);
      const top = litCount(now) - 1;
      if (top >= 0) assert.equal(now[top], 255);
      assert.ok(now.slice(0, Math.max(top, 0)).every((cell) => cell > 0 && cell < 255));
    }
  });

  it("goes from one colour to the other with the radius", () => {
    const player = new Player("vu-meter", { level: 255, leds: 100 });
    const cells = player.at(0);
    assert.deepEqual(player.color(cells[0]!), [0, 255, 0]);
    assert.ok(isNonDecreasing(cells.filter((cell) => cell > 0)));
    assert.deepEqual(player.color(208), [255, 0, 0]);
  });
});

describe("Audio Rainbow", () => {
  const reach = (cells: number[]) => {
    const end = cells.findIndex((cell) => cell >= 192);
    return end < 0 ? cells.length : end;
  };

  it("reaches as far as the music is loud, and glows beyond", () => {
    const reaches = byLevel("audio-rainbow", reach);
    assert.ok(isNonDecreasing(reaches));
    assert.deepEqual([reaches[0], reaches[51]], [0, 100]);
    const player = new Player("audio-rainbow", { level: 100 });
    const cells = player.at(777);
    const bright = player.brightness(cells[0]!);
    const dim = player.brightness(cells[31]!);
    assert.ok(bright > 250 && dim > 20 && dim < 50, `${bright} and ${dim}`);
  });

  it("runs once through all hues in the time that its speed says, the glow with it", () => {
    const player = new Player("audio-rainbow", { level: 128 });
    for (const led of [0, 31]) {
      let turned = 0;
      let before = Number.NaN;
      for (const cells of [...player.once(128), player.at(Math.ceil(TIME_HZ / player.hertz))]) {
        const hue = hueOf(player.color(cells[led]!));
        if (!Number.isNaN(before)) turned += ((hue - before + 540) % 360) - 180;
        before = hue;
      }
      assert.ok(Math.abs(turned - 360) < 12, `${turned} degrees at LED ${led}`);
    }
  });

  it("has as many rays as it says", () => {
    for (const rays of [0, 5, 32]) {
      const player = new Player("audio-rainbow", { leds: 288, level: 200, controls: { rays } });
      const reaches = player.once(2000).map(reach);
      const middle = (Math.min(...reaches) + Math.max(...reaches)) / 2;
      assert.equal(rises(reaches.map((each) => each > middle)), rays);
    }
  });
});

describe("Centre Burst", () => {
  it("spreads from the middle to both sides alike, brightest in the middle", () => {
    const player = new Player("centre-burst", { leds: 33 });
    for (const cells of player.over(1, 500)) {
      const inner = cells.slice(0, 16).reverse();
      const outer = cells.slice(17);
      for (let i = 0; i < 16; i++) {
        const [a, b] = [player.color(inner[i]!), player.color(outer[i]!)];
        for (let j = 0; j < 3; j++) assert.ok(Math.abs(a[j]! - b[j]!) <= 4, `${a} and ${b}`);
      }
      assert.ok(player.brightness(cells[16]!) >= 250);
      assert.ok(isNonDecreasing(outer.map((cell) => player.brightness(cell)).reverse()));
    }
  });

  it("is as wide as the music is loud", () => {
    const widths = byLevel("centre-burst", litCount, { spikes: 0 });
    assert.ok(isNonDecreasing(widths));
    assert.ok(widths[0]! <= 1 && widths[51]! >= 98);
  });

  it("has as many spikes as its speed says", () => {
    const player = new Player("centre-burst", { leds: 288, level: 255, controls: { spikes: 100 } });
    const widths = player.over(10 / player.hertz, 2000).map(litCount);
    assert.equal(rises(widths.map((width) => width > 144)), 10);
  });
});

describe("Audio Sparkle", () => {
  it("has the more sparks the louder it is, and none in silence", () => {
    const counts = [0, 64, 128, 192, 255].map((level) =>
      new Player("audio-sparkle", { level }).over(4, 4000).reduce((sum, cells) => sum + litCount(cells), 0),
    );
    assert.equal(counts[0], 0);
    for (let i = 1; i < 5; i++) assert.ok(Math.abs(counts[i]! / counts[4]! - i / 4) < 0.1, `${counts}`);
  });

  it("has sparks of two colours, half and half", () => {
    const cells = new Player("audio-sparkle", { level: 255 })
      .over(4, 4000)
      .flat()
      .filter((cell) => cell % 128 > 0);
    assert.ok(Math.abs(share(cells.map((cell) => cell >= 128)) - 0.5) < 0.05);
  });

  it("lets sparks fly outward while they fade", () => {
    const player = new Player("audio-sparkle", { leds: 144, level: 10, controls: { flight: 100 } });
    const sparks = player.over(20, 80_000).map((cells) => {
      const at = cells.findIndex((cell) => cell > 0);
      return {
        at,
        glow: at < 0 ? 0 : cells[at]! % 128,
        count: new Set(cells.filter((cell) => cell > 0)).size,
      };
    });
    let flights = 0;
    for (let i = 1; i < sparks.length; i++) {
      const [before, now] = [sparks[i - 1]!, sparks[i]!];
      if (before.count !== 1 || now.count !== 1 || now.glow >= before.glow || before.glow - now.glow > 9)
        continue;
      assert.ok(now.at >= before.at && now.at <= before.at + 12, `${before.at}, then ${now.at}`);
      flights++;
    }
    assert.ok(flights > 500, `${flights}`);
  });
});
