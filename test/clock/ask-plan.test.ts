import assert from "node:assert/strict";
import { Prng } from "../../sim/prng.ts";
import { AskPlan } from "../../src/clock/ask-plan.ts";
import type { LocalUs } from "../../src/ports/clock.ts";

const SHORT_US = 3000;

/** Asks when the plan says so; `trip` gives the round trip of the n-th question, undefined for no answer. Returns when it asked. */
function ask(plan: AskPlan, untilUs: number, trip: (n: number) => number | undefined): number[] {
  const askedUs: number[] = [];
  const answers: { atUs: number; tripUs: number }[] = [];
  for (;;) {
    answers.sort((a, b) => a.atUs - b.atUs);
    const answer = answers[0];
    if (answer !== undefined && answer.atUs <= plan.nextUs) {
      answers.shift();
      plan.answered(answer.atUs as LocalUs, answer.tripUs, SHORT_US);
      continue;
    }
    const us = plan.nextUs;
    if (us > untilUs) return askedUs;
    plan.asked(us as LocalUs);
    const tripUs = trip(askedUs.length);
    if (tripUs !== undefined) answers.push({ atUs: us + tripUs, tripUs });
    askedUs.push(us);
  }
}

function make(seed = 1): AskPlan {
  const prng = new Prng(seed);
  return new AskPlan(0 as LocalUs, () => prng.unit());
}

function between(times: readonly number[], fromS: number, toS: number): number {
  return times.filter((us) => us >= fromS * 1e6 && us < toS * 1e6).length;
}

describe("AskPlan", () => {
  it("asks ten times a second at first, then less, and every one and a half seconds in the end", () => {
    const times = ask(make(), 300e6, () => SHORT_US);
    assert.ok(between(times, 0, 1) >= 9, String(between(times, 0, 1)));
    assert.ok(between(times, 2, 10) >= 28 && between(times, 2, 10) <= 36);
    assert.ok(between(times, 100, 300) >= 120 && between(times, 100, 300) <= 140);
  });

  it("asks again every 40 ms where no answer comes, ten times, and then waits longer and longer", () => {
    const times = ask(make(), 60e6, () => undefined);
    assert.deepEqual(
      times.slice(0, 10),
      Array.from({ length: 10 }, (_, i) => 40_000 * i),
    );
    assert.ok(times[10]! >= 360_000 + 250_000);
    assert.ok(between(times, 30, 60) <= 60, String(between(times, 30, 60)));
  });

  it("asks again at once where the answer came late, since both are awake then", () => {
    const times = ask(make(), 1e6, (n) => (n < 6 ? (n === 0 ? 210_000 : undefined) : SHORT_US));
    assert.deepEqual(times.slice(4, 7), [160_000, 200_000, 210_000]);
  });

  it("keeps to its rate in the long run, however many questions a round takes", () => {
    for (let seed = 0; seed < 20; seed++) {
      const prng = new Prng(seed);
      const times = ask(make(seed), 1000e6, () => (prng.chance(0.4) ? SHORT_US : undefined));
      assert.ok(between(times, 100, 1000) <= 0.7 * 900, `seed ${seed}: ${between(times, 100, 1000)}`);
    }
  });

  it("asks as much less often as others ask the same nodes", () => {
    const plan = make();
    plan.crowd = 8;
    plan.everyUs = 12_000_000;
    const times = ask(plan, 1000e6, () => SHORT_US);
    assert.ok(between(times, 100, 1000) <= 85, String(between(times, 100, 1000)));
  });

  it("hurries again where the node found another show", () => {
    const plan = make();
    ask(plan, 100e6, () => SHORT_US);
    assert.equal(plan.isHurrying, false);
    plan.restart(100e6 as LocalUs);
    const times = ask(plan, 110e6, () => SHORT_US);
    assert.ok(between(times, 100, 101) >= 9);
  });

  it("looks once a second where there is nobody to be asked", () => {
    const plan = make();
    plan.skip(5e6 as LocalUs);
    assert.equal(plan.nextUs, 6e6);
    assert.equal(plan.isOpen, false);
  });

  it("has rounds of no fixed length, so that those of two nodes do not fall into step", () => {
    const times = ask(make(), 200e6, () => SHORT_US).filter((us) => us > 100e6);
    const gaps = new Set(times.slice(1).map((us, i) => us - times[i]!));
    assert.ok(gaps.size > 50);
  });
});
