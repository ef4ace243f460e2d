import { Command } from "commander";
import { wholeNumber } from "../whole-number.ts";
import type { Contender } from "./contender.ts";
import { POVPOI } from "./povpoi.ts";
import { desktop, mappingsOf, type Report, showReport } from "./report.ts";
import { loadRivals } from "./rivals.ts";
import { jsonBytes, type RunOptions, runAlone, runBeside } from "./run.ts";

/** Numbers of items that povpoi is measured with alone. */
const SIZES = [50, 200, 1000];

interface SyncOptions {
  items: number;
  devices: number;
  runs: number;
  rivals: boolean;
  json: boolean;
}

/** `npm run bench -- sync`. */
export function syncCommand(): Command {
  return new Command("sync")
    .description(
      "Bytes, round trips and CPU of syncing two devices, beside automerge, yjs, loro-crdt and pouchdb on the same items. " +
        "Those are installed under bench/ when they are first needed. It takes about a minute.",
    )
    .addHelpText("before", "Example: npm run bench -- sync --items 200 --runs 9\n")
    .addHelpText("after", "\nFor a program: npm run --silent bench -- sync --json > sync.json")
    .option("--items <n>", "items of the first meeting", wholeNumber(20, 1000), 200)
    .option("--devices <n>", "devices that write before the last scenarios", wholeNumber(1, 5000), 1000)
    .option("--runs <n>", "samples of CPU, of which the median counts", wholeNumber(1, 99), 9)
    .option("--no-rivals", "povpoi alone: nothing is installed")
    .option("--json", "print one JSON object", false)
    .helpOption("--help", "show this text")
    .action(run);
}

async function run({ items, devices, runs, rivals, json }: SyncOptions): Promise<void> {
  const startMs = performance.now();
  const say = (line: string): void => {
    const seconds = ((performance.now() - startMs) / 1000).toFixed(0).padStart(3);
    console.error(`${seconds} s  ${line}`);
  };
  const onProgress = (contender: string, scenario: string) => say(`${contender}: ${scenario}`);
  const options: RunOptions = { items, devices, runs, onProgress };
  const others: Contender[] = rivals ? await loadRivals(say) : [];
  const beside = await runBeside(others, options);
  const alone: Report["alone"][number][] = [];
  for (const size of SIZES) {
    const rows = await runAlone({ ...options, items: size });
    alone.push({ items: size, jsonBytes: jsonBytes(size), rows });
  }
  const mappings = mappingsOf([POVPOI, ...others]);
  const setting = { items, jsonBytes: jsonBytes(items), devices, runs, measuredOn: desktop() };
  const report: Report = { ...setting, beside, alone, mappings };
  console.log(json ? JSON.stringify(report) : showReport(report));
  // Databases in memory keep timers.
  process.exit(0);
}
