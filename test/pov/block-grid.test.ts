import assert from "node:assert/strict";
import fc from "fast-check";
import { Block, planBlock, zeroViews } from "../../src/pov/block-grid.ts";
import { LightMemory, makeLightMemory, WORD } from "../../src/pov/light-memory.ts";
import { mostColumnsPerS, stripSetup } from "../../src/pov/strip-setup.ts";
import { CHIPS } from "./strip-lab.ts";

const plans = fc.record({
  chip: fc.constantFrom(...CHIPS),
  leds: fc.integer({ min: 1, max: 288 }),
  share: fc.oneof(fc.double({ min: 0.001, max: 1, noNaN: true }), fc.constant(1)),
  gapUs: fc.integer({ min: 0, max: 2000 }),
  spreadUs: fc.double({ min: 0, max: 200, noNaN: true }),
  most: fc.integer({ min: 1, max: 16 }),
});

function plan({
  chip,
  leds,
  share,
  gapUs,
  spreadUs,
  most,
}: typeof plans extends fc.Arbitrary<infer T> ? T : never) {
  const setup = stripSetup({ chip, leds });
  const memory = new LightMemory(makeLightMemory(setup, { arenaBytes: 0 }));
  const periodUs = 1e6 / (mostColumnsPerS(setup) * share);
  return { setup, memory, periodUs, plan: planBlock(memory, 1, periodUs, gapUs, spreadUs, most) };
}

describe("planBlock", () => {
  it("fits columns, lead and padding into a block, in whole words, and not for longer than a content may wait", () => {
    fc.assert(
      fc.property(plans, (options) => {
        const { setup, memory, periodUs, plan: made } = plan(options);
        const bytesPerUs = setup.hz / 8e6;
        const { columns, leadBytes, leadStep, padBytes } = made;
        assert.ok(columns >= 1 && columns <= options.most);
        assert.equal((leadBytes | leadStep | padBytes) & 3, 0);
        const length = leadBytes + (columns - 1) * periodUs * bytesPerUs + setup.columnBytes + padBytes;
        assert.ok(length <= memory.word(WORD.blockBytes) + 4, `${length} bytes`);
        assert.ok(columns === 1 || (columns - 1) * periodUs <= 10_000);
        // What comes after a column belongs to its time; with the next lead it may not be longer.
        assert.ok(setup.columnBytes + padBytes <= periodUs * bytesPerUs + 4);
      }),
      { numRuns: 400 },
    );
  });

  it("a block has a view for each lead; columns lie where their time is, to two bytes, behind it", () => {
    fc.assert(
      fc.property(plans, (options) => {
        const { setup, memory, periodUs, plan: made } = plan(options);
        const block = new Block(memory, 1);
        memory.bytes.fill(255, memory.word(WORD.blocksAt), memory.word(WORD.zerosAt));
        block.lay(made);
        const views = block.views;
        assert.ok(views.length >= 1 && views.length <= 41);
        const end = views[0]!.byteOffset + views[0]!.length;
        views.forEach((view, lead) => {
          assert.equal((view.byteOffset | view.length) & 3, 0);
          assert.equal(view.byteOffset + view.length, end);
          assert.equal(view.byteOffset, views[0]!.byteOffset - lead * made.leadStep);
          assert.ok(view.byteOffset >= memory.word(WORD.blocksAt) + memory.word(WORD.blockBytes));
          assert.ok(view.every((byte) => byte === 0));
        });
        assert.ok(end <= memory.word(WORD.zerosAt));
        const first = block.columnAt[0]!;
        for (let k = 0; k < made.columns; k++) {
          const offset = (block.columnAt[k]! - first) * 4;
          assert.ok(Math.abs(offset - (k * periodUs * setup.hz) / 8e6) <= 2.001);
          assert.ok(block.columnAt[k]! * 4 + setup.columnBytes <= end);
        }
        assert.equal(first * 4, views[0]!.byteOffset);
      }),
      { numRuns: 100 },
    );
  });
});

describe("zeroViews", () => {
  it("are zeros, the longest first", () => {
    const { memory } = plan({ chip: "sk9822", leds: 3, share: 1, gapUs: 0, spreadUs: 64, most: 16 });
    const views = zeroViews(memory);
    assert.deepEqual(
      views.map((view) => view.length),
      [4096, 2048, 1024, 512, 256, 128, 64, 32, 16],
    );
    for (const view of views) assert.ok(view.every((byte) => byte === 0));
  });
});
