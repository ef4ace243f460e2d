import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError, Option } from "commander";
import { MODE } from "../../src/playing/player.ts";
import { MAX_LEDS } from "../../src/pov/picture-shape.ts";
import { makePageFile } from "./page-file.ts";
import type { PoiOptions } from "./poi.ts";
import { makePoiFile } from "./poi-file.ts";
import { type PoiProgram, Supervisor } from "./supervisor.ts";

const XS_POI = fileURLToPath(new URL("../xs/xs-poi.ts", import.meta.url));

interface StartOptions {
  nodes: number;
  port: number;
  data: string;
  group: string;
  leds: number;
  lan: boolean;
  engine: "node" | "xs";
}

function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`);
  };
}

function nameOf(number: number): string {
  return ["Left Poi", "Right Poi"][number] ?? `Poi ${number + 1}`;
}

/** What each poi is started with. What the user did not say gives way to what the poi knows from before. */
function poiOptions(command: Command, page: string | undefined): PoiOptions[] {
  const { nodes, port, data, group, leds, lan } = command.opts<StartOptions>();
  const said = (name: string): boolean => command.getOptionValueSource(name) === "cli";
  return Array.from({ length: nodes }, (_, number) => ({
    number,
    directory: join(resolve(data), nameOf(number).toLowerCase().replace(" ", "-")),
    port: port + number,
    lan,
    ...(page === undefined ? {} : { page }),
    // Who switches a new poi on sees light.
    start: { deviceName: nameOf(number), groups: [group], leds, mode: MODE.pattern },
    change: { ...(said("group") ? { groups: [group] } : {}), ...(said("leds") ? { leds } : {}) },
  }));
}

/** The page of all poi. Without one they are as good as ever, but for people. */
async function pageFile(): Promise<string | undefined> {
  try {
    return await makePageFile();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
}

/** What runs a node: Node itself, or the device's engine. */
async function poiProgram(engine: StartOptions["engine"]): Promise<PoiProgram> {
  if (engine === "xs") return { file: XS_POI, execArgv: ["--import", "tsx"] };
  return { file: await makePoiFile(), execArgv: ["--enable-source-maps"] };
}

const command = new Command("npm start --")
  .description("Runs poi on this computer: the same code as on the device, each in a process of its own.")
  .addHelpText("before", "Example: npm start -- --nodes 3 --group garden\n")
  .option("--nodes <n>", "how many poi", wholeNumber(1, 64), 2)
  .option("--port <port>", "HTTP port of the first; the others follow", wholeNumber(1, 65_000), 8080)
  .option("--data <folder>", "where they keep what they know", ".povpoi")
  .option("--group <name>", "group whose members sync by themselves", "pair")
  .option("--leds <n>", "LEDs of each strip", wholeNumber(1, MAX_LEDS), 32)
  .option("--lan", "be there for other devices of the network, not only for this computer", false)
  .addOption(
    new Option("--engine <engine>", "what runs them; xs is the device's, and says what it costs there")
      .choices(["node", "xs"])
      .default("node"),
  )
  .helpOption("--help", "show this text")
  .parse();

/** Port of the page that shows all poi: the one before theirs. */
const { port: firstPort, engine } = command.opts<StartOptions>();
const [page, program] = await Promise.all([pageFile(), poiProgram(engine)]);
await new Supervisor(poiOptions(command, page), program).run(firstPort - 1);
