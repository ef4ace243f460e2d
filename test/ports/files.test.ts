import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NodeFiles } from "../../hosts/node/node-files.ts";
import { Prng } from "../../sim/prng.ts";
import { SimFiles } from "../../sim/sim-files.ts";
import type { Files } from "../../src/ports/files.ts";
import { filesLaws, type PowerCutHarness, powerCutLaws } from "./files-laws.ts";
import { describeLaws } from "./stages.ts";

describeLaws("SimFiles", filesLaws, () => ({ files: new SimFiles({ prng: new Prng(1) }) }));

for (let seed = 0; seed < 5; seed++) {
  describeLaws(`SimFiles in a power cut, seed ${seed}`, powerCutLaws, (): PowerCutHarness => {
    const files = new SimFiles({ prng: new Prng(seed) });
    return { files, cutPower: (): Files => files.crash() };
  });
}

describeLaws("NodeFiles", filesLaws, () => {
  const root = mkdtempSync(join(tmpdir(), "povpoi-files-"));
  return { files: new NodeFiles(join(root, "store")), dispose: () => rmSync(root, { recursive: true }) };
});
