/** `npm run firmware`. Ends with 0 where all is well, 1 where something is wrong, 2 where something is not installed. */
import { Command, Option } from "commander";
import { BOARDS, LINUX } from "./firmware-boards.ts";
import { BuildFailure } from "./firmware-build.ts";
import { checkBoard } from "./firmware-check.ts";
import { buildDevice, flashDevice } from "./firmware-device.ts";
import { buildLinux } from "./firmware-linux.ts";
import { findSdk, Missing } from "./firmware-sdk.ts";

interface FirmwareOptions {
  board?: string;
  flash?: string;
  check: boolean;
}

const boardNames = [...BOARDS.map(({ name }) => name), LINUX];
const boardLines = BOARDS.map(({ name, about }) => `  ${name.padEnd(15)}${about}`);

const command = new Command("npm run firmware --")
  .description("Builds the firmware with the Moddable SDK of this computer, for a device or for Linux.")
  .addHelpText("before", "Example: npm run firmware -- --board esp32s3 --flash /dev/ttyACM0\n")
  .addHelpText(
    "after",
    `\nBoards:\n${boardLines.join("\n")}\n  ${LINUX.padEnd(15)}this computer, without a display`,
  )
  .addOption(new Option("--board <name>", "build for it").choices(boardNames))
  .option("--flash <port>", "then write it to the device at this serial port")
  .option("--check", "compile and link for every device, without its toolchain", false)
  .helpOption("--help", "show this text")
  .parse();

try {
  await run(command.opts<FirmwareOptions>());
} catch (error) {
  if (!(error instanceof Missing) && !(error instanceof BuildFailure)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof Missing ? 2 : 1;
}

async function run({ board, flash, check }: FirmwareOptions): Promise<void> {
  if (check) await checkAll();
  else if (board === undefined) command.help({ error: true });
  else if (board === LINUX) await makeLinux(flash);
  else await makeDevice(board, flash);
}

async function checkAll(): Promise<void> {
  const sdk = findSdk();
  for (const board of BOARDS) {
    const warnings = await checkBoard(sdk, { name: `check-${board.name}`, board });
    if (warnings.length > 0) throw new BuildFailure(`${board.name}:\n${warnings.join("\n")}`);
    console.log(`${board.name.padEnd(15)}compiles and links, no warning`);
  }
}

async function makeLinux(flash: string | undefined): Promise<void> {
  if (flash !== undefined) throw new BuildFailure("--flash is for devices. Leave it out for Linux.");
  const { host, library } = await buildLinux(findSdk());
  console.log(`POVPOI_PORT=8080 HOME=/tmp/poi ${host} ${library}`);
}

async function makeDevice(name: string, port: string | undefined): Promise<void> {
  const board = BOARDS.find((each) => each.name === name)!;
  const sdk = findSdk();
  console.log(await buildDevice(sdk, board));
  if (port !== undefined) await flashDevice(sdk, board, port);
}
