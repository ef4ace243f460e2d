import assert from "node:assert/strict";
import { Scheduler } from "../../sim/scheduler.ts";
import { TimingLab as Lab, LEARNING_MS, type Timing } from "../../sim/strip/timing-lab.ts";
import type { GroupUs, LocalUs } from "../../src/ports/clock.ts";
import { WORD } from "../../src/pov/light-memory.ts";
import { mostColumnsPerS, type StripOptions, stripSetup } from "../../src/pov/strip-setup.ts";
import type { LabOptions } from "./strip-lab.ts";

const GAPS = [0, 300] as const;

class TimingLab extends Lab {
  constructor(options: LabOptions, columnsPerS: number) {
    super({ gapUs: GAPS, ...options }, columnsPerS);
  }
}

function measured(
  strip: StripOptions,
  columnsPerS: number,
  ms: number,
  more: Partial<LabOptions> = {},
): Timing {
  return new TimingLab({ driftPpm: 40, ...more, strip }, columnsPerS).measure(ms);
}

const STRIP: StripOptions = { chip: "sk9822", leds: 32 };

describe("timing of columns", () => {
  it("two poi, +40 and -40 ppm, gaps of 0 to 300 µs, ten minutes: the same column, at its time, no drift", () => {
    const scheduler = new Scheduler();
    const seconds = 600;
    const columnsPerS = 1000;
    const labs = [40, -40].map(
      (driftPpm, i) => new TimingLab({ strip: STRIP, driftPpm, scheduler, seed: 7 + i }, columnsPerS),
    );
    const [left, right] = labs as [TimingLab, TimingLab];
    // The column that each shows in the middle of each column's time, as a sum that no other sequence gives.
    const middles = labs.map(() => ({ count: 0, wrong: 0 }));
    right.onColumn = (atUs, number) => note(middles[1]!, atUs, number);
    const timing = left.measure(seconds * 1000);
    function note(middle: { count: number; wrong: number }, atUs: number, number: number): void {
      if (atUs < LEARNING_MS * 1000) return;
      middle.count++;
      if (Math.abs(atUs - number * 1000) >= 500) middle.wrong++;
    }
    console.log(
      `ten minutes: ${timing.columns} columns, ${timing.earliest.toFixed(0)} to ${timing.latest.toFixed(0)} µs, ` +
        `mean ${timing.firstMeanUs.toFixed(1)} µs in the first minute, ${timing.lastMeanUs.toFixed(1)} in the last`,
    );
    assert.equal(timing.torn, 0);
    assert.ok(timing.columns >= (seconds - 1) * columnsPerS - 2 && timing.columns <= seconds * columnsPerS);
    assert.ok(timing.latest < 250 && timing.earliest > -250, "a quarter of a column");
    assert.ok(timing.numberError <= 1);
    assert.ok(Math.abs(timing.firstMeanUs) < 20 && Math.abs(timing.lastMeanUs - timing.firstMeanUs) < 5);
    // Less than half a column off: in the middle of its time each column is what both show.
    assert.equal(middles[1]!.wrong, 0);
    assert.ok(middles[1]!.count >= (seconds - 1) * columnsPerS - 2);
  });

  for (const columnsPerS of [0.5, 1, 10, 99.5, 101, 333, 1500, 3000, 5000]) {
    it(`${columnsPerS} columns a second: within a column of the clock, none torn`, () => {
      const ms = columnsPerS < 50 ? 60_000 : 15_000;
      const timing = measured(STRIP, columnsPerS, ms, { driftPpm: -40 });
      const periodUs = 1e6 / columnsPerS;
      assert.equal(timing.torn, 0);
      assert.ok(
        timing.columns >= ((ms - LEARNING_MS) / 1000) * columnsPerS * 0.92 - 1,
        `${timing.columns} columns`,
      );
      assert.ok(timing.latest <= Math.min(250, periodUs) && timing.earliest >= -Math.min(250, periodUs));
      assert.ok(timing.numberError <= 1);
    });
  }

  it("at 90 % of the ceiling: within a column where gaps are short, within what a gap is long by chance otherwise", () => {
    for (const hz of [8_000_000, 20_000_000]) {
      const strip = { ...STRIP, hz };
      const columnsPerS = mostColumnsPerS(stripSetup(strip));
      const brief = measured(strip, columnsPerS, 5000, { gapUs: [0, 20] });
      assert.equal(brief.torn, 0);
      assert.ok(brief.latest <= 1e6 / columnsPerS && brief.earliest >= -1e6 / columnsPerS);
      assert.ok(brief.columns > 4 * columnsPerS * 0.96, `${brief.columns} columns`);
      const long = measured(strip, columnsPerS, 5000);
      assert.equal(long.torn, 0);
      assert.ok(long.latest < 200 && long.earliest > -200);
    }
  });

  it("one-wire strips, long ones, and a bus whose clock is not the node's", () => {
    const within = (timing: Timing, us: number): void => {
      assert.equal(timing.torn, 0);
      assert.ok(timing.latest < us && timing.earliest > -us, `${timing.earliest} to ${timing.latest}`);
    };
    within(measured({ chip: "ws2812", leds: 32 }, 500, 10_000), 250);
    within(measured({ chip: "ws2812", leds: 32 }, 780, 10_000), 400);
    within(measured({ chip: "ws2812", leds: 288 }, 50, 10_000), 250);
    within(measured({ chip: "sk6812", leds: 55 }, 200, 10_000), 250);
    within(measured({ chip: "sk9822", leds: 144 }, 1000, 10_000), 250);
    within(measured({ chip: "apa102", leds: 288 }, 500, 10_000), 250);
    within(measured(STRIP, 1000, 10_000, { driftPpm: 40, busPpm: -40 }), 250);
  });

  it("a slow interpreter: blocks become so short that they are made while a column lasts", () => {
    const lab = new TimingLab({ strip: STRIP, gapUs: [50, 80], columnUs: 75 }, 2000);
    const timing = lab.measure(20_000, 5000);
    const words = new Int32Array(lab.lab.memory);
    assert.ok(words[WORD.columnsNow]! <= 4, `${words[WORD.columnsNow]} columns a block`);
    assert.ok(timing.latest < 100 && timing.earliest > -100);
    assert.ok(timing.columns >= 15 * 2000 - 4, `${timing.columns} columns`);
  });

  it("an interpreter that is slow for each block and each column: no column is lost where single ones can be made in time", () => {
    for (const us of [160, 180, 200, 220, 240]) {
      const lab = new TimingLab({ strip: STRIP, gapUs: [2.5 * us, 2.5 * us], columnUs: us }, 1000);
      const { columns } = lab.measure(5000, 3000);
      assert.ok(columns >= 1999, `${columns} columns in 2 s, ${us} µs each`);
    }
  });

  it("gaps that do not become shorter with the blocks leave them long", () => {
    const lab = new TimingLab({ strip: STRIP, gapUs: [200, 210] }, 5500);
    lab.measure(10_000);
    assert.equal(new Int32Array(lab.lab.memory)[WORD.columnsNow], 16);
  });

  it("where gaps hardly vary, columns are within some microseconds of the clock", () => {
    for (const columnsPerS of [1000, 4000]) {
      const play = (gapUs: readonly [number, number]) =>
        new TimingLab({ strip: STRIP, driftPpm: 40, gapUs }, columnsPerS).measure(6000, 3000);
      const steady = play([58, 62]);
      assert.ok(steady.latest - steady.earliest < 12, `${steady.earliest} to ${steady.latest} µs`);
      assert.equal(steady.torn, 0);
      const varied = play([50, 80]);
      assert.ok(varied.latest - varied.earliest < 45, `${varied.earliest} to ${varied.latest} µs`);
    }
  });

  it("gaps that begin to vary make leads long again", () => {
    const gapUs: [number, number] = [60, 60];
    const lab = new TimingLab({ strip: STRIP, driftPpm: 40, gapUs }, 1000);
    lab.measure(5000);
    gapUs[0] = 0;
    gapUs[1] = 300;
    const { latest, earliest, torn } = lab.measure(10_000, 3000);
    assert.ok(latest < 250 && earliest > -250 && torn === 0, `${earliest} to ${latest} µs`);
  });

  it("a pause of the loop costs the columns of that time, and no more", () => {
    const lab = new TimingLab({ strip: STRIP, driftPpm: 40 }, 1000);
    lab.measure(2000);
    lab.lab.strip.pauseUs = 30_000;
    lab.lab.runForMs(60);
    const timing = lab.measure(1000, 0);
    assert.ok(timing.latest < 250 && timing.earliest > -250);
    assert.ok(timing.columns >= 998, `${timing.columns} columns`);
  });

  it("a clock that is set anew is followed from the next block on, without a column torn", () => {
    const lab = new TimingLab({ strip: STRIP, driftPpm: 0 }, 1000);
    lab.measure(2000);
    const { scheduler, clock, desk } = lab.lab;
    // 3.3 columns on, then 500 ppm faster: the clock says more than the world's time from here on.
    const localUs = clock.localUs();
    const startUs = scheduler.nowUs;
    desk.setClock(localUs as LocalUs, (startUs + 3300) as GroupUs, 1.0005);
    lab.lab.runForMs(50);
    let worst = 0;
    lab.onColumn = (atUs, number) => {
      const groupUs = startUs + 3300 + (atUs - startUs) * 1.0005;
      worst = Math.max(worst, Math.abs(groupUs - number * 1000));
    };
    lab.lab.runForMs(3000);
    assert.ok(worst > 10 && worst < 250, `${worst} µs`);
  });
});
