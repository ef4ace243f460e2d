import assert from "node:assert/strict";
import { LACKS_BLOBS, LOCKED, SYNCS } from "../../src/sync/beacon.ts";
import { chargeOf, healthBits, signalOf } from "../../src/sync/health.ts";

describe("how a node is, in a beacon's flags", () => {
  it("is read as it was written, beside all other flags", () => {
    for (let charge = 0; charge <= 7; charge++) {
      for (let signal = 0; signal <= 3; signal++) {
        for (const others of [0, LOCKED, LOCKED | SYNCS | LACKS_BLOBS]) {
          const flags = others | healthBits(charge, signal);
          assert.ok(flags <= 255);
          assert.deepEqual([chargeOf(flags), signalOf(flags), flags & 7], [charge, signal, others]);
        }
      }
    }
  });
});
