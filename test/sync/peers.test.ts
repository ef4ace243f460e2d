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
  const files = new SimFiles({ prng: new Prng("disk") });
  const peers = new Peers(files, clock);
  return { scheduler, clock, files, peers };
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

  it("are waited for before a deletion is forgotten where they are mates, whether they synced with this node or not", () => {
    const { files, clock, peers } = lab();
    const synced = peers.hear(ID, { groups: ["pair"], member: true });
    synced.buriedUpTo = 7;
    // Others of the group may have given it what was deleted here.
    peers.hear("0a0000000002", { groups: ["pair"] });
    peers.hear("0a0000000003", { groups: ["strangers"] });
    assert.equal(peers.everybodyHas(9), 7);
    peers.enrol(({ groups }) => groups.includes("pair"));
    assert.equal(peers.everybodyHas(9), -1);
    const after = new Peers(files, clock);
    assert.deepEqual(
      after.all().map(({ deviceId, member }) => [deviceId, member]),
      [
        [ID, true],
        ["0a0000000002", true],
      ],
    );
  });
});
