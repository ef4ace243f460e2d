import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** A Moddable SDK that was installed on this computer, with its tools built. */
export interface Sdk {
  folder: string;
  /** Where mcconfig and its like are. */
  tools: string;
}

/** Versions that this firmware was built with. */
export const SDK_VERSION = "8.2.3";
export const IDF_VERSION = "v6.0";

/** Nothing was broken: what a command needs is not installed here. It ends with code 2. */
export class Missing extends Error {}

export const SDK_REMEDY =
  'Install it with "npx xs-dev setup" or by https://moddable.com/documentation/Moddable%20SDK%20-%20Getting%20Started, ' +
  "then set MODDABLE to its folder.";

/** The SDK that MODDABLE names, or that lies where its guide and xs-dev put it. Throws Missing. */
export function findSdk(): Sdk {
  const named = process.env["MODDABLE"];
  const home = homedir();
  const usual = [".local/share/moddable", "Projects/moddable", "moddable"].map((path) => join(home, path));
  const folders = named === undefined || named === "" ? usual : [named];
  const folder = folders.find((each) => existsSync(join(each, "xs/includes/xs.h")));
  if (folder === undefined) {
    const where = named === undefined || named === "" ? "" : ` at MODDABLE=${named}`;
    throw new Missing(`The Moddable SDK is not there${where}. ${SDK_REMEDY}`);
  }
  const tools = join(folder, "build/bin", process.platform === "darwin" ? "mac" : "lin", "release");
  if (!existsSync(join(tools, "mcconfig"))) {
    throw new Missing(
      `The Moddable SDK at ${folder} has no tools yet. Build them: cd ${folder}/build/makefiles/` +
        `${process.platform === "darwin" ? "mac" : "lin"} && make`,
    );
  }
  return { folder, tools };
}

/** The SDK's version as its tools know it, or undefined. */
export function sdkVersion({ folder }: Sdk): string | undefined {
  const path = join(folder, "tools/VERSION");
  return existsSync(path) ? readFileSync(path, "utf8").trim() : undefined;
}
