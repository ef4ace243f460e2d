import assert from "node:assert/strict";
import { runScale, type ScaleResult } from "../../sim/scenario/scale.ts";

describe("a group of 40 poi, more than one can know", () => {
  let result: ScaleResult;
  before(() => {
    result = runScale({ nodes: 40, seed: 1, quietSeconds: 60, limitSeconds: 60 });
  });

  it("says little while nothing is new", () => {
    const { quiet, peers } = result;
    const perNodeSecond = (quiet.udpBytes + quiet.tcpBytes) / 40 / quiet.seconds;
    assert.ok(perNodeSecond < 40, `${perNodeSecond} B/s a node`);
    assert.deepEqual(peers, { least: 32, most: 32 });
  });

  it("takes an edit to all of them within seconds", () => {
    const { reachedSeconds } = result;
    assert.equal(reachedSeconds.length, 40);
    assert.ok(reachedSeconds.at(-1)! < 5, `${reachedSeconds.at(-1)} s`);
  });
});
