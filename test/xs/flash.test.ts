/**
 * All that is measured on XS runs here once more over frozen modules: whole nodes, requests, sessions and pictures meet what
 * lies in flash on the device, and whoever writes to it throws here as there.
 */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { moduleName } from "./bundle.ts";
import { startXs, type Xs, XsError } from "./xs.ts";

const TESTS = fileURLToPath(new URL("../", import.meta.url));

const files = (readdirSync(TESTS, { recursive: true }) as string[])
  .filter((file) => file.endsWith(".xs.ts") && !file.startsWith("xs/"))
  .map((file) => `test/${file}`)
  .sort();

describe("modules in flash carry", () => {
  let xs: Xs;
  before(async () => {
    xs = await startXs({ programs: files, frozen: true, inspect: true });
  });
  after(() => xs?.close());
  for (const file of files) {
    it(`what ${file} runs`, async () => {
      for (const name of await programsOf(xs, file)) await measure(xs, file, name);
    });
  }
});

async function programsOf(xs: Xs, file: string): Promise<string[]> {
  const isProgram = "value !== null && typeof value === 'object' && 'prepare' in value";
  const code = `Object.entries(modules[argument]).filter(([, value]) => ${isProgram}).map(([name]) => name)`;
  return (await xs.run(code, moduleName(file))).value as string[];
}

async function measure(xs: Xs, file: string, name: string): Promise<void> {
  try {
    await xs.measure(moduleName(file), name);
  } catch (error) {
    if (error instanceof XsError) throw new Error(`${name}: ${error.message}`);
    throw error;
  }
}
