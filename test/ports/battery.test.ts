import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ModdableBattery } from "../../hosts/moddable/moddable-battery.ts";
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

/** The SDK's ADC of an ESP32-S3: 12 bits up to 2,450 mV, with noise; a divider of 100 to 100 kΩ before it. */
function onPin() {
  let mv: number | undefined = 3700;
  let reads = 0;
  const pin = {
    resolution: 12,
    read: () => {
      const noise = (reads++ % 5) - 2;
      if (mv === undefined) return undefined;
      return Math.max(0, Math.min(4095, Math.floor(((mv / 2) * 4095) / 2450) + 8 * noise));
    },
  };
  return {
    battery: new ModdableBattery(pin, { pin: 4, upperKohm: 100, lowerKohm: 100 }),
    setMv: (to: number | undefined) => {
      mv = to;
    },
  };
}

describeLaws("ModdableBattery", batteryLaws, onPin);

describe("ModdableBattery", () => {
  it("knows its divider", () => {
    const pin = { resolution: 12, read: () => 2048 };
    for (const [upperKohm, lowerKohm, mv] of [
      [0, 100, 1225],
      [100, 100, 2451],
      [220, 100, 3921],
    ] as const) {
      assert.equal(new ModdableBattery(pin, { pin: 4, upperKohm, lowerKohm }).readMv(), mv);
    }
  });
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
