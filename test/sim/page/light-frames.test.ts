import assert from "node:assert/strict";
import fc from "fast-check";
import {
  FrameReader,
  type LightFrame,
  type PoiView,
  packWrite,
  viewFrame,
  writesFrame,
} from "../../../sim/page/light-frames.ts";

const VIEW: PoiView = {
  name: "Poi Ä",
  url: "http://127.0.0.1:8080",
  strip: { chip: "sk9822", leds: 2, order: "bgr", cells: 2, channelMa: 20, quietMa: 1 },
};

/** Bytes of whole words, of which most are zeros. */
const blocks = fc
  .array(fc.record({ zeros: fc.nat(300), words: fc.array(fc.nat(0xffffffff), { maxLength: 20 }) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => {
    const words = parts.flatMap(({ zeros, words }) => [...new Array(zeros).fill(0), ...words]);
    return new Uint8Array(Uint32Array.from(words).buffer);
  });

describe("light frames", () => {
  it("come out as they went in, however they are cut", () => {
    fc.assert(
      fc.property(
        fc.array(blocks, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 500 }),
        (all, cut) => {
          const writes = all.map((bytes, i) => ({ startUs: 1.7e15 + i, byteUs: 0.4, bytes }));
          const packed = writes.map(({ bytes, startUs, byteUs }) => packWrite(bytes, startUs, byteUs));
          const sent = Buffer.concat([viewFrame(3, VIEW), writesFrame(7, packed), viewFrame(0, VIEW)]);
          const reader = new FrameReader();
          const frames: LightFrame[] = [];
          for (let at = 0; at < sent.length; at += cut)
            frames.push(...reader.read(sent.subarray(at, at + cut)));
          assert.deepEqual(frames, [
            { poi: 3, view: VIEW },
            { poi: 7, writes },
            { poi: 0, view: VIEW },
          ]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("take little where there are only zeros, more than a run can count too", () => {
    const bytes = new Uint8Array(4 * 70_000);
    const packed = packWrite(bytes, 0, 1);
    assert.equal(packed.length, 24 + 3 * 2);
    const [frame] = new FrameReader().read(writesFrame(0, [packed]));
    assert.deepEqual(frame, { poi: 0, writes: [{ startUs: 0, byteUs: 1, bytes }] });
  });
});
