import assert from "node:assert/strict";
import { Prng } from "../../sim/prng.ts";
import { Scheduler } from "../../sim/scheduler.ts";
import { SimClock } from "../../sim/sim-clock.ts";
import { SimFiles } from "../../sim/sim-files.ts";
import { Peers } from "../../src/sync/peers.ts";

const ID = "0a0000000001";

function lab() {
  const scheduler = new Scheduler();
  const clock = new SimClock(scheduler, { driftPpm: 0, startUs: 0, wallMs: undefined });
  const peers = new Peers(new SimFiles({ prng: new Prng("disk") }), clock);
  return { scheduler, peers };
}

describe("the nodes that a node knows", () => {
  it("stay online when the last of an old name is heard after the new one", () => {
    const { peers } = lab();
    const peer = peers.hear(ID, { name: "Right Poi", advertised: true });
    peers.hear(ID, { name: "Moon", advertised: true });
    peers.lose(ID, "Right Poi");
    assert.ok(peers.isOnline(peer));
    peers.lose(ID, "Moon");
    assert.ok(!peers.isOnline(peer));
  });

  it("were last seen when they left, not when they were found", () => {
    const { scheduler, peers } = lab();
    const peer = peers.hear(ID, { name: "Right Poi", advertised: true });
    scheduler.runFor(3_600_000_000);
    assert.ok(peers.isOnline(peer));
    peers.lose(ID, "Right Poi");
    assert.equal(peer.lastSeenUs, 3_600_000_000);
    assert.ok(!peers.isOnline(peer));
  });
});
