import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** One thing that must come out of one call, on every engine. */
export interface Vector {
  /** What the case shows; without it the call itself. */
  it?: string;
  /** An export of the module, or of the bridge beside the vectors. */
  call: string;
  /** Values as inside/plain.ts writes them: bytes are `{"hex": "c3a9"}`. */
  args: unknown[];
  /** What is returned, or else: */
  gives?: unknown;
  /** What is thrown: a PoiError's code, any other error's message. */
  throws?: string;
}

export interface VectorFile {
  /** Path below test/vectors without its ending: `bytes/utf8`. */
  name: string;
  /** The file whose exports are called, by path from the repository's top. */
  module: string;
  /** Whether that is a bridge: a file that runs on XS beside src/. */
  isBridge: boolean;
  /** Where the expected values come from: a standard, or how they were worked out. Never from our own code. */
  source: string;
  cases: Vector[];
}

interface Content {
  source: string;
  cases: Vector[];
  /** Further modules (or bridges) that the same cases hold for. */
  also?: string[];
}

const FOLDER = new URL("./", import.meta.url);

/**
 * All vectors. `test/vectors/bytes/utf8.json` is about `src/bytes/utf8.ts`; where calling exports with plain values is not
 * enough, `test/vectors/bytes/utf8.ts` beside it exports functions that are called instead.
 */
export function readVectorFiles(): VectorFile[] {
  const files = (readdirSync(FOLDER, { recursive: true }) as string[]).filter((file) =>
    file.endsWith(".json"),
  );
  return files.sort().flatMap((file) => {
    const { source, cases, also } = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as Content;
    return [file.slice(0, -".json".length), ...(also ?? [])].map((name) => {
      const isBridge = existsSync(fileURLToPath(new URL(`${name}.ts`, FOLDER)));
      return {
        name,
        module: isBridge ? `test/vectors/${name}.ts` : `src/${name}.ts`,
        isBridge,
        source,
        cases,
      };
    });
  });
}

/** Title of a case. */
export function vectorTitle(vector: Vector): string {
  return vector.it ?? `${vector.call}(${vector.args.map((each) => JSON.stringify(each)).join(", ")})`;
}
