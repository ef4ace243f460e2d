import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Files by path from the repository's top. A law takes one and returns what breaks it, so that a test can show it broken. */
export type Tree = ReadonlyMap<string, string>;

/** What git tracks or would: text files with their content. */
export function readTree(): Tree {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const paths = execFileSync("git", list, { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 26 }).split("\0");
  const tree = new Map<string, string>();
  for (const path of paths.filter((each) => each !== "").sort()) {
    const bytes = readIfThere(join(ROOT, path));
    if (bytes !== undefined && !bytes.subarray(0, 8192).includes(0)) tree.set(path, bytes.toString("utf8"));
  }
  return tree;
}

/** A tree of a few made-up files. */
export function makeTree(files: Record<string, string>): Tree {
  return new Map(Object.entries(files));
}

/** Paths below a folder with an ending. */
export function filesOf(tree: Tree, folder: string, ending = ".ts"): string[] {
  return [...tree.keys()].filter((path) => path.startsWith(`${folder}/`) && path.endsWith(ending));
}

/** What a TypeScript file imports: paths of the tree, and names of packages as they stand. Without `types`, what is left of it at run time. */
export function importsOf(path: string, text: string, types = true): string[] {
  const found: string[] = [];
  for (const match of withoutComments(text).matchAll(IMPORT)) {
    if (!types && /^(?:import|export) type\b/.test(match[0])) continue;
    const name = match[1] ?? match[2] ?? "";
    found.push(name.startsWith(".") ? posix.join(posix.dirname(path), name) : name);
  }
  return found;
}

/** `import … from "x"`, `export … from "x"`, `import "x"` at the start of a line; `import("x")` anywhere. */
const IMPORT =
  /^(?:import|export)\b(?:[^;"'`]*?\bfrom)?\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;

/** Text without comments; good enough for import lines, which hold no strings that look like one. */
function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    // Deleted, and not yet committed so.
    return undefined;
  }
}
