import assert from "node:assert/strict";
import { Prng } from "../../sim/prng.ts";
import { type GroupLine, OWN_LINE } from "../../src/clock/group-line.ts";
import { LineFit, MOST_PPM } from "../../src/clock/line-fit.ts";
import { BY_COUNTER, NO_ROUND_TRIP, SampleWindow, WINDOW_US } from "../../src/clock/sample-window.ts";
import type { GroupUs, LocalUs } from "../../src/ports/clock.ts";

const OFFSET_US = 7_000_000;
const WAY_US = 1500;
const KNOWN_PPM = 40;
const COUNTER_ERROR_US = 2;

interface Lab {
  window: SampleWindow;
  fit: LineFit;
  prng: Prng;
  nowUs: number;
}

function lab(seed: number): Lab {
  return { window: new SampleWindow(), fit: new LineFit(), prng: new Prng(seed), nowUs: 1e9 };
}

function add({ window }: Lab, localUs: number, groupUs: number, tripUs: number, errorUs = 0): void {
  window.add(localUs as LocalUs, groupUs as GroupUs, tripUs, errorUs);
}

/** An exchange in the group time `groupUs`, whose packets waited in queues each on its way. */
function exchange(all: Lab, groupUs: (localUs: number) => number, thereUs: number, backUs: number): void {
  const sentUs = all.nowUs;
  const backAtUs = sentUs + 2 * WAY_US + thereUs + backUs;
  const middleUs = (sentUs + backAtUs) / 2;
  add(all, middleUs, groupUs(sentUs + WAY_US + thereUs), backAtUs - sentUs);
}

function fitted({ fit, window, nowUs }: Lab, ppm = KNOWN_PPM, prior: GroupLine = OWN_LINE): LineFit {
  const here = { ...prior, localUs: nowUs as LocalUs, groupUs: nowUs as GroupUs };
  assert.ok(fit.fit(window, nowUs as LocalUs, here, ppm));
  return fit;
}

