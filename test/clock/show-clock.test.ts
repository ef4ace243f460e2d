import assert from "node:assert/strict";
import fc from "fast-check";
import { ShowClock, UNKNOWN_ERROR_US } from "../../src/clock/show-clock.ts";
import type { GroupUs, LocalUs } from "../../src/ports/clock.ts";

const MINE = 0x5000;
const LESSER = 0x4000;
const GREATER = 0x6000;
const TRIP_US = 3000;

/** A show's clock over a clock that the test moves. */
class Lab {
  us = 10_000_000;
  readonly clock: ShowClock;
  adopted: number[] = [];
  jumped: number[] = [];

  constructor(isPlaying = true) {
    const clock = { localUs: () => this.us as LocalUs, wallMs: () => undefined };
    this.clock = new ShowClock({ clock, show: MINE });
    this.clock.isPlaying = () => isPlaying;
    this.clock.onAdopt = (byUs) => this.adopted.push(byUs);
    this.clock.onJump = (byUs) => this.jumped.push(byUs);
  }

  get now(): LocalUs {
    return this.us as LocalUs;
  }

  /** Hears a beacon of another show whose time is ahead by so much. */
  beacon(show: number, aheadUs: number): boolean {
    return this.clock.hearShow(show, (this.clock.nowUs() + aheadUs) as GroupUs, this.now);
  }

  /** An exchange without queues with a senior, whose clock is ahead of this node's own by `offsetUs`. */
  exchange(show: number, offsetUs: number, errorUs = 0, senior = true): void {
    this.clock.takeExchange(this.now, (this.us + offsetUs) as GroupUs, TRIP_US, show, errorUs, senior);
    this.clock.update();
  }

  /** Follows a show that is ahead by `offsetUs` until it knows its time. */
  follow(offsetUs: number, ppm = 0): void {
    for (let i = 0; i < 100; i++) {
      this.us += 500_000;
      this.exchange(LESSER, offsetUs + (this.us * ppm) / 1e6);
    }
    assert.ok(this.clock.locked);
  }
}

/** All that can reach the clock, with any numbers. */
const time = fc.oneof(fc.integer({ min: -300_000, max: 300_000 }), fc.integer({ min: -1e9, max: 1e9 }));
const show = fc.constantFrom(MINE, LESSER, GREATER);
const error = fc.oneof(fc.nat(1000), fc.nat(UNKNOWN_ERROR_US));
const trip = fc.oneof(fc.nat(10_000), fc.nat(1_000_000));
const act = fc.oneof(
  fc.record({ kind: fc.constant("wait" as const), us: fc.oneof(fc.nat(100_000), fc.nat(60_000_000)) }),
  fc.record({ kind: fc.constant("beacon" as const), show, aheadUs: time }),
  fc.record({
    kind: fc.constant("exchange" as const),
    show,
    aheadUs: time,
    tripUs: trip,
    errorUs: error,
    senior: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("tick" as const), aheadUs: time }),
  fc.record({ kind: fc.constant("stamp" as const), aheadUs: time }),
  fc.record({ kind: fc.constantFrom("mate" as const, "lead" as const, "update" as const) }),
);

function perform(lab: Lab, what: typeof act extends fc.Arbitrary<infer T> ? T : never): void {
  const { clock } = lab;
  const at = (aheadUs: number) => (clock.nowUs() + aheadUs) as GroupUs;
  if (what.kind === "wait") lab.us += what.us;
  if (what.kind === "beacon") clock.hearShow(what.show, at(what.aheadUs), lab.now);
  if (what.kind === "exchange") {
    clock.takeExchange(lab.now, at(what.aheadUs), what.tripUs, what.show, what.errorUs, what.senior);
    clock.update();
  }
  if (what.kind === "tick") clock.takeTick(lab.now, at(what.aheadUs), 250);
  if (what.kind === "stamp") clock.takeStamp(lab.now, at(what.aheadUs), 5);
  if (what.kind === "mate") clock.hearMate(lab.now);
  if (what.kind === "lead") clock.lead();
  if (what.kind === "update") clock.update();
}

