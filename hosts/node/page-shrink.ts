import { readFileSync } from "node:fs";
import type { Plugin } from "esbuild";

/**
 * What src/ has to ship as numbers, because two engines must agree to the last bit, a page may compute: a browser's own
 * rounding is far from the edges of these tables, and a test in Chromium compares them.
 */
const TABLES: readonly { file: RegExp; table: RegExp; formula: string }[] = [
  {
    file: /src\/pov\/light\.ts$/,
    table: /(LIGHT_OF_CODE = )new Uint16Array\(\[[\d, ]+\]\)/,
    formula:
      "Uint16Array.from({ length: 256 }, (_, i) => 65535 * ((i /= 255) <= 0.04045 ? i / 12.92 : ((i + 0.055) / 1.055) ** 2.4) + 0.5)",
  },
  {
    file: /src\/patterns\/sine\.ts$/,
    table: /(QUARTER = )new Uint16Array\(\[[\d, ]+\]\)/,
    formula: "Uint16Array.from({ length: 65 }, (_, i) => 32767 * Math.sin((Math.PI * i) / 128) + 0.5)",
  },
];

/** Where a loop is written out for a strip of 32 LEDs, which counts on XS alone: the loop that follows does the same. */
const WRITTEN_OUT = / {2}\/\/ biome-ignore format: a table\n {2}if \([\s\S]*?\n {2}\}\n/g;

/** What a pattern is born with: the page knows stored patterns, which have names and values of their own. */
const BORN_WITH = /^ {2}(about|id|name|color1|color2|speed):\s*("[^"]*"|\w+),\n/gm;

/** Leaves out of src/ what the page can do without, two kilobytes in all. */
export const SHRINK: Plugin = {
  name: "shrink",
  setup(build) {
    for (const { file, table, formula } of TABLES) {
      build.onLoad({ filter: file }, ({ path }) => {
        const text = readFileSync(path, "utf8");
        if (!table.test(text))
          return { errors: [{ text: `${path} has not the table that the page computes` }] };
        return { contents: text.replace(table, `$1${formula}`), loader: "ts" };
      });
    }
    // What tests have held already.
    build.onLoad({ filter: /src\/ports\/assert\.ts$/ }, () => ({ contents: "export function assert() {}" }));
    build.onLoad({ filter: /src\/bytes\/frozen\.ts$/ }, () => ({
      contents: "export const frozen = (value) => value",
    }));
    build.onLoad({ filter: /src\/patterns\/[a-z-]+\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(BORN_WITH, "").replace(WRITTEN_OUT, ""),
      loader: "ts",
    }));
  },
};
