import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Sdk } from "./firmware-sdk.ts";
import { makePageFile } from "./page-file.ts";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Where firmware is built, a folder a build. */
export const BUILT = join(ROOT, "build/firmware");

export interface BuildRequest {
  /** Folder below BUILT. */
  name: string;
  /** As mcconfig names it: "lin", "esp32/esp32s3". */
  platform: string;
  /** Path of the manifest from the repository's top. */
  manifest?: string;
  /** Further words for mcconfig: "-i", "-t", "build". */
  flags?: readonly string[];
  env?: Record<string, string>;
}

/** A build that failed; the message is what the tools said, warnings of the SDK's own modules left out. */
export class BuildFailure extends Error {}

/** Runs mcconfig, with the page for the image in its place, and returns what it said. Throws BuildFailure. */
export async function runMcconfig(sdk: Sdk, request: BuildRequest): Promise<string> {
  await makePageFile();
  const out = join(BUILT, request.name);
  mkdirSync(out, { recursive: true });
  const { flags = [], manifest = "manifest.json" } = request;
  const args = [...flags, "-p", request.platform, "-o", out, join(ROOT, manifest)];
  return runTool(sdk, join(sdk.tools, "mcconfig"), args, { env: request.env ?? {} });
}

/** Runs one of the SDK's tools, or make over what one wrote, with the compiler of this repository before any other. */
export async function runTool(
  sdk: Sdk,
  program: string,
  args: readonly string[],
  { env = {}, cwd = ROOT }: { env?: Record<string, string>; cwd?: string },
): Promise<string> {
  const path = [sdk.tools, join(ROOT, "node_modules/.bin"), process.env["PATH"] ?? ""].join(delimiter);
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, MODDABLE: sdk.folder, PATH: path, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const progress = new Progress();
  let output = "";
  const keep = (chunk: Buffer): void => {
    output += chunk;
    progress.count(String(chunk));
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  progress.end();
  if (code !== 0) throw new BuildFailure(whatFailed(output));
  return output;
}

interface Manifest {
  preload: string[];
  include: string[];
  typescript: { compiler?: string };
  modules: Record<string, string | string[]>;
  platforms: Record<string, { include: string[]; modules: Record<string, string | string[]> } | undefined>;
}

/** The firmware's manifest, changed, for a build to try things with; returns its path from the repository's top. */
export function writeManifest(name: string, change: (manifest: Manifest) => object): string {
  const folder = join(BUILT, name);
  mkdirSync(folder, { recursive: true });
  const source = readFileSync(join(ROOT, "manifest.json"), "utf8").replaceAll('"./', `"${ROOT}`);
  const base = JSON.parse(source) as Manifest;
  base.typescript.compiler = `${process.execPath} ${ROOT}hosts/node/firmware-transpile.mjs`;
  const text = `${JSON.stringify(change(base), null, 2)}\n`;
  const path = join(folder, "manifest.json");
  // mcconfig makes everything anew when its manifest is newer.
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
  return `build/firmware/${name}/manifest.json`;
}

/** On a terminal, one line that counts what was compiled; nothing elsewhere. */
class Progress {
  private steps = 0;

  count(text: string): void {
    this.steps += text.match(/^# (?:tsc|xsc|cc) /gm)?.length ?? 0;
    if (process.stderr.isTTY) process.stderr.write(`\r${this.steps} steps`);
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  }
}

/** Steps that went well say "# …". */
function whatFailed(output: string): string {
  const lines = output
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("# ") && !isForeignWarning(line));
  return lines.slice(0, 60).join("\n");
}

function isForeignWarning(line: string): boolean {
  return line.includes("cannot optimize native") || /^### (?:warning: (?!hosts\/|src\/)|\d)/.test(line);
}
