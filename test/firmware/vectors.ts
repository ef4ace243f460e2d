import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { BUILT, ROOT, writeManifest } from "../../hosts/node/firmware-build.ts";
import { buildLinux } from "../../hosts/node/firmware-linux.ts";
import type { Sdk } from "../../hosts/node/firmware-sdk.ts";
import { importsOf } from "../style/tree.ts";
import { readVectorFiles, vectorTitle } from "../vectors/vector-files.ts";
import type { Outcome } from "./outcome.ts";
import { ROOMY, runFirmware } from "./run-firmware.ts";

const NAME = "vectors";
const START = "test/firmware/inside/vectors-start";
const INSIDE = [START, "test/firmware/inside/print-laws", "test/xs/inside/plain"];
const TABLE = "test/firmware/inside/vector-modules";

/** All vectors on the XS of the SDK: they lie in the firmware's files, and it prints what each call gives. */
export async function runVectors(sdk: Sdk, onOutcome: (outcome: Outcome) => void): Promise<void> {
  const files = readVectorFiles();
  const table = writeTable(files.map(({ module }) => module));
  const bridges = withImports(files.filter(({ isBridge }) => isBridge).map(({ module }) => module));
  const manifest = writeManifest(NAME, (base) => {
    base.platforms["lin"] = { ...base.platforms["lin"]!, ...{ creation: { main: START } } };
    const own = [...INSIDE, ...bridges].map((file) => [file, `${ROOT}${file}`]);
    const modules = { ...base.modules, ...Object.fromEntries(own), [TABLE]: table };
    return { ...base, creation: ROOMY, modules };
  });
  const firmware = await buildLinux(sdk, { name: NAME, manifest });
  const home = mkdtempSync(join(tmpdir(), "povpoi-vectors-"));
  const cases = files.flatMap((file) => file.cases.map((vector) => ({ file, vector })));
  const calls = cases.map(({ file: { module }, vector: { call, args } }) => ({ module, call, args }));
  writeFileSync(join(home, "vectors.jsonl"), calls.map((each) => `${JSON.stringify(each)}\n`).join(""));
  let count = 0;
  const ended = await runFirmware(firmware, home, (line) => {
    const { file, vector } = cases[count++]!;
    const expected = vector.throws === undefined ? { gives: vector.gives } : { throws: vector.throws };
    const title = `vectors of ${file.name}: ${vectorTitle(vector)}`;
    const right = isDeepStrictEqual(JSON.parse(line), expected);
    onOutcome({ title, error: right ? "" : `expected ${JSON.stringify(expected)}, got ${line}` });
  });
  rmSync(home, { recursive: true });
  const error = ended === "" && count === cases.length ? "" : `${count} of ${cases.length} ran\n${ended}`;
  onOutcome({ title: "vectors: the firmware ends well", error });
}

/** Files of test/ and those that they import from it, as modules. */
function withImports(paths: readonly string[]): string[] {
  const found = new Set(paths);
  for (const path of found) {
    const imports = importsOf(path, readFileSync(join(ROOT, path), "utf8"));
    for (const each of imports) if (each.startsWith("test/")) found.add(each);
  }
  return [...found].map((path) => path.replace(/\.ts$/, ""));
}

/** A module that imports all that vectors are about; returns its path without ending. */
function writeTable(modules: readonly string[]): string {
  const imports = modules.map((module, i) => `import * as m${i} from "../../../${module}";`);
  const entries = modules.map((module, i) => `  [${JSON.stringify(module)}, m${i}],`);
  const text = `${imports.join("\n")}\n\nexport const MODULES = new Map<string, object>([\n${entries.join("\n")}\n]);\n`;
  const path = join(BUILT, NAME, "vector-modules");
  mkdirSync(join(BUILT, NAME), { recursive: true });
  writeFileSync(`${path}.ts`, text);
  return path;
}
