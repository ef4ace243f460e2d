import assert from "node:assert/strict";
import fc from "fast-check";
import { SOLD_ORDERS } from "../../sim/strip/chip-decoder.ts";
import { ShownLight } from "../../sim/strip/shown-light.ts";
import type { GroupUs } from "../../src/ports/clock.ts";
import type { CellPattern } from "../../src/pov/column-fill.ts";
import type { LedChipName } from "../../src/pov/led-chip.ts";
import { backToBackMap } from "../../src/pov/led-map.ts";
import { WORD } from "../../src/pov/light-memory.ts";
import type { StripOptions } from "../../src/pov/strip-setup.ts";
import { CHIPS, noisyPicture, StripLab } from "./strip-lab.ts";

/** A lab whose LEDs' light and current are watched. */
class BudgetLab extends StripLab {
  readonly shown: ShownLight;

  constructor(strip: StripOptions, patterns: readonly CellPattern[] = [], gapUs = 0, columnUs = 0) {
    super({ strip, patterns, gapUs: [gapUs, gapUs + 50], columnUs });
    const { leds, channelMa, quietMa } = this.setup;
    this.shown = new ShownLight({
      ...{ facts: this.facts, leds, channelMa, quietMa },
      order: strip.order ?? SOLD_ORDERS[strip.chip],
    });
    this.listener = this.shown.show;
  }

  /** Milliamperes of each whole column that is shown while time runs, from the decoded pixels. */
  draws(ms: number): number[] {
    const draws: number[] = [];
    this.listener = (led, atUs, word) => {
      this.shown.show(led, atUs, word);
      if (led === this.setup.leds - 1) draws.push(this.shown.nowMa);
    };
    this.runForMs(ms);
    return draws;
  }
}

/** The definition, over the picture: what its costliest column would draw, by the data sheet's figures. */
function worstMa(lab: StripLab, rgb: Uint8Array, brightness: number): number {
  const { leds, cells, quietMa, channelMa, chip } = lab.setup;
  const factor = leds / cells;
  let worst = 0;
  for (let at = 0; at < rgb.length; at += 3 * cells) {
    let sum = 0;
    for (let i = at; i < at + 3 * cells; i += 3) {
      const [red, green, blue] = [rgb[i]!, rgb[i + 1]!, rgb[i + 2]!];
      sum += red + green + blue - (chip.colors > 3 ? 2 * Math.min(red, green, blue) : 0);
    }
    worst = Math.max(worst, sum);
  }
  return leds * quietMa + ((worst * factor) / 255) * channelMa * (brightness / 255);
}

/** Linear, so that light is what the codes say. */
const LINEAR = { gamma: [1, 1, 1] } as const;

