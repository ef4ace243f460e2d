/** The fast loops against slow ones that are plainly right. */
import assert from "node:assert/strict";
import { Prng } from "../../sim/prng.ts";
import { drawSparks } from "../../src/patterns/sparks.ts";
import { curve, spread, sweep } from "../../src/patterns/strokes.ts";
import { TURN } from "../../src/patterns/tempo.ts";
import { INDEXES } from "../../src/pov/column-fill.ts";

const prng = new Prng("strokes");
const pick = (from: number, to: number) => from + Math.floor(prng.unit() * (to - from + 1));
const index = (value: number) => ((Math.floor(value / 65536) % 256) + 256) % 256;

function fresh(): Int32Array {
  return new Int32Array(300).fill(0xa5);
}

describe("a sweep", () => {
  it("is a straight line over any cells, and nothing beside them", () => {
    for (let tries = 0; tries < 3000; tries++) {
      const from = tries % 2 === 0 ? 0 : pick(0, 100);
      const to = from + pick(0, 120);
      const value = pick(-TURN, TURN);
      const step = pick(-100_000, 100_000);
      const cells = fresh();
      sweep(cells, INDEXES, from, to, value, step);
      const expected = fresh();
      for (let i = from; i < to; i++) expected[i] = index(value + (i - from) * step);
      assert.deepEqual(cells, expected, `${from} to ${to}`);
    }
  });
});

describe("a curve", () => {
  it("is a line that bends every eight cells", () => {
    for (let leds = 0; leds <= 288; leds++) {
      const value = pick(-TURN, TURN);
      const step = pick(-100_000, 100_000);
      const bend = pick(-5000, 5000);
      const cells = fresh();
      curve(cells, INDEXES, leds, value, step, bend);
      const expected = fresh();
      let at = value;
      for (let i = 0; i < leds; i++) {
        if (i > 0) at += step + bend * Math.floor(i / 8);
        expected[i] = index(at);
      }
      assert.deepEqual(cells, expected, `${leds} LEDs`);
    }
  });
});

describe("a spread", () => {
  it("is two lines from the middle to both ends", () => {
    for (let leds = 0; leds <= 288; leds++) {
      const inner = pick(0, TURN);
      const outer = pick(0, TURN);
      const step = pick(-100_000, 100_000);
      const cells = fresh();
      spread(cells, INDEXES, leds, inner, outer, step);
      const middle = Math.floor(leds / 2);
      const expected = fresh();
      for (let i = 0; i < middle; i++) expected[i] = index(inner + (middle - 1 - i) * step);
      for (let i = middle; i < leds; i++) expected[i] = index(outer + (i - middle) * step);
      assert.deepEqual(cells, expected, `${leds} LEDs`);
    }
  });
});

describe("sparks", () => {
  it("are as likely as chance says, and live for 256 steps of the clock each", () => {
    for (const chance of [0, 64, 256]) {
      let lives = 0;
      for (let life = 0; life < 4000; life++) {
        const cells = new Int32Array(32);
        drawSparks(cells, INDEXES, 32, life * 256, 99, 1, chance, 0, 255);
        if (cells.some((cell) => cell > 0)) lives++;
      }
      assert.ok(Math.abs(lives / 4000 - chance / 256) < 0.03, `${lives}`);
    }
  });

  it("fade or flare up, twice as wide while they are bright", () => {
    for (const [fade, glow] of [
      [255, (age: number) => (255 - age) >> 1],
      [0, (age: number) => age >> 1],
    ] as const) {
      // The clock at which the first spark's life begins.
      const birth = TURN - 0x4d;
      for (let age = 0; age < 256; age++) {
        const cells = new Int32Array(64);
        drawSparks(cells, INDEXES, 64, (birth + age) % TURN, 1, 1, 256, 0, fade);
        const lit = [...cells].filter((cell) => cell % 128 > 0);
        if (glow(age) === 0) assert.equal(lit.length, 0);
        else {
          assert.deepEqual(new Set(lit.map((cell) => cell % 128)), new Set([glow(age)]));
          assert.equal(lit.length, glow(age) > 63 ? 4 : 2);
        }
      }
    }
  });

  it("stay where they are while their clock begins anew", () => {
    const at = (clock: number) => {
      const cells = new Int32Array(288);
      drawSparks(cells, INDEXES, 288, clock, 7, 1, 256, 0, 255);
      return [...cells].findIndex((cell) => cell > 0);
    };
    // The first spark is in the middle of its life then.
    assert.ok(at(0) >= 0);
    assert.equal(at(TURN - 1), at(0));
    // 65,536 lives later it is there again: its clock went around as well.
    const later = new Set(Array.from({ length: 100 }, (_, life) => at(TURN - 0x4d - 0x2b4c00 + 256 * life)));
    assert.ok(later.size > 70);
  });
});
