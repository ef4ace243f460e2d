import assert from "node:assert/strict";
import { SimSignal } from "../../sim/sim-signal.ts";
import { SignalGauge } from "../../src/sync/signal-gauge.ts";

function levels(strengths: readonly (number | undefined)[]): number[] {
  const signal = new SimSignal(undefined);
  const gauge = new SignalGauge(signal);
  return strengths.map((dbm) => {
    signal.dbm = dbm;
    return gauge.level;
  });
}

describe("the signal's gauge", () => {
  it("begins as strong to -67 dBm, fair to -80, weak below", () => {
    for (const [dbm, level] of [
      [-30, 3],
      [-67, 3],
      [-68, 2],
      [-80, 2],
      [-81, 1],
      [-100, 1],
      [undefined, 0],
    ] as const)
      assert.deepEqual(levels([dbm]), [level], `${dbm} dBm`);
  });

  it("does not go back and forth where a hand is in the way", () => {
    assert.deepEqual(levels([-66, -69, -71, -66, -72, -69, -64, -63]), [3, 3, 3, 3, 2, 2, 2, 3]);
  });

  it("goes all the way at once, and knows nothing without a network", () => {
    assert.deepEqual(levels([-50, -95, -40, undefined, -90]), [3, 1, 3, 0, 1]);
  });
});
