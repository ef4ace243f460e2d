import assert from "node:assert/strict";
import { Prng } from "../../sim/prng.ts";
import { Scheduler } from "../../sim/scheduler.ts";
import { SimClock, type SimClockOptions } from "../../sim/sim-clock.ts";
import { SimTimers } from "../../sim/sim-timers.ts";

const TRUE_CLOCK: SimClockOptions = { driftPpm: 0, startUs: 0, wallMs: undefined };
const HOUR_US = 3_600_000_000;

describe("SimClock", () => {
  it("gains its drift: 40 ppm are 144 ms an hour", () => {
    const scheduler = new Scheduler();
    const fast = new SimClock(scheduler, { ...TRUE_CLOCK, driftPpm: 40 });
    const slow = new SimClock(scheduler, { ...TRUE_CLOCK, driftPpm: -40, startUs: 123 });
    scheduler.runFor(HOUR_US);
    assert.equal(fast.localUs(), HOUR_US + 144_000);
    assert.equal(slow.localUs(), HOUR_US - 144_000 + 123);
  });

  it("bends where the drift changes and never steps back", () => {
    const scheduler = new Scheduler();
    const prng = new Prng("drift");
    const clock = new SimClock(scheduler, { ...TRUE_CLOCK, startUs: 777 });
    let last = clock.localUs();
    for (let i = 0; i < 1000; i++) {
      clock.setDriftPpm(prng.between(-500, 500));
      assert.ok(clock.localUs() >= last);
      scheduler.runFor(prng.between(0, 5000));
      const now = clock.localUs();
      assert.ok(now >= last);
      last = now;
    }
  });

  it("knows no wall time until told, and runs on from what it was told", () => {
    const scheduler = new Scheduler();
    const clock = new SimClock(scheduler, { ...TRUE_CLOCK, driftPpm: 100, startUs: 5_000_000 });
    assert.equal(clock.wallMs(), undefined);
    clock.setWallMs(1_000_000);
    assert.equal(clock.wallMs(), 1_000_000);
    scheduler.runFor(10_000_000);
    assert.equal(clock.wallMs(), 1_010_001);
    clock.setWallMs(undefined);
    assert.equal(clock.wallMs(), undefined);
  });
});

describe("SimTimers", () => {
  it("are measured by the node's own clock: a slow clock's timer comes late for the world", () => {
    const scheduler = new Scheduler();
    const timers = new SimTimers(scheduler, new SimClock(scheduler, { ...TRUE_CLOCK, driftPpm: -1000 }));
    let firedUs = 0;
    timers.after(1000, () => {
      firedUs = scheduler.nowUs;
    });
    scheduler.runFor(2_000_000);
    assert.ok(firedUs >= 1_001_001 && firedUs <= 1_001_003, `${firedUs}`);
  });

  it("never come early by the node's clock, also when it is slowed down meanwhile", () => {
    const prng = new Prng("timers");
    for (let i = 0; i < 300; i++) {
      const scheduler = new Scheduler();
      const clock = new SimClock(scheduler, {
        ...TRUE_CLOCK,
        driftPpm: prng.between(-200, 200),
        startUs: prng.unit() * 1000,
      });
      const timers = new SimTimers(scheduler, clock);
      scheduler.runFor(prng.below(10_000));
      const delayMs = prng.unit() * 50;
      const dueUs = clock.localUs() + delayMs * 1000;
      let fired = false;
      timers.after(delayMs, () => {
        fired = true;
        assert.ok(clock.localUs() >= dueUs);
        assert.ok(clock.localUs() <= dueUs + 3);
      });
      scheduler.runFor(prng.below(20_000));
      if (!fired) clock.setDriftPpm(prng.between(-100_000, 0));
      scheduler.runFor(1_000_000);
      assert.ok(fired);
    }
  });

  it("come late by at most what they are told to", () => {
    const scheduler = new Scheduler();
    const timers = new SimTimers(scheduler, new SimClock(scheduler, TRUE_CLOCK), 500, new Prng("late"));
    const late: number[] = [];
    for (let i = 0; i < 200; i++) timers.after(10, () => late.push(scheduler.nowUs - 10_000));
    scheduler.runFor(20_000);
    assert.equal(late.length, 200);
    assert.ok(Math.min(...late) >= 0 && Math.max(...late) <= 500 && Math.max(...late) > 300);
  });

  it("die with their node", () => {
    const scheduler = new Scheduler();
    const timers = new SimTimers(scheduler, new SimClock(scheduler, TRUE_CLOCK));
    let ran = 0;
    timers.after(10, () => ran++);
    timers.crash();
    timers.after(10, () => ran++).cancel();
    assert.equal(scheduler.pending, 0);
    scheduler.runFor(1_000_000);
    assert.equal(ran, 0);
  });
});
