/**
 * Stands in for tsc where mcconfig builds a firmware to be tried: the same modules in a quarter of the time, their types not
 * checked, which `npm test` and every build to be flashed do. Called by make with "-p" and the settings of one module.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { transformSync } from "esbuild";

const settings = JSON.parse(readFileSync(process.argv[3], "utf8"));
const { rootDir, outDir } = settings.compilerOptions;
for (const source of settings.files) {
  const target = join(outDir, source.slice(rootDir.length)).replace(/\.ts$/, ".js");
  const { code } = transformSync(readFileSync(source, "utf8"), {
    loader: "ts",
    target: "es2022",
    sourcefile: source,
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, useDefineForClassFields: true } },
  });
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, code.replace(/(from |import |import\()"(\.[^"]*)\.ts"/g, '$1"$2.js"'));
}
