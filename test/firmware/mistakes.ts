import { BOARDS } from "../../hosts/node/firmware-boards.ts";
import { BuildFailure, ROOT, writeManifest } from "../../hosts/node/firmware-build.ts";
import { checkBoard } from "../../hosts/node/firmware-check.ts";
import type { Sdk } from "../../hosts/node/firmware-sdk.ts";
import type { Outcome } from "./outcome.ts";

interface Mistake {
  title: string;
  /** File that is added to the firmware as a module of src/. */
  file: string;
  preload: boolean;
  /** What is said of it. */
  says: RegExp;
}

const MISTAKES: readonly Mistake[] = [
  {
    title: "a table that could be written to is told",
    file: "test/style/unfrozen",
    preload: true,
    says: /src\/mistake: LIST: not frozen/,
  },
  {
    title: "a module that is not preloaded is told",
    file: "test/style/tree",
    preload: false,
    says: /src\/mistake is not in the preload list/,
  },
  {
    title: "a module that cannot be preloaded is told",
    file: "test/firmware/inside/throws-at-load",
    preload: true,
    says: /there is no clock while flash is made/,
  },
];

/** Mistakes made on purpose, which the check of a device's firmware must find. */
export async function runMistakes(sdk: Sdk, onOutcome: (outcome: Outcome) => void): Promise<void> {
  for (const { title, file, preload, says } of MISTAKES) {
    const manifest = writeManifest("mistake", (base) => ({
      ...base,
      modules: { ...base.modules, "src/mistake": `${ROOT}${file}` },
      preload: preload ? [...base.preload, "src/mistake"] : base.preload,
    }));
    const said = await checkBoard(sdk, { name: "mistake", board: BOARDS[0]!, manifest }).catch((error) => {
      if (error instanceof BuildFailure) return [error.message];
      throw error;
    });
    const found = said.some((line) => says.test(line));
    onOutcome({ title: `check: ${title}`, error: found ? "" : `it said:\n${said.join("\n")}` });
  }
}
