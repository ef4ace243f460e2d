import assert from "node:assert/strict";
import { costLines } from "../../hosts/xs/cost-lines.ts";

const NODE = { computrons: 2_000_000, slots: 5125, chunkBytes: 48_000 };
const LIGHT = { computrons: 51_600_000, columns: 60_000, skipped: 0, lostUs: 0 };

describe("what the engine's poi says of its cost", () => {
  it("is what it came to on each core of a device", () => {
    assert.deepEqual(costLines("Left Poi", 60, NODE, LIGHT), [
      "Left Poi    2,000,000 computrons in 60 s, about 1.00 % of an ESP32-S3's first core; 5,125 slots and 47 KB of chunks held",
      "            light: 1,000 columns a second, 860 computrons each, about 25.80 % of the second core",
    ]);
  });

  it("tells what was not shown, and whose fault it is", () => {
    const [, line] = costLines("Left Poi", 60, NODE, { ...LIGHT, skipped: 1234, lostUs: 1_250_000 });
    assert.match(
      line,
      /; 1,234 columns left out, for which the device has no time; dark for 1.3 s, for which this computer was too slow$/,
    );
  });

  it("tells of darkness without a division by nothing", () => {
    const [, line] = costLines("Left Poi", 10, NODE, { computrons: 0, columns: 0, skipped: 0, lostUs: 0 });
    assert.equal(
      line,
      "            light: 0 columns a second, 0 computrons each, about 0.00 % of the second core",
    );
  });
});
