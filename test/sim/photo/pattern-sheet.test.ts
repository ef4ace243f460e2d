import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { patternPage } from "../../../sim/photo/pattern-page.ts";
import { patternPhoto } from "../../../sim/photo/pattern-sheet.ts";
import { patternShow } from "../../../sim/photo/pattern-show.ts";
import { StripRig } from "../../../sim/strip/strip-rig.ts";
import { PATTERNS } from "../../../src/patterns/patterns.ts";
import type { PatternContent } from "../../../src/pov/pattern-tables.ts";

/** What goes over the bus in 50 ms, for a seed of the pattern and one of the world's gaps. */
function bytesOf(id: string, seed: number): string {
  const rig = new StripRig({ strip: { chip: "sk9822", leds: 32 }, gapUs: [0, 100], patterns: PATTERNS });
  const hash = createHash("sha256");
  const { tap } = rig.strip;
  rig.desk.showPattern(patternShow(id, seed) as PatternContent, { originUs: rig.groupUs, columnsPerS: 2000 });
  rig.strip.tap = (bytes, startUs, byteUs) => {
    hash.update(bytes);
    tap!(bytes, startUs, byteUs);
  };
  rig.runForMs(50);
  return hash.digest("hex");
}

/** Patterns that draw from their seed. */
const CHANCE = ["sparkle", "fire", "meteor", "vu-meter", "audio-sparkle"];

describe("photos of patterns", () => {
  it("same seed, same bytes on the bus; another seed, others where chance plays a part", () => {
    const all = new Set<string>();
    for (const { id } of PATTERNS) {
      const bytes = bytesOf(id, 7);
      assert.equal(bytesOf(id, 7), bytes, id);
      if (CHANCE.includes(id)) assert.notEqual(bytesOf(id, 8), bytes, id);
      all.add(bytes);
    }
    assert.equal(all.size, PATTERNS.length);
  });

  it("show light in all of them, and the same one each time", () => {
    for (const { id } of PATTERNS) {
      const { rgb } = patternPhoto(id, 48);
      assert.ok(Math.max(...rgb) > 100, id);
    }
    assert.deepEqual(patternPhoto("fire", 48), patternPhoto("fire", 48));
  });
});

describe("docs/patterns.md", () => {
  it("says what the patterns declare", () => {
    const path = new URL("../../../docs/patterns.md", import.meta.url);
    const remedy = "docs/patterns.md and the patterns differ: run npm run sim -- sheet";
    assert.equal(readFileSync(path, "utf8"), patternPage(), remedy);
  });
});
