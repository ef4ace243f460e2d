import assert from "node:assert/strict";
import { Crystal, WANDER } from "../../sim/crystal.ts";
import { Prng } from "../../sim/prng.ts";
import { World } from "../../sim/world.ts";

/** Rates of a clock, second by second, in parts per million. */
function rates(
  seed: number,
  seconds: number,
  model: Partial<typeof WANDER> = {},
  extraAtS = Number.NaN,
): number[] {
  const world = new World({ seed });
  const host = world.addHost({ driftPpm: 0 });
  const { clock } = host.boot();
  const crystal = new Crystal(world.scheduler, host.clock, new Prng(seed), { ...WANDER, ...model, ppm: 20 });
  const found: number[] = [];
  // Clocks show whole microseconds: a hundred seconds of them tell 0.01 ppm.
  for (let s = 0; s < seconds; s += 100) {
    if (s === extraAtS) crystal.extraPpm = 40;
    const before = clock.localUs();
    world.runForMs(100_000);
    found.push((clock.localUs() - before) / 100 - 1e6);
  }
  return found;
}

describe("Crystal", () => {
  it("warms to its rate, and stays near it", () => {
    const found = rates(1, 3000, { wanderPpm: 0 });
    assert.ok(found[0]! > 22 && found[0]! < 24.5, String(found[0]));
    assert.ok(Math.abs(found.at(-1)! - 20) < 0.05, String(found.at(-1)));
  });

  it("wanders by one part per million within minutes", () => {
    const all = Array.from({ length: 10 }, (_, seed) => rates(seed, 4000, { coldPpm: 0 })).flat();
    const squares = all.reduce((sum, ppm) => sum + (ppm - 20) ** 2, 0);
    const deviation = Math.sqrt(squares / all.length);
    assert.ok(deviation > 0.6 && deviation < 1.3, String(deviation));
    assert.ok(all.every((ppm) => Math.abs(ppm - 20) < 5));
  });

  it("is another one in the sun", () => {
    const found = rates(1, 400, { wanderPpm: 0, coldPpm: 0 }, 200);
    assert.ok(Math.abs(found[1]! - 20) < 0.1);
    assert.ok(Math.abs(found[3]! - 60) < 0.1);
  });

  it("lets its clock alone once it was stopped", () => {
    const world = new World({ seed: 1 });
    const host = world.addHost({ driftPpm: 0 });
    host.boot();
    new Crystal(world.scheduler, host.clock, new Prng(1), { ...WANDER, ppm: 20 }).stop();
    world.runForMs(1);
    world.runForMs(10_000);
    assert.equal(world.scheduler.pending, 0);
  });
});
