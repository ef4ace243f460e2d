import { availableParallelism } from "node:os";
import { Command, InvalidArgumentError, Option } from "commander";
import { PoiError } from "../src/ports/poi-error.ts";
import { LED_CHIPS } from "../src/pov/led-chip.ts";
import { MAX_LEDS } from "../src/pov/picture-shape.ts";
import { type CueRequest, cues } from "./command/cues.ts";
import { type PhotoRequest, photo } from "./command/photo.ts";
import { cutJobs, runAll, runJobs } from "./command/run.ts";
import { scale } from "./command/scale.ts";
import { sheet } from "./command/sheet.ts";
import { DISK_FAULTS } from "./scenario/cut-run.ts";
import { CUT_SCENARIOS } from "./scenario/cut-scenarios.ts";
import { FAULT_NAMES } from "./scenario/fault-profiles.ts";
import { mixedOptions } from "./scenario/mix.ts";
import type { ScenarioOptions } from "./scenario/scenario.ts";

/** Seeds of the whole lot. */
const ALL_SEEDS = 2000;

interface RunOptions {
  seed?: number;
  seeds: number;
  nodes?: number;
  minutes?: number;
  faults: ScenarioOptions["faults"] | "mixed";
  jobs: number;
  twice: boolean;
}

function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`);
  };
}

function number(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`It must be a number from ${low} to ${high}.`);
  };
}

function freshSeed(): number {
  return Date.now() % 1_000_000_000;
}

function* scenarios(
  { seeds, nodes, minutes, faults }: RunOptions,
  first: number,
): IterableIterator<ScenarioOptions> {
  for (let seed = first; seed < first + seeds; seed++) {
    const mixed = mixedOptions(seed);
    yield {
      seed,
      nodes: nodes ?? mixed.nodes,
      minutes: minutes ?? mixed.minutes,
      faults: faults === "mixed" ? mixed.faults : faults,
    };
  }
}

async function finish(run: Promise<boolean>): Promise<void> {
  process.exitCode = (await run) ? 0 : 1;
}

const jobsOption = (): Option =>
  new Option("--jobs <n>", "processes side by side")
    .argParser(wholeNumber(1, 64))
    .default(Math.min(2, availableParallelism()));

const command = new Command("npm run sim --")
  .description(
    "Whole poi in a virtual world: users edit, faults strike, and nothing that was promised may be lost.",
  )
  // Options after the name of a command are its own.
  .enablePositionalOptions()
  .addHelpText("before", "Example: npm run sim -- --seed 7 --nodes 5 --minutes 3 --faults wild\n")
  .option("--seed <n>", "first seed; without it a fresh one", wholeNumber(0, 2 ** 53))
  .option("--seeds <count>", "how many seeds", wholeNumber(1, 10_000_000), 1)
  .option("--nodes <n>", "how many poi; without it 2 to 20, as the seed says", wholeNumber(1, 1000))
  .option("--minutes <n>", "how long things go wrong, in virtual time", wholeNumber(1, 1_000_000))
  .addOption(
    new Option("--faults <kind>", "what goes wrong").choices([...FAULT_NAMES, "mixed"]).default("mixed"),
  )
  .option("--twice", "run each seed twice and compare the traces", false)
  .addOption(jobsOption())
  .helpOption("--help", "show this text")
  .action(async (options: RunOptions) => {
    const first = options.seed ?? freshSeed();
    console.log(`seed ${first}${options.seeds > 1 ? ` to ${first + options.seeds - 1}` : ""}`);
    const jobs = runJobs(scenarios(options, first), options.twice);
    const workers = Math.min(options.jobs, options.seeds);
    await finish(runAll(jobs, workers, options.seeds));
  });

command
  .command("all")
  .description(
    `${ALL_SEEDS} seeds of mixed faults, and a fault at every disk operation of ${CUT_SCENARIOS.length} scenarios`,
  )
  .addHelpText("before", "Example: npm run sim -- all --jobs 2\n")
  .option("--seed <n>", "first seed", wholeNumber(0, 2 ** 53), 1)
  .addOption(jobsOption())
  .helpOption("--help", "show this text")
  .action(async ({ seed, jobs }: { seed: number; jobs: number }) => {
    const options: RunOptions = { seeds: ALL_SEEDS, faults: "mixed", jobs, twice: false };
    const both = function* () {
      yield* cutJobs(seed);
      yield* runJobs(scenarios(options, seed), false);
    };
    await finish(runAll(both(), jobs, undefined));
  });

command
  .command("cuts")
  .description("a power cut, a full disk and a failed write at every disk operation of scenarios")
  .addHelpText("before", 'Example: npm run sim -- cuts --scenario "compaction" --fault cut --at 3\n')
  .addOption(new Option("--scenario <name>", "one of them").choices(CUT_SCENARIOS.map(({ name }) => name)))
  .addOption(new Option("--fault <kind>", "one kind").choices(DISK_FAULTS))
  .option("--at <n>", "one operation", wholeNumber(0, 100_000))
  .option("--seed <n>", "seed", wholeNumber(0, 2 ** 53), 1)
  .addOption(jobsOption())
  .helpOption("--help", "show this text")
  .action(async (options: { scenario?: string; fault?: string; at?: number; seed: number; jobs: number }) => {
    await finish(runAll(cutJobs(options.seed, options), options.jobs, undefined));
  });

command
  .command("scale")
  .description("how long an edit takes to reach all of many poi, and what they say while nothing is new")
  .addHelpText("before", "Example: npm run sim -- scale --nodes 100\n")
  .option("--nodes <n>", "how many poi; without it 10, 100 and 1,000", wholeNumber(2, 2000))
  .option("--quiet <s>", "virtual seconds without an edit", wholeNumber(1, 100_000), 60)
  .option("--limit <s>", "virtual seconds that the edit is waited for", wholeNumber(1, 100_000), 600)
  .option("--seed <n>", "seed", wholeNumber(0, 2 ** 53), 1)
  .option("--json", "a line of JSON a size", false)
  .helpOption("--help", "show this text")
  .action((options: { nodes?: number; quiet: number; limit: number; seed: number; json: boolean }) => {
    const { nodes, quiet, limit, seed, json } = options;
    scale(
      nodes === undefined ? [10, 100, 1000] : [nodes],
      { seed, quietSeconds: quiet, limitSeconds: limit },
      json,
    );
  });

command
  .command("cues")
  .description("how far apart poi begin with what they are told to show, over good and bad Wi-Fi")
  .addHelpText("before", "Example: npm run sim -- cues --nodes 4 --cues 300\n")
  .option("--nodes <n>", "how many poi", wholeNumber(2, 100), 4)
  .option("--cues <n>", "how many commands", wholeNumber(1, 100_000), 300)
  .option("--ahead <ms>", "how far ahead each is given", wholeNumber(0, 60_000), 400)
  .option("--seed <n>", "seed", wholeNumber(0, 2 ** 53), 1)
  .option("--json", "a line of JSON a network", false)
  .helpOption("--help", "show this text")
  .action((request: CueRequest) => cues(request));

command
  .command("photo")
  .description("what an audience sees of a spinning poi, from the bytes that its LEDs get")
  .addHelpText(
    "before",
    "Example: npm run sim -- photo --image docs/photo/reef.png --rps 2 --out photo.png\n",
  )
  .option("--image <file>", "a picture: PNG, JPEG, BMP or GIF")
  .option("--pattern <name>", "or a pattern: its id or number")
  .option("--out <file>", "where the photo goes, as PNG", "photo.png")
  .option("--rps <n>", "turns a second", number(0.1, 20), 2)
  .option("--curve <file>", "a recorded speed instead, such as docs/photo/swing.csv")
  .option("--pair", "two poi, each with a clock of its own", false)
  .addOption(
    new Option("--chip <name>", "chip of the LEDs").choices(Object.keys(LED_CHIPS)).default("sk9822"),
  )
  .option("--leds <n>", "how many LEDs", wholeNumber(1, MAX_LEDS), 32)
  .option("--radius <cm>", "from the hand to the first LED", number(0, 200), 12)
  .option("--length <cm>", "from there to the last one", number(1, 200), 22)
  .option(
    "--rate <n>",
    "columns a second; without it a picture fits around the circle",
    number(0.1, 1_000_000),
  )
  .option("--brightness <n>", "0 to 255", number(0, 255), 255)
  .option("--limit <mA>", "current limit of a strip", number(0, 100_000))
  .option("--turns <n>", "how long the shutter is open, in turns", number(0.01, 100), 1)
  .option("--size <n>", "height of the photo in pixels", wholeNumber(16, 4000), 900)
  .helpOption("--help", "show this text")
  .action((request: PhotoRequest) => photo(request));

command
  .command("sheet")
  .description("photos of all patterns: makes docs/patterns.md and its picture")
  .helpOption("--help", "show this text")
  .action(sheet);

try {
  await command.parseAsync();
} catch (error) {
  if (!(error instanceof PoiError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
