import { tableOf } from "../table.ts";
import type { LoopCost, LoopName, Reached } from "./measure.ts";
import { showTiming, type TimingRow } from "./timing.ts";

/** Microseconds that an ESP32-S3 takes for a computron: an estimate. */
export const COMPUTRON_US = 0.3;

/** A loop with the columns a second that it would reach on a device. */
export interface DeviceRate extends Reached {
  loop: LoopName;
}

export interface PovReport {
  measuredOn: string;
  costs: readonly LoopCost[];
  reached: readonly Reached[];
  device: readonly DeviceRate[];
  minutes: number;
  timing: readonly TimingRow[];
}

const NAMES: Readonly<Record<LoopName, string>> = {
  picture: "picture, povpoi",
  fullPicture: "picture, full render a column",
  rainbow: "rainbow, povpoi",
  fullRainbow: "rainbow, full render a column",
};

const BESIDE: Readonly<Partial<Record<LoopName, LoopName>>> = {
  fullPicture: "picture",
  fullRainbow: "rainbow",
};

/** The report as Markdown. */
export function showReport({ measuredOn, costs, reached, device, minutes, timing }: PovReport): string {
  return [
    `A column of 32 SK9822 LEDs, on Node (${measuredOn}) and on XS, both loops in one run.`,
    tableOf([
      [
        "",
        "columns/s, Node",
        "heap a column, Node",
        "computrons a column, XS",
        "slots a block, XS",
        "chunk bytes a block, XS",
      ],
      ...costs.map((cost) => costRow(cost, costs)),
    ]),
    "Columns that LEDs show at the highest rate, on the virtual strip with gaps of 0 to 20 µs between writes.",
    tableOf([
      ["", "ceiling of the bus", "columns/s", "share"],
      ...reached.map((each) => [stripName(each), ...shareOf(each)]),
    ]),
    `The same where making a column takes ${COMPUTRON_US} µs a computron, an estimate of an ESP32-S3 that waits for each write, with gaps of 50 to 80 µs.`,
    tableOf([
      ["", "ceiling of the bus", "columns/s", "share"],
      ...device.map((each) => [`${NAMES[each.loop]}, ${stripName(each)}`, ...shareOf(each)]),
    ]),
    `How far columns are seen from where the group's clock wants them, over ${minutes} min of virtual time, with gaps of 0 to 300 µs between writes.`,
    showTiming(timing),
  ].join("\n\n");
}

function costRow(cost: LoopCost, all: readonly LoopCost[]): string[] {
  const other = all.find(({ loop }) => loop === BESIDE[cost.loop]);
  const ratio = (value: number, beside: number | undefined): string =>
    beside === undefined ? "" : `, ×${(value / beside).toPrecision(2)}`;
  return [
    NAMES[cost.loop],
    `${round(cost.columnsPerS)}${ratio(cost.columnsPerS, other?.columnsPerS)}`,
    `${cost.bytesPerColumn.toFixed(1)} B`,
    `${round(cost.computronsPerColumn)}${ratio(cost.computronsPerColumn, other?.computronsPerColumn)}`,
    `${cost.slotsPerBlock}`,
    `${cost.chunkBytesPerBlock}`,
  ];
}

function stripName({ strip }: Reached): string {
  const mhz = strip.hz === undefined ? "" : ` at ${strip.hz / 1e6} MHz`;
  return `${strip.leds} ${strip.chip.toUpperCase()}${mhz}`;
}

function shareOf({ ceiling, columnsPerS }: Reached): string[] {
  return [round(ceiling), round(columnsPerS), `${((100 * columnsPerS) / ceiling).toFixed(0)} %`];
}

/** Three digits, but all of them below a thousand's. */
function round(value: number): string {
  const digits = value >= 10_000 ? Number(value.toPrecision(3)) : Math.round(value);
  return digits.toLocaleString("en");
}