describe("ShowClock", () => {
  it("is a show of its own at first, whose time it knows", () => {
    const { clock, us } = new Lab();
    assert.equal(clock.nowUs(), us);
    assert.equal(clock.locked, true);
    assert.equal(clock.isFollower, false);
    assert.equal(clock.errorUs, 0);
    assert.equal(clock.joinedS, 0);
  });

  it("never goes back while something plays, whatever it hears", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const lab = new Lab();
        let last = lab.clock.nowUs();
        for (const what of acts) {
          perform(lab, what);
          const now = lab.clock.nowUs();
          assert.ok(now >= last - 1e-3, `back by ${last - now} µs after ${what.kind}`);
          assert.ok(Number.isFinite(now) && Number.isFinite(lab.clock.rate));
          last = now;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("tells an error between 0 and 65,535 µs, whatever it hears", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), fc.boolean(), (acts, isPlaying) => {
        const lab = new Lab(isPlaying);
        for (const what of acts) {
          perform(lab, what);
          const { errorUs, joinedS } = lab.clock;
          assert.ok(errorUs >= 0 && errorUs <= UNKNOWN_ERROR_US, String(errorUs));
          assert.ok(joinedS >= 0 && joinedS <= 0xffffff, String(joinedS));
        }
      }),
    );
  });

  it("adopts an older show at once, and counts as having joined after those who are there", () => {
    const lab = new Lab();
    assert.equal(lab.beacon(GREATER, 50_000_000), true);
    assert.equal(lab.clock.show, GREATER);
    assert.deepEqual(lab.adopted, [50_000_000]);
    assert.equal(lab.clock.nowUs(), 60_000_000);
    assert.equal(lab.clock.joinedS, 62);
    assert.equal(lab.clock.locked, false);
    assert.equal(lab.clock.errorUs, UNKNOWN_ERROR_US);
  });

  it("is not moved by a younger show, however often it hears of it", () => {
    const lab = new Lab();
    for (let i = 0; i < 100; i++) {
      lab.us += 10_000;
      assert.equal(lab.beacon(LESSER, -2_000_000), false);
      lab.exchange(LESSER, -2_000_000);
    }
    assert.equal(lab.clock.show, MINE);
    assert.equal(lab.clock.nowUs(), lab.us);
  });

  it("asks where a beacon alone cannot tell which of two shows is older", () => {
    const lab = new Lab();
    assert.equal(lab.beacon(GREATER, 1000), true);
    assert.equal(lab.beacon(GREATER, -900_000), true);
    assert.equal(lab.clock.show, MINE);
  });

  it("goes by the lesser id where two shows are as old as one another", () => {
    for (const [show, goesOn] of [
      [LESSER, LESSER],
      [GREATER, MINE],
    ]) {
      for (const offsetUs of [-1400, 0, 1400]) {
        const lab = new Lab();
        lab.exchange(show!, offsetUs);
        assert.equal(lab.clock.show, goesOn);
      }
    }
  });

  it("bends back to a show that it adopts and that is behind, by a millisecond in two seconds and more", () => {
    const lab = new Lab();
    lab.exchange(LESSER, -1000);
    assert.equal(lab.clock.show, LESSER);
    const before = lab.clock.nowUs();
    assert.ok(before >= lab.us - 1e-3);
    for (let i = 0; i < 40; i++) {
      lab.us += 500_000;
      lab.exchange(LESSER, -1000);
    }
    assert.ok(Math.abs(lab.clock.nowUs() - (lab.us - 1000)) < 1);
  });

  it("knows the time after three exchanges without queues", () => {
    const lab = new Lab();
    lab.beacon(LESSER, 5_000_000);
    for (let i = 0; i < 3; i++) {
      assert.equal(lab.clock.locked, false);
      lab.us += 100_000;
      lab.exchange(LESSER, 5_000_000, 80);
    }
    assert.equal(lab.clock.locked, true);
    assert.ok(lab.clock.errorUs >= 80 && lab.clock.errorUs < 400, String(lab.clock.errorUs));
  });

  it("learns the rate, and goes on along it when it is alone", () => {
    const lab = new Lab();
    lab.follow(5_000_000, 30);
    lab.clock.lead();
    assert.equal(lab.clock.isFollower, false);
    assert.equal(lab.clock.errorUs, 0);
    lab.us += 600_000_000;
    const off = lab.clock.nowUs() - (lab.us + 5_000_000 + (lab.us * 30) / 1e6);
    assert.ok(Math.abs(off) < 600, `${off} µs off after ten minutes`);
  });

  it("bends back to its show after it was alone, and never jumps", () => {
    for (const awayUs of [-24_000, 24_000]) {
      const lab = new Lab();
      lab.follow(5_000_000);
      const { jumps } = lab.clock;
      lab.clock.lead();
      lab.us += 600_000_000;
      assert.equal(lab.clock.hearMate(lab.now), true);
      let last = lab.clock.nowUs();
      for (let i = 0; i < 160; i++) {
        lab.us += 500_000;
        lab.exchange(LESSER, 5_000_000 + awayUs);
        const gone = lab.clock.nowUs() - last;
        last = lab.clock.nowUs();
        assert.ok(Math.abs(gone - 500_000) <= 251);
      }
      assert.ok(Math.abs(last - (lab.us + 5_000_000 + awayUs)) < 1);
      assert.equal(lab.clock.jumps, jumps);
    }
  });

  it("stands behind those who stayed together when it was alone for half a minute", () => {
    const lab = new Lab();
    assert.equal(lab.clock.hearMate(lab.now), true);
    assert.equal(lab.clock.joinedS, 0);
    lab.us += 29_000_000;
    assert.equal(lab.clock.hearMate(lab.now), false);
    assert.equal(lab.clock.joinedS, 0);
    lab.us += 31_000_000;
    assert.equal(lab.clock.hearMate(lab.now), true);
    assert.equal(lab.clock.joinedS, 70);
  });

  it("takes nothing from a junior", () => {
    const lab = new Lab();
    for (let i = 0; i < 10; i++) {
      lab.us += 100_000;
      lab.exchange(MINE, 900, 0, false);
    }
    assert.equal(lab.clock.isFollower, false);
    assert.equal(lab.clock.nowUs(), lab.us);
  });

  it("steps where nothing plays", () => {
    const lab = new Lab(false);
    lab.follow(5_000_000);
    for (let i = 0; i < 20; i++) {
      lab.us += 500_000;
      lab.exchange(LESSER, 4_000_000);
    }
    assert.ok(Math.abs(lab.clock.nowUs() - (lab.us + 4_000_000)) < 1);
    assert.ok(lab.jumped.some((byUs) => byUs < 0));
  });

  it("sets itself forward where it is behind by more than a bend could make up, and says so", () => {
    const lab = new Lab();
    lab.follow(5_000_000);
    lab.jumped = [];
    for (let i = 0; i < 12; i++) {
      lab.us += 500_000;
      lab.exchange(LESSER, 6_000_000);
    }
    // The rest is bent away.
    assert.ok(Math.abs(lab.clock.nowUs() - (lab.us + 6_000_000)) < 250_000);
    assert.ok(lab.jumped.every((byUs) => byUs > 0) && lab.jumped.length > 0);
  });

  it("refuses a moment that both heard where exchanges say that it cannot be", () => {
    const lab = new Lab();
    lab.clock.takeTick(lab.now, lab.now as unknown as GroupUs, 250);
    assert.equal(lab.clock.ticksRefused, 1);
    lab.follow(5_000_000);
    lab.clock.takeTick(lab.now, (lab.clock.nowUs() + 300) as GroupUs, 250);
    assert.equal(lab.clock.ticksRefused, 1);
    lab.clock.takeTick(lab.now, (lab.clock.nowUs() + 100_000) as GroupUs, 250);
    assert.equal(lab.clock.ticksRefused, 2);
  });
});
