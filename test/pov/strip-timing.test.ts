import assert from "node:assert/strict";
import { Scheduler } from "../../sim/scheduler.ts";
import type { GroupUs, LocalUs } from "../../src/ports/clock.ts";
import { WORD } from "../../src/pov/light-memory.ts";
import { mostColumnsPerS, type StripOptions, stripSetup } from "../../src/pov/strip-setup.ts";
import { type LabOptions, StripLab } from "./strip-lab.ts";

const GAPS = [0, 300] as const;
/** Time in which the loop learns how long its gaps are. */
const LEARNING_MS = 1000;

/** A picture that tells which column it is: red and green hold its number, blue the row. No two columns have a LED in common. */
function numberedPicture(columns: number, cells: number): Uint8Array {
  const rgb = new Uint8Array(3 * columns * cells);
  for (let i = 0; i < columns * cells; i++) {
    rgb[3 * i] = Math.floor(i / cells) & 255;
    rgb[3 * i + 1] = Math.floor(i / cells) >> 8;
    rgb[3 * i + 2] = i % cells;
  }
  return rgb;
}

interface Timing {
  columns: number;
  /** Columns whose LEDs did not all belong to it. */
  torn: number;
  /** How much later than the clock says columns are seen; earlier where negative. Microseconds. */
  latest: number;
  earliest: number;
  /** Mean of the first and of the last tenth of the time. */
  firstMeanUs: number;
  lastMeanUs: number;
  /** The most by which the number of a column differs from floor((g - origin) · rate) when it is seen. */
  numberError: number;
}

const WIDTH = 400;

/** Shows a numbered picture in a lab whose chip has no depth, and measures each column that is seen. */
class TimingLab {
  readonly lab: StripLab;
  readonly periodUs: number;
  /** For each column that was seen: called with when, and which one it is, counted from the clock's zero. */
  onColumn: (atUs: number, number: number) => void = () => {};
  private torn = 0;

  constructor(options: LabOptions, columnsPerS: number) {
    this.lab = new StripLab({ gapUs: GAPS, ...options, strip: { depth: false, ...options.strip } });
    this.periodUs = 1e6 / columnsPerS;
    this.lab.desk.set({ brightness: 255, tone: { gamma: [1, 1, 1] } });
    this.lab.showPicture(numberedPicture(WIDTH, this.lab.setup.cells), columnsPerS);
    const { leds, chip } = this.lab.setup;
    const numbers = new Int32Array(leds);
    this.lab.listener = (led, atUs, word) => {
      const red = chip.isClocked ? word & 255 : (word >>> 8) & 255;
      const green = chip.isClocked ? (word >>> 8) & 255 : word >>> 16;
      const blue = chip.isClocked ? (word >>> 16) & 255 : word & 255;
      // The last row is at the hand.
      numbers[led] = blue === ((leds - 1 - led) & 255) ? red | (green << 8) : -1;
      if (led === leds - 1) this.column(atUs, numbers);
    };
  }

  private column(atUs: number, numbers: Int32Array): void {
    const number = numbers[0]!;
    for (let led = 1; led < numbers.length; led++) if (numbers[led] !== number) this.torn++;
    const turns = Math.round((atUs / this.periodUs - number) / WIDTH);
    this.onColumn(atUs, turns * WIDTH + number);
  }

  /** What happened to columns from `fromMs` on, while time runs for `ms`. */
  measure(ms: number, fromMs = LEARNING_MS): Timing {
    const { periodUs } = this;
    const fromUs = this.lab.scheduler.nowUs + fromMs * 1000;
    const endUs = this.lab.scheduler.nowUs + ms * 1000;
    const tenthUs = (endUs - fromUs) / 10;
    const first = { sum: 0, count: 0 };
    const last = { sum: 0, count: 0 };
    const timing = { columns: 0, latest: -1e9, earliest: 1e9, numberError: 0 };
    this.onColumn = (atUs, number) => {
      if (atUs < fromUs) return;
      const lateUs = atUs - number * periodUs;
      timing.columns++;
      if (lateUs > timing.latest) timing.latest = lateUs;
      if (lateUs < timing.earliest) timing.earliest = lateUs;
      const numberError = Math.abs(Math.floor(atUs / periodUs) - number);
      if (numberError > timing.numberError) timing.numberError = numberError;
      const tenth = atUs < fromUs + tenthUs ? first : atUs > endUs - tenthUs ? last : undefined;
      if (tenth === undefined) return;
      tenth.sum += lateUs;
      tenth.count++;
    };
    this.torn = 0;
    this.lab.runForMs(ms);
    return {
      ...timing,
      torn: this.torn,
      firstMeanUs: first.sum / first.count,
      lastMeanUs: last.sum / last.count,
    };
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
  }).timeout(60_000);

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
    }).timeout(30_000);
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
  }).timeout(30_000);

  it("a slow interpreter: blocks become so short that they are made while a column lasts", () => {
    const lab = new TimingLab({ strip: STRIP, gapUs: [50, 80], columnUs: 75 }, 2000);
    const timing = lab.measure(20_000, 5000);
    const words = new Int32Array(lab.lab.memory);
    assert.ok(words[WORD.columnsNow]! <= 4, `${words[WORD.columnsNow]} columns a block`);
    assert.ok(timing.latest < 100 && timing.earliest > -100);
    assert.ok(timing.columns >= 15 * 2000 - 4, `${timing.columns} columns`);
  });

  it("gaps that do not become shorter with the blocks leave them long", () => {
    const lab = new TimingLab({ strip: STRIP, gapUs: [200, 210] }, 5500);
    lab.measure(10_000);
    assert.equal(new Int32Array(lab.lab.memory)[WORD.columnsNow], 16);
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
