import assert from "node:assert/strict";
import { runCues } from "../../sim/scenario/cues.ts";
import { PLAIN_WIFI, SLEEPY_WIFI } from "../../sim/wifi.ts";

/** What `npm run sim -- cues` runs at length. */
describe("commands 400 ms ahead", () => {
  const bad = { ...PLAIN_WIFI, loss: 0.15, multicastLoss: 0.15 };
  for (const [name, wifi] of Object.entries({
    "home Wi-Fi": PLAIN_WIFI,
    "15 % loss": bad,
    sleep: SLEEPY_WIFI,
  })) {
    it(`begin within a millisecond on all poi: ${name}`, () => {
      const { spreadsUs, late } = runCues({ seed: 11, nodes: 4, cues: 60, aheadMs: 400, wifi });
      assert.equal(spreadsUs.length, 60);
      assert.equal(late, 0);
      assert.ok(Math.max(...spreadsUs) <= 1000, `${Math.max(...spreadsUs)} µs`);
    });
  }

  it("that come too late are seen as such", () => {
    const { spreadsUs, late } = runCues({ seed: 11, nodes: 4, cues: 20, aheadMs: 0, wifi: PLAIN_WIFI });
    assert.ok(late > 20);
    assert.ok(Math.min(...spreadsUs) > 1000);
  });
});
