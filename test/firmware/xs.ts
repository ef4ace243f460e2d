/** `npm run xs`: what the device's engine makes of the same code. Ends with 2 where something is not installed. */
import { Command, InvalidArgumentError, Option } from "commander";
import { BuildFailure } from "../../hosts/node/firmware-build.ts";
import { findSdk, Missing, type Sdk } from "../../hosts/node/firmware-sdk.ts";
import { runKills } from "./kills.ts";
import { runLaws, runLittleFilesLaws } from "./laws.ts";
import { runLight } from "./light.ts";
import { runMistakes } from "./mistakes.ts";
import type { Outcome } from "./outcome.ts";
import { runPair } from "./pair.ts";
import { runPictures } from "./pictures.ts";
import { runVectors } from "./vectors.ts";
import { LEAST_DAYS, runDays } from "./week.ts";

type Part = (sdk: Sdk, onOutcome: (outcome: Outcome) => void) => Promise<void>;

/** What can only be tried with the SDK. */
const SDK_PARTS: Record<string, Part> = {
  vectors: runVectors,
  laws: runLaws,
  littlefs: runLittleFilesLaws,
  mistakes: runMistakes,
  pictures: runPictures,
  pair: runPair,
  light: runLight,
  kills: (sdk, onOutcome) => runKills(sdk, options.kills, onOutcome),
};

interface XsOptions {
  sdk: boolean;
  only?: string;
  kills: number;
  days?: number;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a whole number above 0.");
}

function wholeDays(text: string): number {
  const value = wholeNumber(text);
  if (value >= LEAST_DAYS) return value;
  throw new InvalidArgumentError(`It must be ${LEAST_DAYS} or more.`);
}

const command = new Command("npm run xs --")
  .description("Runs the code on XS as the device does, and says what it costs there.")
  .addHelpText("before", "Example: npm run xs -- --sdk\n")
  .option("--sdk", "what the firmware for Linux does, built with the Moddable SDK", false)
  .addOption(new Option("--only <part>", "one part of --sdk").choices(Object.keys(SDK_PARTS)))
  .option("--kills <n>", "as often firmware is killed while it writes", wholeNumber, 10)
  .option(
    "--days <n>",
    "so many days of virtual time on npm's XS, 6 or more: what is held on each; fails where it grows",
    wholeDays,
  )
  .helpOption("--help", "show this text")
  .parse();
const options = command.opts<XsOptions>();

try {
  const { sdk, only, days } = options;
  if (days !== undefined) process.exitCode = (await runDays(days, console.log)) ? 0 : 1;
  else if (sdk) await runWithSdk(only === undefined ? Object.keys(SDK_PARTS) : [only]);
  else command.help({ error: true });
} catch (error) {
  if (!(error instanceof Missing) && !(error instanceof BuildFailure)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof Missing ? 2 : 1;
}

async function runWithSdk(parts: readonly string[]): Promise<void> {
  const sdk = findSdk();
  let passed = 0;
  let failed = 0;
  for (const part of parts) {
    await SDK_PARTS[part]?.(sdk, ({ title, error }) => {
      if (error === "") passed++;
      else failed++;
      console.log(error === "" ? `  ok  ${title}` : `FAIL  ${title}\n${error}`);
    });
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
