import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type LoopCost, measureLoops, measureReached } from "../../bench/pov/measure.ts";

const QUIET = { columnUs: 0, gapUs: [0, 20] } as const;

describe("the light benchmark", () => {
  let costs: ReadonlyMap<string, LoopCost>;
  before(async () => {
    costs = new Map((await measureLoops(20)).map((cost) => [cost.loop, cost]));
  });

  it("copies a column for at most 300 computrons, and no loop takes memory on XS", () => {
    assert.ok(costs.get("picture")!.computronsPerColumn <= 300);
    for (const { slotsPerBlock, chunkBytesPerBlock } of costs.values()) {
      assert.deepEqual([slotsPerBlock, chunkBytesPerBlock], [0, 0]);
    }
  });

  it("is several times as fast as a full render of each column", () => {
    for (const [loop, full, times] of [
      ["picture", "fullPicture", 20],
      ["rainbow", "fullRainbow", 5],
    ] as const) {
      assert.ok(costs.get(full)!.computronsPerColumn > times * costs.get(loop)!.computronsPerColumn);
    }
  });

  it("reaches nine tenths of what the bus can carry", () => {
    const { ceiling, columnsPerS } = measureReached({ chip: "sk9822", leds: 32 }, QUIET);
    assert.ok(columnsPerS / ceiling > 0.89 && columnsPerS / ceiling <= 0.9);
  });

  it("has docs/results.md show the computrons of today", () => {
    const page = readFileSync(new URL("../../docs/results.md", import.meta.url), "utf8");
    for (const [loop, name] of [
      ["picture", "picture, povpoi"],
      ["rainbow", "rainbow, povpoi"],
    ] as const) {
      const row = page.split("\n").find((line) => line.startsWith(`| ${name} `));
      const shown = Number(row?.split("|")[4]?.replaceAll(",", ""));
      const { computronsPerColumn } = costs.get(loop)!;
      assert.ok(Math.abs(shown - computronsPerColumn) <= 0.02 * computronsPerColumn, `${name}: ${shown}`);
    }
  });
});
