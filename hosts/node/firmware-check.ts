/**
 * A build for the device as far as it goes without the device's toolchain: TypeScript is compiled and XS links everything into
 * the C source of its flash image. That finds type errors, modules that cannot be preloaded and tables that are not frozen.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Board } from "./firmware-boards.ts";
import { BUILT, ROOT, runMcconfig, runTool } from "./firmware-build.ts";
import { IDF_VERSION, type Sdk } from "./firmware-sdk.ts";

export interface CheckRequest {
  /** Folder below BUILT. */
  name: string;
  board: Board;
  /** Instead of the board's own. */
  manifest?: string;
}

/** Returns what the tools warn of in our own modules; empty where all is well. Throws BuildFailure. */
export async function checkBoard(sdk: Sdk, { name, board, manifest }: CheckRequest): Promise<string[]> {
  const env = { IDF_PATH: standInIdf() };
  const { platform } = board;
  const request = { name, platform, manifest: manifest ?? board.manifest, env };
  let output = await runMcconfig(sdk, request);
  const made = join(BUILT, name, "tmp", platform, "release/povpoi");
  const project = `xsProj-${platform.slice("esp32/".length)}`;
  const config = join(made, project, "build/config/sdkconfig.h");
  if (!existsSync(config)) {
    mkdirSync(join(config, ".."), { recursive: true });
    writeFileSync(config, "");
  }
  // "-o": what ESP-IDF would make is never out of date.
  const images = ["mc.xs.c", "mc.resources.c"].map((file) => join(made, file));
  const args = ["-f", join(made, "makefile"), "-o", config, ...images];
  output += await runTool(sdk, "make", args, { env });
  const read = (file: string): string => readFileSync(join(made, file), "utf8");
  const settings = readFileSync(join(ROOT, board.manifest, "../sdkconfig.defaults"), "utf8");
  return [
    ...ownWarnings(output),
    ...notPreloaded(read("makefile")),
    ...lacksPage(read("mc.resources.c")),
    ...lostSettings(settings, read(join(project, "sdkconfig.mc"))),
  ];
}

/**
 * Settings of a board that are not in force, in words. The SDK puts each where it finds its name among its own, which may be in a
 * comment, and writes "n" as nothing, which leaves the last one of a choice as it was.
 */
export function lostSettings(board: string, merged: string): string[] {
  const inForce = new Map(merged.split("\n").map((line) => line.split("=", 2) as [string, string]));
  return board.split("\n").flatMap((line) => {
    const [name, value] = line.split("=", 2);
    if (!name?.startsWith("CONFIG_") || value === undefined) return [];
    const found = inForce.get(name);
    const isSo = value === "n" ? found !== "y" : found === value;
    return isSo
      ? []
      : [`${line} of the board's sdkconfig.defaults is not in force: the SDK has "${found ?? ""}".`];
  });
}

/** Says so where the page is not among the resources of the image. */
export function lacksPage(resources: string): string[] {
  if (resources.includes('{"page.html.gz", ')) return [];
  return ['The page is not in the image: "data" of manifest.json must name build/page/page.html.'];
}

/** Modules of ours that the device would load into its memory, in words; where a machine starts is one on purpose. */
export function notPreloaded(makefile: string): string[] {
  const preloads = new Set([...makefile.matchAll(/^\t-p (\S+)\.xsb/gm)].map(([, module]) => module));
  const modules = [...makefile.matchAll(/^\t\$\(MODULES_DIR\)\/((?:src|hosts)\/\S+)\.xsb\\?$/gm)].map(
    ([, each]) => each!,
  );
  return modules
    .filter((module) => !preloads.has(module) && !/\/(?:start|strip-worker|tsconfig)$/.test(module))
    .map((module) => `${module} is not in the preload list of manifest.json. Run "npm run manifest".`);
}

/** Lines that warn of modules of this project: those of the SDK have warnings of their own. */
export function ownWarnings(output: string): string[] {
  return output.split("\n").filter((line) => {
    if (!line.includes("warning")) return false;
    return (
      /warning: (?:hosts|src)\//.test(line) || line.includes(`${ROOT}hosts/`) || line.includes(`${ROOT}src/`)
    );
  });
}

/** A folder that mcconfig takes for ESP-IDF: it asks git for the version and needs no more to link XS. */
function standInIdf(): string {
  const folder = join(BUILT, "idf");
  if (existsSync(join(folder, ".git"))) return folder;
  mkdirSync(folder, { recursive: true });
  const git = (...args: string[]): void => {
    execFileSync("git", ["-c", "user.name=povpoi", "-c", "user.email=povpoi@localhost", ...args], {
      cwd: folder,
      stdio: "pipe",
    });
  };
  git("init", "-q");
  git("commit", "-q", "--allow-empty", "-m", "stands in for ESP-IDF");
  git("tag", IDF_VERSION);
  return folder;
}
