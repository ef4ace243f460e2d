import assert from "node:assert/strict";
import { Prng } from "../../sim/prng.ts";
import { encodeUtf8 } from "../../src/bytes/utf8.ts";
import { CueTable } from "../../src/playing/cue-table.ts";
import { type Cue, eachCueLine, storeCues } from "../../src/playing/cues.ts";
import type { Blobs } from "../../src/store/blobs.ts";
import { ApiLab } from "../api/api-lab.ts";

const MINE = "0a0000000001";
const OTHER = "0a0000000002";

describe("cues", () => {
  let blobs: Blobs;

  before(() => {
    blobs = new ApiLab().node().node.store.blobs;
  });

  function drawCues(prng: Prng): Cue[] {
    const cues: Cue[] = [];
    let at = 0;
    for (let i = prng.below(256); i > 0; i--) {
      at += prng.below(3) * prng.below(10_000);
      const target = [{}, { to: MINE }, { to: OTHER }][prng.below(3)]!;
      const shown = [
        { image: "heart" },
        { pattern: "x".repeat(1 + prng.below(64)) },
        { dark: true as const },
      ];
      cues.push({ at, ...target, ...shown[prng.below(3)]! });
    }
    return cues;
  }

  it("come back from their blob, one by one, with the place of each", () => {
    const prng = new Prng("lines");
    for (let i = 0; i < 20; i++) {
      const cues = drawCues(prng);
      const blob = storeCues(blobs, cues);
      const found: Cue[] = [];
      eachCueLine(blobs, blob, (cue, at, length) => {
        found.push(cue);
        const line = new Uint8Array(length);
        blobs.read(blob, line, at);
        assert.deepEqual(JSON.parse(Buffer.from(line).toString()), cue);
      });
      assert.deepEqual(found, cues);
    }
  });

  it("hold for a poi from their time on until its next one", () => {
    const prng = new Prng("tables");
    for (let i = 0; i < 20; i++) {
      const cues = drawCues(prng);
      const table = new CueTable(blobs, storeCues(blobs, cues), MINE);
      const mine = cues.filter(({ to }) => to === undefined || to === MINE);
      assert.equal(table.count, mine.length);
      for (let k = 0; k < 50; k++) {
        const position = prng.below(3_000_000) / 10 - 1000;
        const number = table.numberAt(position);
        assert.equal(
          number,
          mine.findLastIndex(({ at }) => at <= position),
        );
        assert.deepEqual(table.cue(number), mine[number]);
        assert.deepEqual(table.cue(number + 1), mine[number + 1]);
      }
    }
  });

  it("are none where their blob is not here, or larger than cues can be", () => {
    assert.equal(new CueTable(blobs, "0".repeat(64), MINE).count, 0);
    const line = '{"at":1,"dark":true}\n';
    const much = blobs.add(encodeUtf8(line.repeat(2000)));
    assert.equal(new CueTable(blobs, much, MINE).count, 0);
    const many = blobs.add(encodeUtf8(line.repeat(1000)));
    assert.equal(new CueTable(blobs, many, MINE).count, 255);
  });

  it("of another poi's making may be anything: what is no cue is left out, and nothing throws", () => {
    const lines = [
      '{"at":0,"image":"a"}',
      '{"at":"0","image":"a"}',
      '{"at":-1,"image":"a"}',
      '{"at":86400001,"image":"a"}',
      '{"at":1e999,"image":"a"}',
      '{"at":5,"image":"A"}',
      '{"at":5,"image":""}',
      '{"at":5,"to":5,"image":"a"}',
      '{"at":5,"to":"left","image":"a"}',
      '{"at":5,"dark":"yes"}',
      "null",
      "[]",
      "7",
      "{",
      "",
      `{"at":5,"image":"${"a".repeat(120)}"}`,
      '{"at":6,"to":"0A:00:00:00:00:01","pattern":"b","more":1}',
    ];
    const found: Cue[] = [];
    eachCueLine(blobs, blobs.add(encodeUtf8(`${lines.join("\n")}\n`)), (cue) => found.push(cue));
    assert.deepEqual(found, [
      { at: 0, image: "a" },
      { at: 6, to: MINE, pattern: "b" },
    ]);

    const prng = new Prng("noise");
    for (let i = 0; i < 300; i++) {
      const bytes = encodeUtf8(`${JSON.stringify({ at: i, image: "heart" })}\n`.repeat(1 + prng.below(40)));
      for (let k = prng.below(8); k > 0; k--) bytes[prng.below(bytes.length)] = prng.below(256);
      const table = new CueTable(blobs, blobs.add(bytes), MINE);
      for (let number = -1; number <= table.count; number++) table.cue(number);
      assert.ok(table.numberAt(prng.below(1000)) < table.count);
    }
  });
});