describe("LineFit", () => {
  it("says nothing without samples, and keeps what it was", () => {
    const { fit, window } = lab(1);
    assert.equal(fit.fit(window, 5 as LocalUs, OWN_LINE, KNOWN_PPM), false);
    assert.equal(fit.rate, 1);
    assert.equal(fit.errorUs, Number.POSITIVE_INFINITY);
  });

  it("finds a line exactly where no packet waits", () => {
    const all = lab(1);
    const groupUs = (localUs: number) => OFFSET_US + localUs * (1 + 30e-6);
    for (let i = 0; i < 60; i++) {
      all.nowUs += 2_000_000;
      exchange(all, groupUs, 0, 0);
    }
    const { groupUs: found, rate, used, roundTripUs } = fitted(all, 1e9);
    assert.ok(Math.abs(found - groupUs(all.nowUs)) < 0.01, `${found - groupUs(all.nowUs)} µs off`);
    assert.ok(Math.abs(rate - 1 - 30e-6) < 1e-9);
    assert.equal(used, 60);
    assert.ok(Math.abs(roundTripUs - 2 * WAY_US) < 0.01);
  });

  it("is as the text-book's weighted least squares", () => {
    const all = lab(2);
    const points: { x: number; y: number; w: number }[] = [];
    for (let i = 0; i < 30; i++) {
      all.nowUs += 2_000_000;
      const errorUs = 20 + all.prng.below(50);
      const y = OFFSET_US + errorUs * all.prng.normal();
      add(all, all.nowUs, all.nowUs + y, NO_ROUND_TRIP, errorUs);
      points.push({ x: all.nowUs, y, w: errorUs });
    }
    const { groupUs } = fitted(all, 1e9);
    let [sw, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
    for (const { x: at, y, w: errorUs } of points) {
      const x = (at - all.nowUs) / 1e6;
      const w = 1 / (errorUs * errorUs * (1 + 3 * (x / 90) ** 2));
      [sw, sx, sy, sxx, sxy] = [sw + w, sx + w * x, sy + w * y, sxx + w * x * x, sxy + w * x * y];
    }
    const intercept = (sxx * sy - sx * sxy) / (sw * sxx - sx * sx);
    assert.ok(Math.abs(groupUs - all.nowUs - intercept) < 0.01, `${groupUs - all.nowUs - intercept}`);
  });

  it("is hardly moved by packets that waited, on whichever way", () => {
    const all = lab(3);
    const groupUs = (localUs: number) => OFFSET_US + localUs;
    for (let i = 0; i < 120; i++) {
      all.nowUs += 1_500_000;
      // One way waits for long, the other hardly: the middle of such an exchange is off by milliseconds.
      const isQuick = i % 6 === 0;
      exchange(all, groupUs, isQuick ? 0 : 2000 + all.prng.below(30_000), isQuick ? 0 : all.prng.below(1000));
    }
    const off = fitted(all).groupUs - groupUs(all.nowUs);
    assert.ok(Math.abs(off) < 100, `${off} µs off`);
  });

  it("needs no exchange that was quick both ways, where some were there and others back", () => {
    const all = lab(10);
    for (let i = 0; i < 60; i++) {
      all.nowUs += 1_500_000;
      const waits = 1000 + all.prng.below(4000);
      exchange(
        all,
        (us) => OFFSET_US + us,
        i % 2 === 0 ? 0 : waits,
        i % 2 === 0 ? 1000 + all.prng.below(4000) : 0,
      );
    }
    const off = fitted(all).groupUs - all.nowUs - OFFSET_US;
    assert.ok(Math.abs(off) < 20, `${off} µs off`);
  });

  it("leaves out a sample that is far off the line, and says so", () => {
    const all = lab(4);
    for (let i = 0; i < 20; i++) {
      all.nowUs += 1_000_000;
      add(all, all.nowUs, all.nowUs + OFFSET_US + (i === 9 ? 40_000 : 0), 2 * WAY_US);
    }
    const { groupUs, gated, used, isStale } = fitted(all);
    assert.equal(gated, 1);
    assert.equal(used, 19);
    assert.equal(isStale, false);
    assert.ok(Math.abs(groupUs - all.nowUs - OFFSET_US) < 1);
  });

  it("notices that those who are followed have moved", () => {
    const all = lab(5);
    for (let i = 0; i < 40; i++) {
      all.nowUs += 1_000_000;
      add(all, all.nowUs, all.nowUs + OFFSET_US + (i < 35 ? 0 : 5000), 2 * WAY_US);
    }
    const { isStale, recent } = fitted(all);
    assert.equal(isStale, true);
    assert.equal(recent, 5);
    all.window.shorten(recent);
    assert.ok(Math.abs(fitted(all).groupUs - all.nowUs - OFFSET_US - 5000) < 50);
  });

  it("has no rate that no crystal has, whatever the samples say", () => {
    const all = lab(9);
    add(all, all.nowUs, all.nowUs, BY_COUNTER, COUNTER_ERROR_US);
    all.nowUs += 40;
    add(all, all.nowUs, all.nowUs - 780_000_000, BY_COUNTER, COUNTER_ERROR_US);
    const { rate } = fitted(all);
    assert.equal(rate, 1 - MOST_PPM / 1e6);
  });

  it("forgets what is older than the window", () => {
    const all = lab(6);
    add(all, all.nowUs, all.nowUs + 1, 2 * WAY_US);
    all.nowUs += WINDOW_US + 1;
    assert.equal(all.fit.fit(all.window, all.nowUs as LocalUs, OWN_LINE, KNOWN_PPM), false);
  });

  it("believes the rate it is told while samples are few, and its own once they are many", () => {
    const all = lab(7);
    const groupUs = (localUs: number) => localUs * (1 + 25e-6);
    for (let i = 0; i < 3; i++) {
      all.nowUs += 50_000;
      exchange(all, groupUs, all.prng.below(200), all.prng.below(200));
    }
    assert.ok(Math.abs((fitted(all, 5).rate - 1) * 1e6) < 1);
    for (let i = 0; i < 120; i++) {
      all.nowUs += 2_000_000;
      exchange(all, groupUs, all.prng.below(200), all.prng.below(200));
    }
    assert.ok(Math.abs((fitted(all, 40).rate - 1) * 1e6 - 25) < 1);
  });

  it("weighs a stamp that is better than an exchange accordingly", () => {
    const all = lab(8);
    for (let i = 0; i < 20; i++) {
      all.nowUs += 1_000_000;
      add(all, all.nowUs, all.nowUs + 300, 2 * WAY_US);
      add(all, all.nowUs, all.nowUs, BY_COUNTER, COUNTER_ERROR_US);
    }
    const { groupUs, errorUs } = fitted(all);
    assert.ok(Math.abs(groupUs - all.nowUs) < 5, `${groupUs - all.nowUs} µs off`);
    assert.ok(errorUs < 20, `${errorUs} µs`);
  });

  it("knows how well it knows, in nine of ten cases within twice of it", () => {
    let inside = 0;
    for (let seed = 0; seed < 200; seed++) {
      const all = lab(seed);
      for (let i = 0; i < 60; i++) {
        all.nowUs += 1_500_000;
        exchange(all, (us) => us, all.prng.exponential(1500), all.prng.exponential(1500));
      }
      const { groupUs, errorUs } = fitted(all);
      if (Math.abs(groupUs - all.nowUs) < 2 * errorUs) inside++;
    }
    assert.ok(inside >= 180, `${inside} of 200`);
  });
});
