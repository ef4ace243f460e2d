import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parseSpeeds, Swing } from "../../../sim/photo/swing.ts";

describe("Swing", () => {
  it("turns evenly at one speed, also before its first point", () => {
    const swing = new Swing([{ seconds: 1, turnsPerS: 2 }]);
    assert.deepEqual([swing.turnsAt(1), swing.turnsAt(1.25), swing.turnsAt(0)], [0, 0.5, -2]);
  });

  it("between two points is evenly faster or slower, and goes on as it ended", () => {
    const swing = new Swing(parseSpeeds("0,1\n2,3\n4,1\n"));
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map((seconds) => swing.turnsAt(seconds)),
      [0, 1.5, 4, 6.5, 8, 9],
    );
  });

  it("tells when it has made so many turns", () => {
    const swing = new Swing(parseSpeeds("seconds,turns a second\n0,1\n2,3\n4,1\n"));
    for (const turns of [0.1, 1.5, 4, 7, 20]) {
      assert.ok(Math.abs(swing.turnsAt(swing.secondsAt(turns)) - turns) < 1e-6);
    }
  });

  it("may be a recording such as the one in docs/", () => {
    const text = readFileSync(new URL("../../../docs/photo/swing.csv", import.meta.url), "utf8");
    const swing = new Swing(parseSpeeds(text));
    assert.ok(Math.abs(swing.turnsAt(4) - 8) < 0.5, `${swing.turnsAt(4)} turns`);
  });

  it("refuses recordings that cannot be, and says which line", () => {
    for (const [text, part] of [
      ["", "got 0"],
      ["0,1\n0,2", "line 2"],
      ["0,0", "line 1"],
      ["0,-1", "line 1"],
      ["0,21", "line 1"],
      ["0,1,2", "line 1"],
      ["0", "line 1"],
      ["0,", "line 1"],
      [",1", "line 1"],
      ["t,v\n1,x", "line 2"],
      ["0,1\nInfinity,1", "line 2"],
    ] as const) {
      assert.throws(() => parseSpeeds(text), { code: "bad-request", message: new RegExp(part) }, text);
    }
  });
});
