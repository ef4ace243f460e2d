import assert from "node:assert/strict";
import { Prng } from "../../sim/prng.ts";
import { Scheduler } from "../../sim/scheduler.ts";
import { SimClock } from "../../sim/sim-clock.ts";
import { SimFiles } from "../../sim/sim-files.ts";
import { Peers } from "../../src/sync/peers.ts";

const MEMBER = { name: "Right", groups: ["pair"], address: "10.0.0.2", port: 80, member: true };

describe("Peers", () => {
  it("tries again to store a member when the disk refused", () => {
    const files = new SimFiles({ prng: new Prng(1) });
    const clock = new SimClock(new Scheduler(), { driftPpm: 0, startUs: 0, wallMs: undefined });
    const peers = new Peers(files, clock);
    files.failWrite(1, "full");
    peers.hear("0a0000000001", MEMBER);
    assert.deepEqual(new Peers(files, clock).all(), []);
    peers.hear("0a0000000001", {});
    assert.equal(new Peers(files, clock).get("0a0000000001")?.member, true);
  });
});
