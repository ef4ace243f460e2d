import assert from "node:assert/strict";
import { ApiLab, type ApiNode } from "./api-lab.ts";

let lab: ApiLab;
let node: ApiNode;

beforeEach(() => {
  lab = new ApiLab();
  node = lab.node();
});

afterEach(() => lab.check());

const controls = (id: string) => node.get(`/api/patterns/${id}`).controls;

describe("controls of a pattern", () => {
  it("are stored one by one, kept over a power cut, and shown", () => {
    assert.equal(controls("comet"), undefined, "nobody set any");
    node.post("/api/pattern", { index: 5, controls: { lanes: 2 } });
    node.post("/api/pattern", { index: 5, controls: { backwards: true }, speed: 77 });
    node.post("/api/pattern", { index: 5, color1: "#102030" });
    assert.deepEqual(controls("comet"), { lanes: 2, backwards: true });
    node.reboot();
    const comet = node.get("/api/patterns/comet");
    assert.deepEqual([comet.controls, comet.speed], [{ lanes: 2, backwards: true }, 77]);
  });

  it("are given as colours where they are colours", () => {
    node.post("/api/pattern", { index: 9, controls: { front: "#ff8000", edge: 0 } });
    assert.deepEqual(controls("wipe"), { front: { r: 255, g: 128, b: 0 }, edge: 0 });
    node.post("/api/pattern", { index: 9, controls: { front: { r: 1, g: 2, b: 3 } } });
    assert.deepEqual(controls("wipe"), { front: { r: 1, g: 2, b: 3 }, edge: 0 });
  });

  it("of one type are gone when the pattern becomes another type", () => {
    node.post("/api/pattern", { index: 0, controls: { twist: 100 } });
    node.post("/api/pattern", { index: 0, type: 1, controls: { rings: 8 } });
    assert.deepEqual(controls("rainbow"), { rings: 8 });
    node.post("/api/pattern", { index: 0, type: 2 });
    assert.equal(controls("rainbow"), undefined);
  });

  it("that cannot be are refused with the rule, the value and the remedy, and change nothing", () => {
    const before = node.get("/api/patterns");
    const refused: [unknown, RegExp][] = [
      [{ lanes: 5 }, /controls\.lanes must be a whole number from 1 to 4, got 5\./],
      [{ lanes: 1.5 }, /controls\.lanes .* got 1\.5\./],
      [{ lanes: "2" }, /controls\.lanes .* got "2"\./],
      [{ backwards: 1 }, /controls\.backwards must be true or false, got 1\./],
      [{ twist: 50 }, /Comet has the controls lanes, tail, backwards, got "twist"\./],
      [{ constructor: 1 }, /got "constructor"/],
      [[1], /controls must be a JSON object/],
      [7, /controls must be a JSON object, got 7/],
    ];
    for (const [given, message] of refused) {
      const answer = node.post("/api/pattern", { index: 5, controls: given }, 400);
      assert.match(answer.error, message);
    }
    node.post("/api/pattern", { index: 9, controls: { front: "orange" } }, 400);
    assert.deepEqual(node.get("/api/patterns"), before);
  });

  it("reach the other poi", () => {
    const [left, right] = lab.pair();
    left.post("/api/pattern", { index: 0, controls: { twist: -50 } });
    left.post("/api/sync/execute", { peerId: right.deviceId });
    assert.deepEqual(right.get("/api/patterns/rainbow").controls, { twist: -50 });
  });
});
