import { type Timing, TimingLab } from "../../sim/strip/timing-lab.ts";
import type { StripOptions } from "../../src/pov/strip-setup.ts";
import { tableOf } from "../table.ts";

/** How far the columns of a poi are from where the group's clock wants them. */
export interface TimingRow extends Timing {
  strip: StripOptions;
  columnsPerS: number;
  driftPpm: number;
}

const ROWS: readonly [StripOptions, number, number][] = [
  [{ chip: "sk9822", leds: 32 }, 500, 40],
  [{ chip: "sk9822", leds: 32 }, 1000, 40],
  [{ chip: "sk9822", leds: 32 }, 1000, -40],
  [{ chip: "sk9822", leds: 32 }, 2000, 40],
  [{ chip: "sk9822", leds: 32 }, 4000, -40],
  [{ chip: "sk9822", leds: 144 }, 1000, 40],
  [{ chip: "ws2812", leds: 32 }, 500, 40],
];

const GAP_US = [0, 300] as const;

/** Plays each for some virtual minutes, with gaps of 0 to 300 µs between writes. */
export function* measureTiming(minutes: number): IterableIterator<TimingRow> {
  for (const [strip, columnsPerS, driftPpm] of ROWS) {
    const lab = new TimingLab({ strip, driftPpm, gapUs: GAP_US }, columnsPerS);
    yield { strip, columnsPerS, driftPpm, ...lab.measure(minutes * 60_000) };
  }
}

/** The rows as Markdown. */
export function showTiming(rows: readonly TimingRow[]): string {
  return tableOf([
    [
      "",
      "drift",
      "columns",
      "torn",
      "earliest … latest",
      "of a column",
      "mean, first tenth",
      "mean, last tenth",
    ],
    ...rows.map(({ strip, columnsPerS, driftPpm, columns, torn, earliest, latest, ...means }) => [
      `${strip.leds} ${strip.chip.toUpperCase()}, ${columnsPerS.toLocaleString("en")} columns/s`,
      `${driftPpm > 0 ? "+" : ""}${driftPpm} ppm`,
      columns.toLocaleString("en"),
      `${torn}`,
      `${earliest.toFixed(0)} … ${latest.toFixed(0)} µs`,
      `${((Math.max(latest, -earliest) * columnsPerS) / 1e6).toFixed(2)}`,
      `${means.firstMeanUs.toFixed(1)} µs`,
      `${means.lastMeanUs.toFixed(1)} µs`,
    ]),
  ]);
}