describe("current budget", () => {
  it("a picture of any chip stays within its limit at every column, and uses what it may", () => {
    const chips: fc.Arbitrary<LedChipName> = fc.constantFrom(...CHIPS);
    const brightness = fc.integer({ min: 1, max: 255 });
    fc.assert(
      fc.property(
        chips,
        fc.integer({ min: 1, max: 60 }),
        brightness,
        fc.integer({ min: 1, max: 3000 }),
        (chip, leds, bright, limitMa) => {
          const lab = new BudgetLab({ chip, leds });
          const rgb = noisyPicture(20, leds, leds);
          lab.desk.set({ brightness: bright, limitMa, tone: LINEAR });
          lab.showPicture(rgb, 500);
          lab.settle();
          const most = Math.max(...lab.draws(100));
          const { quietMa, channelMa } = lab.setup;
          const fullMa = leds * lab.setup.chip.colors * channelMa;
          const wanted = worstMa(lab, rgb, bright);
          assert.ok(most <= Math.max(limitMa, leds * quietMa) + 1e-6, `${most} mA, limit ${limitMa}`);
          const expected = Math.max(leds * quietMa, Math.min(wanted, limitMa));
          assert.ok(most >= expected - (2 * fullMa) / 255, `${most} mA of ${expected}`);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("dims all columns by one factor: their light keeps its proportions", () => {
    for (const chip of ["sk9822", "sk6812-rgbw"] as const) {
      const leds = 10;
      // One column of full white among dim ones.
      const rgb = new Uint8Array(3 * leds * 8).fill(100);
      rgb.fill(255, 0, 3 * leds);
      const free = new BudgetLab({ chip, leds });
      const limited = new BudgetLab({ chip, leds });
      for (const [lab, limitMa] of [
        [free, 1e6],
        [limited, 150],
      ] as const) {
        lab.desk.set({ brightness: 255, limitMa, tone: LINEAR });
        lab.showPicture(rgb, 500);
        lab.settle();
        lab.runForMs(100);
      }
      const { quietMa } = free.setup;
      const [freeMa, limitedMa] = [free.draws(64), limited.draws(64)].map((draws) =>
        [...new Set(draws.map((ma) => Math.round((ma - leds * quietMa) * 10) / 10))].sort((a, b) => a - b),
      );
      assert.equal(freeMa!.length, 2);
      assert.equal(limitedMa!.length, 2);
      const ratio = limitedMa![1]! / freeMa![1]!;
      assert.ok(ratio < 0.9 && Math.abs(limitedMa![0]! / freeMa![0]! / ratio - 1) < 0.02);
    }
  });

  it("both faces of a stick add up", () => {
    const leds = 20;
    const lab = new BudgetLab({ chip: "sk9822", leds, map: backToBackMap(leds) });
    // Column 0 is white in front; it is behind while the last column is in front.
    const rgb = new Uint8Array(3 * 10 * 4);
    rgb.fill(255, 0, 30);
    rgb.fill(255, 90);
    lab.desk.set({ brightness: 255, limitMa: 400, tone: LINEAR });
    lab.showPicture(rgb, 500);
    lab.settle();
    const most = Math.max(...lab.draws(100));
    assert.ok(most <= 400 && most > 380, `${most} mA`);
  });

  it("what fits is not dimmed, and need not be measured", () => {
    const lab = new BudgetLab({ chip: "sk9822", leds: 10 });
    lab.desk.set({ brightness: 100, limitMa: 10 + 600 * (100 / 255) + 600 / 255 + 0.1 });
    const job = lab.showPicture(noisyPicture(5, 10), 500);
    assert.deepEqual([job.needsMeasure, job.settledLevel], [false, 100 / 255]);
    lab.settle();
    lab.desk.set({ brightness: 100, limitMa: 200 });
    assert.equal(lab.desk.beginPicture(5).needsMeasure, true);
  });

  it("a limit below what dark LEDs draw leaves all dark", () => {
    for (const chip of CHIPS) {
      const lab = new BudgetLab({ chip, leds: 10 }, [FULL]);
      lab.desk.set({ brightness: 255, limitMa: 5 });
      lab.showPicture(noisyPicture(5, 10), 500);
      lab.settle();
      assert.equal(Math.max(...lab.draws(50)), 10);
      lab.desk.showPattern({ pattern: FULL, number: 0, palette: WHITE, numbers: [] }, SHOW);
      lab.settle();
      assert.equal(Math.max(...lab.draws(50)), 10);
    }
  });

  it("holds for the current as it adds up over seconds, through changes and fades, as LED after LED turns", () => {
    for (const chip of CHIPS) {
      const leds = 32;
      const lab = new BudgetLab({ chip, leds }, [FULL]);
      const limitMa = 400;
      lab.desk.set({ brightness: 255, limitMa });
      for (let i = 0; i < 5; i++) {
        const fadeUs = 200_000;
        if (i % 2 === 0)
          lab.desk.showPattern(
            { pattern: FULL, number: 0, palette: WHITE, numbers: [] },
            { ...SHOW, fadeUs },
          );
        else lab.showPicture(noisyPicture(50, leds, i), 700, { fadeUs });
        lab.settle();
        const fromUs = lab.scheduler.nowUs;
        const fromMas = lab.shown.chargeMas(fromUs);
        lab.runForMs(500);
        const meanMa = (lab.shown.chargeMas(lab.scheduler.nowUs) - fromMas) / 0.5;
        assert.ok(meanMa <= limitMa && meanMa > 150, `${chip}: ${meanMa} mA`);
      }
    }
  });

  it("a column of live mode stays within its limit", () => {
    const lab = new BudgetLab({ chip: "sk9822", leds: 32 });
    lab.desk.set({ brightness: 255, limitMa: 500 });
    lab.desk.showColumn(new Uint8Array(96).fill(255), SHOW);
    lab.settle();
    const most = Math.max(...lab.draws(50));
    assert.ok(most <= 500 && most > 480, `${most} mA`);
  });
});

const SHOW = { originUs: 0 as GroupUs, columnsPerS: 1000 };
/** All colours white, but the first one black. */
const WHITE = new Uint8Array(768).fill(255);
WHITE.fill(0, 0, 3);
/** All LEDs are white. */
const FULL: CellPattern = { render: (out, table, leds) => void out.fill(table[255]!, 0, leds) };
/** One LED in ten is. */
const SPARSE: CellPattern = {
  render(out, table, leds, time) {
    for (let i = 0; i < leds; i++) out[i] = table[(i + (time >> 6)) % 10 === 0 ? 255 : 0]!;
  },
};
/** Dark whenever it is tried, and all white from 10 s on. */
const TREACHEROUS: CellPattern = {
  render: (out, table, leds, time) =>
    void out.fill(table[time > 10e6 / 64 && time % 17_389 !== 0 ? 255 : 0]!, 0, leds),
};

describe("current budget of patterns", () => {
  const patterns = [FULL, SPARSE, TREACHEROUS];
  const show = (chip: LedChipName, number: number, limitMa: number): BudgetLab => {
    const lab = new BudgetLab({ chip, leds: 30 }, patterns);
    lab.desk.set({ brightness: 255, limitMa });
    lab.desk.showPattern({ pattern: patterns[number]!, number, palette: WHITE, numbers: [] }, SHOW);
    lab.settle();
    return lab;
  };

  it("one that is full of light is dimmed to its limit, steadily", () => {
    for (const chip of CHIPS) {
      const draws = show(chip, 0, 300).draws(200);
      assert.ok(
        Math.max(...draws) <= 300 && Math.min(...draws) > 250,
        `${Math.min(...draws)} to ${Math.max(...draws)}`,
      );
      assert.equal(new Set(draws.slice(1)).size, 1);
    }
  });

  it("one of few lights is not dimmed, though its palette could draw more", () => {
    const lab = show("sk9822", 1, 300);
    const draws = lab.draws(200);
    assert.equal(Math.round(Math.max(...draws)), 30 + 3 * 60);
    assert.equal(new Int32Array(lab.memory)[WORD.dimmed], 0);
  });

  it("one that draws more than it did when it was tried is dimmed within a block, and stays so", () => {
    for (const chip of ["sk9822", "ws2812"] as const) {
      const lab = show(chip, 2, 300);
      lab.runForMs(9900);
      const draws = lab.draws(2000);
      const over = draws.filter((ma) => ma > 300).length;
      assert.ok(over <= 16, `${over} columns drew more`);
      assert.ok(Math.max(...draws.slice(-1500)) <= 300 && Math.min(...draws.slice(-1500)) > 200);
      assert.ok(new Int32Array(lab.memory)[WORD.dimmed]! >= 1);
    }
  });

  it("is looked at every 8 ms, however short the blocks are", () => {
    let renders = 0;
    const pattern: CellPattern = {
      render(out, table, leds, time, numbers, level) {
        renders++;
        SPARSE.render(out, table, leds, time, numbers, level);
      },
    };
    // So slow that blocks have one column.
    const lab = new BudgetLab({ chip: "sk9822", leds: 30 }, [pattern], 400, 300);
    lab.desk.set({ brightness: 255, limitMa: 300 });
    lab.desk.showPattern({ pattern, number: 0, palette: WHITE, numbers: [] }, SHOW);
    lab.runForMs(2000);
    const words = new Int32Array(lab.memory);
    assert.equal(words[WORD.columnsNow], 1);
    const columns = words[WORD.columns]!;
    renders = 0;
    lab.runForMs(1000);
    const looks = renders - (words[WORD.columns]! - columns);
    assert.ok(looks >= 120 && looks <= 126, `${looks} looks in a second`);
  });
});
