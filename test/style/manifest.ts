/**
 * The modules of src/ in manifest.json, for Moddable's mcconfig: a key a folder, and each module in the preload list by its
 * exact name, since a wildcard there passes over TypeScript without a word. `npm run manifest` writes them.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

export interface Manifest {
  modules: Record<string, string>;
  preload: string[];
}

const PATH = new URL("../../manifest.json", import.meta.url);

/** The manifest with what it says of src/ made to agree with the given modules; all else stays. */
export function withModules<M extends Manifest>(manifest: M, modules: readonly string[]): M {
  const folders = [...new Set(modules.map((module) => module.slice(0, module.lastIndexOf("/"))))].sort();
  const keys = folders.map((folder) => [`${folder}/*`, `./${folder}/*`]);
  const others = Object.entries(manifest.modules).filter(([key]) => !key.startsWith("src/"));
  const preload = manifest.preload.filter((name) => !name.startsWith("src/"));
  return {
    ...manifest,
    modules: Object.fromEntries([...others, ...keys]),
    preload: [...preload, ...modules],
  };
}

/** Modules of src/ by the name that the manifest gives them: `src/bytes/hex`. */
export function sourceModules(): string[] {
  return modulesOf("src");
}

/** Modules of hosts/moddable, likewise. */
export function deviceModules(): string[] {
  return modulesOf("hosts/moddable");
}

function modulesOf(folder: string): string[] {
  const files = readdirSync(new URL(`../../${folder}/`, import.meta.url), { recursive: true }) as string[];
  const modules = files.filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"));
  return modules.map((file) => `${folder}/${file.slice(0, -".ts".length)}`).sort();
}

export function readManifest(): Manifest {
  return JSON.parse(readFileSync(PATH, "utf8"));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  writeFileSync(PATH, `${JSON.stringify(withModules(readManifest(), sourceModules()), null, 2)}\n`);
}
