import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin, transform } from "esbuild";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Every module of src/, by path from the repository's top, sorted. */
export function sourceFiles(): string[] {
  const files = readdirSync(join(ROOT, "src"), { recursive: true }) as string[];
  return files
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `src/${file}`)
    .sort();
}

/** Name of a module in the engine: its path without "src/" and ".ts". */
export function moduleName(file: string): string {
  return file.replace(/^src\//, "").replace(/\.ts$/, "");
}

/**
 * One script that sets the global `modules` to the namespaces of the given files, by module name. With `inspect`, each module
 * also exports what it keeps to itself at its top level, as `$name`.
 */
export async function bundleModules(files: readonly string[], inspect = false): Promise<string> {
  const imports = files.map((file, i) => `import * as m${i} from "./${file}";`);
  const entries = files.map((file, i) => `${JSON.stringify(moduleName(file))}: m${i}`);
  const script = `${imports.join("\n")}\nglobalThis.modules = { ${entries.join(", ")} };`;
  return bundle(script, inspect ? [exposeTopLevel] : []);
}

/** The engine's side of the harness. */
export function bundleHarness(): Promise<string> {
  return bundle('import "./test/xs/inside/harness.ts";', []);
}

async function bundle(contents: string, plugins: Plugin[]): Promise<string> {
  const result = await build({
    stdin: { contents, resolveDir: ROOT, loader: "js" },
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    // Modules are strict; a plain script is not, and would pass over a write to something frozen.
    banner: { js: '"use strict";' },
    logLevel: "silent",
    plugins,
  });
  return result.outputFiles[0]?.text ?? "";
}

const exposeTopLevel: Plugin = {
  name: "expose the top level",
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
      const text = readFileSync(path, "utf8");
      const [{ code }, statements] = await Promise.all([
        transform(text, { loader: "ts", target: "es2022" }),
        topLevelLines(text),
      ]);
      const names = new Set(
        statements.map((line) => TOP_LEVEL.exec(line)?.[1]).filter((name) => name !== undefined),
      );
      const exports = [...names].map((name) => `${name} as $${name}`);
      return { contents: `${code}\nexport { ${exports.join(", ")} };`, loader: "js" };
    });
  },
};

/** A declaration, as esbuild prints those of the top level. */
const TOP_LEVEL = /^(?:export )?(?:const|let|var|class|function\*?|async function\*?) ([\w$]+)/;

/** Lines of a TypeScript module, its types left out, that begin at the margin: the top level's statements, and their ends. */
export async function topLevelLines(text: string): Promise<string[]> {
  // Without templates, so that no text of one stands at the margin.
  const supported = { "template-literal": false };
  const { code } = await transform(text, { loader: "ts", target: "es2022", supported });
  return code.split("\n").filter((line) => /^\S/.test(line));
}
