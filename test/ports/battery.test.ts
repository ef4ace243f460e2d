import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NodeBattery } from "../../hosts/node/node-battery.ts";
import { SimBattery } from "../../sim/sim-battery.ts";
import { batteryLaws } from "./battery-laws.ts";
import { describeLaws } from "./stages.ts";

function inFile() {
  const folder = mkdtempSync(join(tmpdir(), "povpoi-battery-"));
  const path = join(folder, "battery-mv");
  return {
    path,
    battery: new NodeBattery(path),
    setMv: (mv: number | undefined) => {
      if (mv === undefined) rmSync(path, { force: true });
      else writeFileSync(path, `${mv}\n`);
    },
    dispose: () => rmSync(folder, { recursive: true }),
  };
}

describeLaws("NodeBattery", batteryLaws, inFile);

describeLaws("SimBattery", batteryLaws, () => {
  const battery = new SimBattery(3700);
  return {
    battery,
    setMv: (mv) => {
      battery.mv = mv;
    },
  };
});

describe("NodeBattery", () => {
  it("takes nothing else in its file for a voltage", () => {
    const { path, battery, dispose } = inFile();
    try {
      for (const text of ["", "full", "-1", "1e9", "NaN", "3700 mV", "0".repeat(99)]) {
        writeFileSync(path, text);
        assert.equal(battery.readMv(), undefined, text);
      }
    } finally {
      dispose();
    }
  });
});
