import { type RigOptions, StripRig } from "./strip-rig.ts";

/** Time in which the loop learns how long its gaps are. */
export const LEARNING_MS = 1000;

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

export interface Timing {
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
export class TimingLab {
  readonly lab: StripRig;
  readonly periodUs: number;
  /** For each column that was seen: called with when, and which one it is, counted from the clock's zero. */
  onColumn: (atUs: number, number: number) => void = () => {};
  private torn = 0;

  constructor(options: RigOptions, columnsPerS: number) {
    this.lab = new StripRig({ ...options, strip: { depth: false, ...options.strip } });
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
