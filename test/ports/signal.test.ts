import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NodeSignal } from "../../hosts/node/node-signal.ts";
import { SimSignal } from "../../sim/sim-signal.ts";
import { signalLaws } from "./signal-laws.ts";
import { describeLaws } from "./stages.ts";

function inFile() {
  const folder = mkdtempSync(join(tmpdir(), "povpoi-signal-"));
  const path = join(folder, "signal-dbm");
  return {
    path,
    signal: new NodeSignal(path),
    setDbm: (dbm: number | undefined) => {
      if (dbm === undefined) rmSync(path, { force: true });
      else writeFileSync(path, `${dbm}\n`);
    },
    dispose: () => rmSync(folder, { recursive: true }),
  };
}

describeLaws("NodeSignal", signalLaws, inFile);

describeLaws("SimSignal", signalLaws, () => {
  const signal = new SimSignal(-60);
  return {
    signal,
    setDbm: (dbm) => {
      signal.dbm = dbm;
    },
  };
});

describe("NodeSignal", () => {
  it("takes nothing else in its file for a strength", () => {
    const { path, signal, dispose } = inFile();
    try {
      for (const text of ["", "strong", "12", "-1e9", "NaN", "-60 dBm", "0".repeat(99)]) {
        writeFileSync(path, text);
        assert.equal(signal.readDbm(), undefined, text);
      }
    } finally {
      dispose();
    }
  });
});
