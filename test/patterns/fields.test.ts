/** What makes each pattern that fills the stick the one that it is. */
import assert from "node:assert/strict";
import { TIME_HZ } from "../../src/patterns/tempo.ts";
import { hex, hueOf, isNonDecreasing, Player, ringDistance, rises, share } from "./pattern-lab.ts";

describe("Rainbow", () => {
  it("runs once through all hues in the time that its speed says, at every LED", () => {
    const player = new Player("rainbow", { controls: { twist: 0 } });
    const columns = player.once(256);
    for (const led of [0, 17, 31]) {
      const hues = columns.map((cells) => hueOf(player.color(cells[led]!)));
      let turned = 0;
      for (const [i, hue] of hues.entries()) {
        const step = (hues[(i + 1) % 256]! - hue + 360) % 360;
        assert.ok(step < 6, `from ${hue} on by ${step} degrees`);
        turned += step;
      }
      assert.ok(Math.abs(turned - 360) < 0.001, `${turned} degrees`);
      assert.ok(hues[0]! < 3, "from color1 on");
    }
  });

  it("winds along the stick as far as its twist says, either way", () => {
    for (const twist of [100, -100, 50]) {
      const cells = new Player("rainbow", { leds: 128, controls: { twist } }).at(0);
      for (const [i, cell] of cells.entries()) {
        const ideal = (i * 256 * twist) / 100 / 128;
        assert.ok(ringDistance(cell, ((Math.floor(ideal) % 256) + 256) % 256) <= 1);
      }
    }
  });
});

describe("Wave", () => {
  it("has as many rings along the stick as it says", () => {
    for (const rings of [1, 3, 8]) {
      const cells = new Player("wave", { leds: 288, controls: { rings } }).at(4711);
      let way = 0;
      for (let i = 1; i < 288; i++) way += (cells[i]! - cells[i - 1]! + 256) % 256;
      assert.ok(Math.abs(way / 256 - (rings * 287) / 288) < 0.02, `${way / 256} rings`);
    }
  });

  it("swings a ring to and fro once in the time that its speed says, as far as its height says", () => {
    for (const height of [0, 60, 100]) {
      const player = new Player("wave", { leds: 1, controls: { height } });
      // In a wave, the way of the hand's index less the slow flow is a sine wave.
      const way = player.once(400).map(([cell]) => cell!);
      let at = 0;
      const unrolled = way.map((cell, i) => {
        const step = i === 0 ? 0 : ((cell - way[i - 1]! + 384) % 256) - 128;
        at += step;
        return at;
      });
      const swing = Math.max(...unrolled) - Math.min(...unrolled);
      assert.ok(Math.abs(swing - 2.56 * height) < 8, `${swing} for ${height} %`);
    }
  });
});

describe("Gradient", () => {
  it("goes from color1 at the hand to color2 at the tip and never back", () => {
    const player = new Player("gradient", { controls: { sway: 0 } });
    for (const cells of player.over(2, 50)) {
      assert.ok(isNonDecreasing(cells));
      assert.deepEqual(player.color(cells[0]!), hex(player.pattern.color1));
      assert.ok(cells[31]! >= 245);
    }
    for (const cells of new Player("gradient", { controls: { sway: 60 } }).over(2, 200)) {
      assert.ok(isNonDecreasing(cells));
    }
  });

  it("sways by what it says, once in the time that its speed says", () => {
    const hands = new Player("gradient", { controls: { sway: 40 } }).once(256).map(([cell]) => cell!);
    assert.ok(Math.min(...hands) <= 1 && Math.abs(Math.max(...hands) - 102) <= 1);
    assert.equal(rises(hands.map((cell) => cell > 51)), 1);
  });
});

describe("Breathing", () => {
  it("rises and falls once a breath, without a jump", () => {
    const player = new Player("breathing", { controls: { depth: 0 } });
    const light = player.once(3400).map(([cell]) => player.brightness(cell!));
    for (const [i, value] of light.entries()) {
      assert.ok(Math.abs(value - light[(i + 1) % light.length]!) <= 4, `${value} at ${i}`);
    }
    assert.equal(rises(light.map((value) => value > 128)), 1);
    assert.deepEqual([Math.min(...light), Math.max(...light)], [0, 255]);
    assert.ok(share(light.map((value) => value === 255)) > 0.06, "and holds its breath for a moment");
    const top = light.indexOf(255);
    assert.ok(
      isNonDecreasing(light.slice(0, top)) && isNonDecreasing(light.slice(light.lastIndexOf(255)).reverse()),
    );
  });

  it("is the same a breath later, and all LEDs breathe alike without depth", () => {
    const player = new Player("breathing", { controls: { depth: 0 } });
    for (let time = 0; time < 60_000; time += 997) {
      const [now, later] = [player.at(time), player.at(time + Math.round(TIME_HZ / player.hertz))];
      assert.ok(ringDistance(now[0]!, later[0]!) <= 1);
      assert.equal(new Set(now).size, 1);
    }
  });

  it("reaches the tip later than the hand by its depth", () => {
    const player = new Player("breathing", { leds: 288, controls: { depth: 25 } });
    const cells = player.at(9999);
    const ago = (cells[0]! - cells[287]! + 256) % 256;
    assert.ok(Math.abs(ago - 64) <= 1, `${ago}`);
    assert.equal(cells[0], new Player("breathing", { controls: { depth: 0 } }).at(9999)[0]);
  });
});

describe("Plasma", () => {
  it("is smooth along the stick and along time", () => {
    const player = new Player("plasma", { leds: 64 });
    let before: number[] | undefined;
    for (const cells of player.over(3, 6000)) {
      for (let i = 1; i < 64; i++) assert.ok(ringDistance(cells[i]!, cells[i - 1]!) <= 24);
      if (before !== undefined) {
        for (let i = 0; i < 64; i++) assert.ok(ringDistance(cells[i]!, before[i]!) <= 16);
      }
      before = cells;
    }
  });

  it("shows all of its palette and does not repeat itself", () => {
    const player = new Player("plasma");
    const columns = player.over(60, 6000);
    assert.equal(new Set(columns.flat()).size, 256);
    assert.ok(new Set(columns.map(String)).size > 5500);
  });
});

describe("Split Spin", () => {
  it("is two halves, each the other's mirror image, as long as none drifts", () => {
    for (const leds of [2, 9, 32, 55]) {
      const player = new Player("split-spin", { leds, controls: { drift: 0 } });
      for (const cells of player.over(1, 40)) {
        const half = Math.floor(leds / 2);
        const inner = cells.slice(0, half).reverse();
        assert.deepEqual(cells.slice(half, 2 * half), inner);
      }
    }
  });

  it("turns the outer half faster by its drift", () => {
    const player = new Player("split-spin", { leds: 2, controls: { drift: 50, slant: 0 } });
    const columns = player.over(4 / player.hertz, 4000);
    assert.equal(rises(columns.map(([inner]) => inner! > 128)), 4);
    assert.equal(rises(columns.map(([, outer]) => outer! > 128)), 6);
  });

  it("is half of one colour and half of the other", () => {
    const player = new Player("split-spin");
    const cells = player.once(512).flat();
    const isFirst = (cell: number) => String(player.color(cell)) === String(hex(player.pattern.color1));
    const isSecond = (cell: number) => String(player.color(cell)) === String(hex(player.pattern.color2));
    assert.ok(Math.abs(share(cells.map(isFirst)) - 0.43) < 0.02);
    assert.ok(Math.abs(share(cells.map(isSecond)) - 0.43) < 0.02);
  });
});
