import assert from "node:assert/strict";
import { World } from "../../sim/world.ts";
import { Trickle } from "../../src/sync/trickle.ts";

const [SHORTEST_MS, LONGEST_MS] = [250, 4000];

class Lab {
  readonly world: World;
  readonly spokeMs: number[] = [];
  hasNews = false;
  readonly trickle: Trickle;

  constructor(seed: number, enough = 1, silenceMs = Number.POSITIVE_INFINITY) {
    this.world = new World({ seed });
    const { timers, clock, random } = this.world.addHost({ driftPpm: 0 }).boot();
    this.trickle = new Trickle({
      ...{ timers, clock, random, shortestMs: SHORTEST_MS, longestMs: LONGEST_MS, enough },
      silenceMs: () => silenceMs,
      mustSpeak: () => this.hasNews,
      onSpeak: () => {
        this.hasNews = false;
        this.spokeMs.push(this.world.nowUs / 1000);
      },
    });
    this.trickle.start();
  }
}

describe("Trickle", () => {
  it("speaks once an interval, in its second half, and doubles intervals up to the longest", () => {
    for (let seed = 0; seed < 20; seed++) {
      const { world, spokeMs } = new Lab(seed);
      world.runForMs(60_000);
      let startMs = 0;
      let intervalMs = SHORTEST_MS;
      for (const ms of spokeMs) {
        assert.ok(ms >= startMs + intervalMs / 2 - 1 && ms <= startMs + intervalMs + 1, `${ms}`);
        startMs += intervalMs;
        intervalMs = Math.min(2 * intervalMs, LONGEST_MS);
      }
      assert.ok(spokeMs.length >= 17);
    }
  });

  it("keeps silent in an interval in which others said the same", () => {
    const { world, trickle, spokeMs } = new Lab(1);
    for (let i = 0; i < 600; i++) {
      world.runForMs(100);
      trickle.consistent();
    }
    assert.ok(spokeMs.length <= 1, String(spokeMs));
  });

  it("is not silent for longer than it may be, and not always for as long", () => {
    const { world, trickle, spokeMs } = new Lab(1, 1, 60_000);
    for (let i = 0; i < 60_000; i++) {
      world.runForMs(100);
      trickle.consistent();
    }
    const gaps = spokeMs.slice(1).map((ms, i) => ms - spokeMs[i]!);
    assert.ok(Math.min(...gaps) >= 42_000 && Math.max(...gaps) <= 66_000, String(gaps));
    assert.ok(Math.max(...gaps) - Math.min(...gaps) > 5000);
    assert.ok(gaps.length > 80);
  });

  it("does not count what was said before its interval began", () => {
    const { world, trickle, spokeMs } = new Lab(1);
    world.runForMs(60_000);
    for (let i = 0; i < 20; i++) {
      const before = spokeMs.length;
      assert.ok(world.runUntilTrue(() => spokeMs.length > before, 6000));
      trickle.consistent();
      assert.ok(world.runUntilTrue(() => spokeMs.length > before + 1, 6000));
    }
  });

  it("speaks in each interval nevertheless where it insists", () => {
    const { world, trickle, spokeMs } = new Lab(1);
    trickle.insists = true;
    for (let i = 0; i < 600; i++) {
      world.runForMs(100);
      trickle.consistent();
    }
    assert.ok(spokeMs.length >= 17);
  });

  it("speaks once, whatever it has heard, where it has news of its own", () => {
    const lab = new Lab(1);
    const { world, trickle, spokeMs } = lab;
    for (let i = 0; i < 600; i++) {
      world.runForMs(100);
      trickle.consistent();
      if (i === 300) lab.hasNews = true;
    }
    assert.equal(spokeMs.filter((ms) => ms > 30_100 && ms <= 38_200).length, 1, String(spokeMs));
    assert.equal(spokeMs.filter((ms) => ms > 38_200).length, 0);
  });

  it("begins anew with the shortest interval where somebody says something else, but not again and again", () => {
    const { world, trickle, spokeMs } = new Lab(1);
    world.runForMs(60_000);
    spokeMs.length = 0;
    trickle.inconsistent();
    const startMs = world.nowUs / 1000;
    // Within the shortest interval it changes nothing: a flood of strange beacons does not keep a node from speaking.
    for (let i = 0; i < 4; i++) {
      world.runForMs(50);
      trickle.inconsistent();
    }
    world.runForMs(51);
    assert.equal(spokeMs.length, 1);
    assert.ok(spokeMs[0]! - startMs <= SHORTEST_MS);
    assert.equal(trickle.interval, 2 * SHORTEST_MS);
  });

  it("is silent once it was stopped, and before it was started", () => {
    const { world, trickle, spokeMs } = new Lab(1);
    trickle.stop();
    trickle.inconsistent();
    world.runForMs(60_000);
    assert.equal(spokeMs.length, 0);
  });
});
