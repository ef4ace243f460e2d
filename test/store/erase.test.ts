import assert from "node:assert/strict";
import { Prng } from "../../sim/prng.ts";
import { PowerCut, SimFiles } from "../../sim/sim-files.ts";
import { askErase, eraseIfAsked } from "../../src/store/erase.ts";

const PATHS = [
  "journal.jsonl",
  "node.json",
  "peers.json",
  "blobs/aa",
  "blobs/bb",
  "parts/cc",
  "uploads/0.in",
];

function filled(seed: number): SimFiles {
  const files = new SimFiles({ prng: new Prng(seed) });
  for (const directory of ["blobs", "parts", "uploads"]) files.makeDirectory(directory);
  for (const path of [...PATHS, "lock"]) {
    const file = files.open(path, "w");
    file.write(new Uint8Array(10), 0);
    file.flush();
    file.close();
  }
  return files;
}

describe("erasing a node's files", () => {
  it("happens where it was asked for, and spares the lock of a desktop's folder", () => {
    const files = filled(1);
    eraseIfAsked(files);
    assert.equal(files.contents().size, PATHS.length + 1);
    askErase(files);
    eraseIfAsked(files);
    assert.deepEqual([...files.contents().keys()], ["lock"]);
  });

  it("is finished at the next start wherever the power was cut", () => {
    for (let cut = 1; ; cut++) {
      const files = filled(cut);
      askErase(files);
      files.cutAtOperation(cut);
      try {
        eraseIfAsked(files);
        assert.ok(cut > PATHS.length, "each removal was cut once");
        return;
      } catch (error) {
        assert.ok(error instanceof PowerCut);
      }
      const found = files.crash();
      eraseIfAsked(found);
      assert.deepEqual([...found.contents().keys()], ["lock"], `cut at ${cut}`);
    }
  });
});
