import assert from "node:assert/strict";
import { Prng } from "../../sim/prng.ts";

function draw(prng: Prng, count: number): number[] {
  return Array.from({ length: count }, () => prng.u32());
}

describe("Prng", () => {
  it("repeats with its seed and differs with any other", () => {
    assert.deepEqual(draw(new Prng(7), 100), draw(new Prng(7), 100));
    for (const other of [0, 6, 8, 7 + 2 ** 32, "7 "]) {
      assert.notDeepEqual(draw(new Prng(7), 4), draw(new Prng(other), 4), `seed ${other}`);
    }
  });

  it("forks by label alone: what was drawn before does not matter, and forks of forks differ", () => {
    const used = new Prng("seed");
    draw(used, 1000);
    assert.deepEqual(draw(used.fork("disk"), 10), draw(new Prng("seed").fork("disk"), 10));
    assert.notDeepEqual(draw(used.fork("disk"), 10), draw(used.fork("network"), 10));
    assert.notDeepEqual(draw(used.fork("a").fork("b"), 10), draw(used.fork("b").fork("a"), 10));
  });

  it("fills every bucket alike: chi-squared of 256 buckets stays below its 10^-6 quantile", () => {
    for (const shift of [0, 8, 16, 24]) {
      const prng = new Prng(`chi${shift}`);
      const buckets = new Uint32Array(256);
      const draws = 256 * 400;
      for (let i = 0; i < draws; i++) buckets[(prng.u32() >>> shift) & 255]!++;
      let chi = 0;
      for (const count of buckets) chi += (count - 400) ** 2 / 400;
      assert.ok(chi < 375, `chi-squared ${chi} at bit ${shift}`);
    }
  });

  it("keeps its ranges", () => {
    const prng = new Prng(1);
    const seen = new Set<number>();
    for (let i = 0; i < 1000; i++) {
      const value = prng.between(3, 6);
      assert.ok(Number.isInteger(value) && value >= 3 && value <= 6);
      seen.add(value);
      const unit = prng.unit();
      assert.ok(unit >= 0 && unit < 1);
      assert.ok(prng.exponential(10) >= 0);
    }
    assert.equal(seen.size, 4);
    assert.equal(prng.below(0), 0);
    assert.equal(prng.chance(0), false);
    assert.equal(prng.chance(1), true);
  });

  it("has the mean that chance and exponential promise", () => {
    const prng = new Prng(2);
    let hits = 0;
    let sum = 0;
    for (let i = 0; i < 20_000; i++) {
      if (prng.chance(0.3)) hits++;
      sum += prng.exponential(50);
    }
    assert.ok(Math.abs(hits / 20_000 - 0.3) < 0.02, `${hits}`);
    assert.ok(Math.abs(sum / 20_000 - 50) < 2, `${sum}`);
  });

  it("fills any length, the tail too", () => {
    for (let length = 0; length < 12; length++) {
      const distinct = new Set<number>();
      for (let seed = 0; seed < 40; seed++) {
        const bytes = new Uint8Array(length);
        new Prng(seed).fill(bytes);
        if (length > 0) distinct.add(bytes[length - 1]!);
      }
      if (length > 0) assert.ok(distinct.size > 20, `last of ${length} bytes is stuck`);
    }
  });
});
