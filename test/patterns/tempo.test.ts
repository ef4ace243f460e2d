import assert from "node:assert/strict";
import { PATTERNS } from "../../src/patterns/patterns.ts";
import { SINE } from "../../src/patterns/sine.ts";
import { smoothLoop } from "../../src/patterns/smooth-loop.ts";
import {
  fraction,
  MAX_SPEED,
  MIN_SPEED,
  rateOf,
  rateOfSpeed,
  realSpeed,
  TIME_HZ,
  TIME_PERIOD,
  TURN,
  turn,
} from "../../src/patterns/tempo.ts";

const PACE = { label: "Speed", unit: "turns/s", slowest: 1000 };

describe("a rate", () => {
  it("makes as many turns as it says", () => {
    for (const hertz of [0.125, 1, 2, 12.5, 400]) {
      const rate = rateOf(hertz * 1000);
      let turns = 0;
      for (let time = 1; time <= 10 * TIME_HZ; time++) if (turn(time, rate) < turn(time - 1, rate)) turns++;
      assert.ok(Math.abs(turns - 10 * hertz) <= 1, `${turns} turns at ${hertz} Hz`);
    }
  });

  it("is a multiple of 4, so that group time ends on a whole turn", () => {
    for (const millihertz of [0, 0.001, 1, 37, 125, 999.9, 12_345.6, 7_000_000]) {
      for (const part of [1, 1 / 65536, 0.37, 1.5]) {
        const rate = fraction(rateOf(millihertz), part);
        assert.equal(Math.abs(rate % 4), 0);
        assert.equal((BigInt(rate) * BigInt(TIME_PERIOD)) % 2n ** 32n, 0n);
      }
    }
  });

  it("below 0 turns the other way", () => {
    const rate = rateOf(777);
    for (let time = 1; time < 100_000; time += 313) {
      assert.ok(
        (turn(time, rate) + turn(time, -rate)) % TURN <= 1 ||
          turn(time, rate) + turn(time, -rate) === TURN - 1,
      );
    }
  });
});

describe("speed", () => {
  it("grows with each step, by about as much, and doubles every 43", () => {
    for (let speed = MIN_SPEED; speed < MAX_SPEED; speed++) {
      const ratio = realSpeed(speed + 1, PACE) / realSpeed(speed, PACE);
      assert.ok(ratio > 1.01 && ratio < 1.025, `${ratio} at ${speed}`);
    }
    for (let speed = 1; speed <= 255 - 43; speed++) {
      const ratio = realSpeed(speed + 43, PACE) / realSpeed(speed, PACE);
      assert.ok(ratio > 1.95 && ratio < 2.08, `${ratio}`);
    }
    assert.ok(Math.abs(realSpeed(1, PACE) - 1.02) < 0.01 && Math.abs(realSpeed(255, PACE) - 63.25) < 0.05);
  });

  it("is what a rate really is, for every pattern", () => {
    for (const { id, pace } of PATTERNS) {
      if (pace.slowest === 0) continue;
      for (const speed of [1, 50, 255]) {
        const hertz = (rateOfSpeed(speed, pace) * TIME_HZ) / 2 ** 32;
        assert.equal(realSpeed(speed, pace), hertz, id);
        assert.ok(hertz >= pace.slowest / 1000 && hertz <= (pace.slowest / 1000) * 64);
      }
    }
  });

  it("as a share is 100 % at the most", () => {
    const density = { label: "Density", unit: "%", slowest: 0 };
    assert.deepEqual([realSpeed(51, density), realSpeed(255, density)], [20, 100]);
  });
});

describe("tables", () => {
  it("have a sine wave in them", () => {
    for (const [i, value] of SINE.entries()) {
      assert.ok(Math.abs(value - (32768 + 32767 * Math.sin((i * Math.PI) / 128))) <= 0.5, `${i}`);
    }
  });

  it("go smoothly through their points and join their ends", () => {
    const points = [0, 255, 100, 100, 20, 200, 0, 50];
    const loop = smoothLoop(points, 256);
    for (const [i, point] of points.entries()) assert.equal(loop[i * 32], point);
    for (let i = 0; i < 256; i++) {
      const [low, high] = [points[i >> 5]!, points[((i >> 5) + 1) % 8]!].sort((a, b) => a - b);
      assert.ok(loop[i]! >= low! - 1 && loop[i]! <= high!);
      assert.ok(Math.abs(loop[(i + 1) % 256]! - loop[i]!) <= 13);
    }
  });
});
