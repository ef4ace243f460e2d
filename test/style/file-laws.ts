import type { Tree } from "./tree.ts";

/** The layout of the design, and what every repository of this kind must have beside it. */
const TOP_LEVEL = [
  ...[
    "README.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "LICENSE",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
  ],
  ...["manifest.json", "biome.json", ".mocharc.json", ".gitignore", ".ci"],
  ...["src", "web", "hosts", "sim", "test", "bench", "docs"],
];

/** Made by tools, and ignored by git. */
const MADE = [".git", "node_modules", "build", ".povpoi"];

const MOST_LINES: Readonly<Record<string, number>> = {
  src: 400,
  hosts: 400,
  sim: 400,
  web: 400,
  test: 600,
  bench: 600,
};

/** Entries of the top level that have no business there. */
export function strangers(entries: readonly string[]): string[] {
  return entries.filter((entry) => !TOP_LEVEL.includes(entry) && !MADE.includes(entry));
}

/** Code files that are too long to be one concept. */
export function longFiles(tree: Tree): string[] {
  const long: string[] = [];
  for (const [path, text] of tree) {
    const most = MOST_LINES[path.split("/")[0] ?? ""];
    if (most === undefined || !/\.(tsx?|mjs|js|c|h|css)$/.test(path)) continue;
    const lines = text.split("\n").length - 1;
    if (lines > most) long.push(`${path} has ${lines} lines, more than ${most}`);
  }
  return long;
}

/** Absolute paths of somebody's computer. */
export function machinePaths(tree: Tree): string[] {
  const found: string[] = [];
  for (const [path, text] of tree) {
    const folders = path.startsWith("src/") ? ["work", "home", "root", "tmp"] : ["work", "home", "root"];
    const pattern = new RegExp(`(?<![\\w.\\-/:}>*])/(?:${folders.join("|")})/\\w`, "g");
    for (const match of text.matchAll(pattern)) found.push(`${path}: ${lineAt(text, match.index)}`);
  }
  return found;
}

interface LockedPackage {
  version: string;
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

/**
 * What is wrong with package-lock.json: addresses of the registry that it was made with, and optional packages that are not
 * in it (another platform's builds, which npm leaves out when it runs where they cannot be had, and then refuses to install).
 */
export function lockFaults(lock: { packages: Record<string, LockedPackage> }): string[] {
  const faults: string[] = [];
  for (const [path, locked] of Object.entries(lock.packages)) {
    if (locked.resolved !== undefined) faults.push(`${path} has an address`);
    for (const name of Object.keys(locked.optionalDependencies ?? {})) {
      const isThere = [`${path}/node_modules/${name}`, `node_modules/${name}`].some(
        (each) => each in lock.packages,
      );
      if (!isThere) faults.push(`${path} wants ${name}, which is not in the lock`);
    }
  }
  return faults;
}

function lineAt(text: string, index: number): string {
  const start = text.lastIndexOf("\n", index) + 1;
  const end = text.indexOf("\n", index);
  return text.slice(start, end < 0 ? undefined : end).trim();
}
