import assert from "node:assert/strict";
import fc from "fast-check";
import { SimDigest } from "../../sim/sim-digest.ts";
import { encodeUtf8 } from "../../src/bytes/utf8.ts";
import { eachCueLine, MAX_CUE_MS, storeCues } from "../../src/playing/cues.ts";
import { MAX_STEP_MS, MAX_STEPS, readSteps, storeSteps } from "../../src/playing/steps.ts";
import { Blobs } from "../../src/store/blobs.ts";
import { isItemId } from "../../src/store/item.ts";
import { JSON_POISON, mutated } from "../bytes/mutated.ts";
import { MemoryFiles } from "../pov/memory-files.ts";

/** Inputs a law; `FUZZ_RUNS=1000000 npx mocha --timeout 0 test/playing/lines-fuzz.test.ts` for the long run. */
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 10_000);

const files = new MemoryFiles();
const blobs = new Blobs(files, new SimDigest());

const STEPS = bytesOf(
  storeSteps(blobs, [
    { image: "smiley", ms: 500, brightness: 9, speed: 100, fadeMs: 20 },
    { pattern: "fire", ms: 65_535 },
  ]),
);
/** Values that cannot be, which faults alone would seldom make. */
const ODD_STEPS = encodeUtf8(
  ["ms", "brightness", "speed", "fadeMs"]
    .flatMap((name) =>
      [-1, 0, 0.5, 256, 65_536, "9", null].map((value) => ({ image: "a", ms: 1, [name]: value })),
    )
    .map((step) => JSON.stringify(step))
    .join("\n"),
);
const ODD_CUES = encodeUtf8(
  [-1, 86_400_001, "9", null].map((at) => JSON.stringify({ at, dark: true })).join("\n") +
    '\n{"at":1,"to":"x","dark":true}\n{"at":1,"image":"","dark":1}\n{"at":1,"image":"../a"}\n',
);
const CUES = bytesOf(
  storeCues(blobs, [
    { at: 0, pattern: "fire" },
    { at: 900.5, to: "0a0000000001", image: "heart" },
    { at: 86_400_000, dark: true },
  ]),
);

function bytesOf(blob: string): Uint8Array {
  const bytes = new Uint8Array(blobs.size(blob)!);
  blobs.read(blob, bytes, 0);
  return bytes;
}

/** A law about a blob that another poi gave. */
function check(seeds: readonly Uint8Array[], law: (blob: string) => void): void {
  fc.assert(
    fc.property(mutated(seeds, JSON_POISON), (bytes) => {
      const blob = blobs.add(bytes);
      law(blob);
      files.remove(`blobs/${blob}`);
    }),
    { numRuns },
  );
}

function assertWhole(value: number | undefined, low: number, high: number): void {
  if (value === undefined) return;
  assert.ok(Number.isInteger(value) && value >= low && value <= high, `${value}`);
}

describe("what another poi gave as content", () => {
  it("is steps that can be played, as many as there may be, or none", function () {
    this.timeout(0);
    check([STEPS, ODD_STEPS], (blob) => {
      const steps = readSteps(blobs, blob);
      assert.ok(steps.length <= MAX_STEPS);
      for (const { image, pattern, ms, brightness, speed, fadeMs } of steps) {
        assert.equal(typeof (image ?? pattern), "string");
        assertWhole(ms, 1, MAX_STEP_MS);
        assertWhole(brightness, 0, 255);
        assertWhole(speed, 1, 255);
        assertWhole(fadeMs, 1, MAX_STEP_MS);
      }
    });
  });

  it("is cues that can be followed, each where its line says, or none", function () {
    this.timeout(0);
    check([CUES, ODD_CUES], (blob) => {
      const size = blobs.size(blob)!;
      eachCueLine(blobs, blob, ({ at, to, image, pattern, dark }, lineAt, length) => {
        assert.ok(at >= 0 && at <= MAX_CUE_MS);
        assert.ok(to === undefined || /^[0-9a-f]{12}$/.test(to));
        assert.ok(dark === true || isItemId(image ?? pattern ?? ""));
        assert.ok(lineAt >= 0 && lineAt + length <= size);
      });
    });
  });
});
