import { Command } from "commander";
import type { StripOptions } from "../../src/pov/strip-setup.ts";
import { ceilingOf, stripSetup } from "../../src/pov/strip-setup.ts";
import { desktop } from "../sync/report.ts";
import { type LoopCost, measureLoops, measureReached, type Reached } from "./measure.ts";
import { COMPUTRON_US, type DeviceRate, type PovReport, showReport } from "./report.ts";
import { measureTiming, type TimingRow } from "./timing.ts";

const STRIPS: readonly StripOptions[] = [
  { chip: "sk9822", leds: 32, hz: 8_000_000 },
  { chip: "sk9822", leds: 32, hz: 20_000_000 },
  { chip: "sk9822", leds: 144, hz: 8_000_000 },
  { chip: "apa102", leds: 288, hz: 20_000_000 },
  { chip: "ws2812", leds: 32 },
  { chip: "sk6812-rgbw", leds: 55 },
];

const QUIET = { columnUs: 0, gapUs: [0, 20] } as const;
const DEVICE_GAP_US = [50, 80] as const;

/** `npm run bench -- pov`. */
export function povCommand(): Command {
  return new Command("pov")
    .description(
      "What a column costs on Node and on XS, beside a loop that renders each column in full, how much of what the bus can carry is reached, and how close to the clock columns are seen. It takes a minute.",
    )
    .addHelpText("before", "Example: npm run bench -- pov\n")
    .option("--ms <n>", "how long each loop runs on Node", Number, 1000)
    .option("--minutes <n>", "virtual minutes for which the timing of columns is watched", Number, 1)
    .option("--json", "print one JSON object", false)
    .helpOption("--help", "show this text")
    .action(async ({ ms, minutes, json }: { ms: number; minutes: number; json: boolean }) => {
      const report = await measure(ms, minutes, (line) => console.error(line));
      console.log(json ? JSON.stringify(report) : showReport(report));
    });
}

/** Measures all of it; `say` hears what comes next. */
export async function measure(ms: number, minutes: number, say: (line: string) => void): Promise<PovReport> {
  say("loops on Node and on XS");
  const costs = await measureLoops(ms);
  say("what the bus can carry");
  const reached = STRIPS.map((strip) => measureReached(strip, QUIET));
  say("what a device would reach");
  const device = STRIPS.slice(0, 2).flatMap((strip) => costs.map((cost) => onDevice(strip, cost)));
  const timing: TimingRow[] = [];
  for (const row of measureTiming(minutes)) {
    timing.push(row);
    say(`timing of columns, ${row.columnsPerS} a second: ${minutes} min`);
  }
  return { measuredOn: desktop(), costs, reached, device, minutes, timing };
}

function onDevice(strip: StripOptions, { loop, computronsPerColumn }: LoopCost): DeviceRate {
  const columnUs = computronsPerColumn * COMPUTRON_US;
  if (loop === "picture" || loop === "rainbow") {
    return { loop, ...measureReached(strip, { columnUs, gapUs: DEVICE_GAP_US }) };
  }
  return { loop, ...oneByOne(strip, columnUs) };
}

/** A loop that makes a column, then writes it, then makes the next one. */
function oneByOne(strip: StripOptions, columnUs: number): Reached {
  const ceiling = ceilingOf(stripSetup(strip));
  const gapUs = (DEVICE_GAP_US[0] + DEVICE_GAP_US[1]) / 2;
  return { strip, ceiling, columnsPerS: 1e6 / (1e6 / ceiling + gapUs + columnUs) };
}
