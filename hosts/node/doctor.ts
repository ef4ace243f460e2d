/** `npm run doctor`: what this computer lacks for the firmware, each with the one command that mends it. Ends with 2 where something is missing. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { findIdf, IDF_REMEDY } from "./firmware-device.ts";
import { findSdk, IDF_VERSION, Missing, SDK_VERSION, sdkVersion } from "./firmware-sdk.ts";

interface Finding {
  name: string;
  /** Version or place; undefined where it is missing. */
  found: string | undefined;
  /** What it is needed for. */
  use: string;
  remedy: string;
}

const onMac = process.platform === "darwin";

function install(packages: string): string {
  return onMac ? "xcode-select --install" : `sudo apt-get install ${packages}`;
}

function versionOf(program: string, args = ["--version"]): string | undefined {
  try {
    return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
      .trim()
      .split("\n")[0];
  } catch {
    return undefined;
  }
}

/** What a look-up gives; its own words as the remedy where it fails. */
function lookUp(find: () => string): { found: string | undefined; remedy: string } {
  try {
    return { found: find(), remedy: "" };
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    return { found: undefined, remedy: error.message };
  }
}

function findings(): Finding[] {
  const tsc = join("node_modules", ".bin", "tsc");
  const sdk = lookUp(() => {
    const each = findSdk();
    const version = sdkVersion(each);
    return `${version} in ${each.folder}${version === SDK_VERSION ? "" : ` (tried with ${SDK_VERSION})`}`;
  });
  const idf = lookUp(() => {
    const folder = findIdf();
    const version = versionOf("git", ["-C", folder, "describe", "--always", "--abbrev=0"]);
    if (version !== IDF_VERSION) {
      throw new Missing(`ESP-IDF must be ${IDF_VERSION}, got ${version} in ${folder}. ${IDF_REMEDY}`);
    }
    return `${version} in ${folder}`;
  });
  const glib = onMac ? "not needed" : versionOf("pkg-config", ["--modversion", "glib-2.0"]);
  return [
    { name: "cc", found: versionOf("cc"), use: "tests, all firmware", remedy: install("gcc libc6-dev") },
    { name: "make", found: versionOf("make"), use: "tests, all firmware", remedy: install("make") },
    { name: "git", found: versionOf("git"), use: "all firmware", remedy: install("git") },
    {
      name: "tsc",
      found: existsSync(tsc) ? versionOf(tsc) : undefined,
      use: "tests, all firmware",
      remedy: "npm ci --include=dev",
    },
    { name: "SDK", use: "all firmware", ...sdk },
    { name: "glib", found: glib, use: "firmware for Linux", remedy: install("libglib2.0-dev pkg-config") },
    { name: "IDF", use: "firmware for devices", ...idf },
  ];
}

new Command("npm run doctor --")
  .description("Says what this computer lacks to build the firmware, and the command that mends it.")
  .addHelpText("before", "Example: npm run doctor\n")
  .option("--json", "as JSON", false)
  .helpOption("--help", "show this text")
  .action(({ json }: { json: boolean }) => {
    const all = findings();
    if (json) console.log(JSON.stringify(all));
    else for (const finding of all) console.log(describe(finding));
    process.exitCode = all.every(({ found }) => found !== undefined) ? 0 : 2;
  })
  .parse();

function describe({ name, found, use, remedy }: Finding): string {
  const start = `${found === undefined ? "missing" : "ok     "} ${name.padEnd(5)}`;
  return found === undefined ? `${start} for ${use}: ${remedy}` : `${start} ${found}`;
}
