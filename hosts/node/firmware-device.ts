import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Board } from "./firmware-boards.ts";
import { BUILT, BuildFailure, ROOT, runTool } from "./firmware-build.ts";
import { ownWarnings } from "./firmware-check.ts";
import { IDF_VERSION, Missing, type Sdk } from "./firmware-sdk.ts";
import { makePageFile } from "./page-file.ts";

export const IDF_REMEDY = `Install it with "npx xs-dev setup --device esp32", then set IDF_PATH to its folder.`;

/** The folder of ESP-IDF that IDF_PATH names, or where xs-dev puts it. Throws Missing. */
export function findIdf(): string {
  const named = process.env["IDF_PATH"];
  const folders = named === undefined || named === "" ? usualFolders() : [named];
  const folder = folders.find((each) => existsSync(join(each, "export.sh")));
  if (folder === undefined) throw new Missing(`ESP-IDF ${IDF_VERSION} is not there. ${IDF_REMEDY}`);
  return folder;
}

function usualFolders(): string[] {
  return [".local/share/esp32/esp-idf", "esp32/esp-idf", "esp/esp-idf"].map((path) => join(homedir(), path));
}

/** Builds the firmware of a device and returns the path of what is to be flashed. Throws Missing and BuildFailure. */
export async function buildDevice(sdk: Sdk, board: Board): Promise<string> {
  const warnings = ownWarnings(await mcconfig(sdk, board, "build", {}));
  if (warnings.length > 0) throw new BuildFailure(warnings.join("\n"));
  const image = join(BUILT, board.name, "bin", board.platform, "release/povpoi/xs_esp32.bin");
  // The SDK's makefile ends well where ESP-IDF's linker did not.
  if (!existsSync(image)) throw new BuildFailure(`ESP-IDF made no firmware: ${image} is not there.`);
  return image;
}

/** Writes the firmware that was built to the device at a serial port. Throws BuildFailure. */
export async function flashDevice(sdk: Sdk, board: Board, port: string): Promise<void> {
  if (!existsSync(port)) throw new BuildFailure(`There is no serial port ${port}. ${portsRemedy()}`);
  await mcconfig(sdk, board, "deploy", { UPLOAD_PORT: port });
  console.log(`flashed ${port}`);
}

function portsRemedy(): string {
  return `Plug the poi in, then list ports with "ls ${process.platform === "darwin" ? "/dev/cu.*" : "/dev/ttyACM* /dev/ttyUSB*"}".`;
}

/** ESP-IDF wants its own environment around its tools. */
async function mcconfig(
  sdk: Sdk,
  board: Board,
  target: string,
  env: Record<string, string>,
): Promise<string> {
  const idf = findIdf();
  await makePageFile();
  const out = join(BUILT, board.name);
  mkdirSync(out, { recursive: true });
  const words = ["-m", "-p", board.platform, "-t", target, "-o", out, join(ROOT, board.manifest)];
  const script = '. "$IDF_PATH/export.sh" > /dev/null && exec "$0" "$@"';
  const args = ["-c", script, join(sdk.tools, "mcconfig"), ...words];
  return runTool(sdk, "bash", args, { env: { ...env, IDF_PATH: idf } });
}
