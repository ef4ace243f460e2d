import assert from "node:assert/strict";
import { GroupWorld, type Member } from "../../sim/group/group-world.ts";
import { PLAIN_WIFI, SLEEPY_WIFI } from "../../sim/wifi.ts";

const NODES = 6;

/** A minute and a half in which nodes lose their power, return, and are parted, and half a minute of peace. */
function turmoil(seed: number): GroupWorld {
  const wifi = { ...(seed % 3 === 0 ? SLEEPY_WIFI : PLAIN_WIFI), multicastLoss: 0.15 };
  const group = new GroupWorld({ seed, nodes: NODES, wifi });
  const { world, members } = group;
  const { prng } = world;
  const lastUs = new Map<unknown, number>();
  const run = (ms: number): void => {
    world.runUntilTrue(() => {
      for (const { clock } of group.nodes) {
        const us = clock.nowUs();
        assert.ok(us >= (lastUs.get(clock) ?? 0), `seed ${seed}: back at ${world.nowUs} µs`);
        lastUs.set(clock, us);
      }
      return false;
    }, ms);
  };
  const toggle = (member: Member): void => {
    if (member.isUp) member.crash();
    else member.boot();
  };
  members[0]!.boot();
  while (world.nowUs < 90e6) {
    const what = prng.below(4);
    if (what < 2) toggle(prng.pick(members));
    else if (what === 2) world.partition(halves(members, prng.below(1 << NODES)));
    else world.heal();
    run(prng.below(8000));
  }
  world.heal();
  for (const member of members) if (!member.isUp) member.boot();
  run(30_000);
  return group;
}

function halves(members: readonly Member[], mask: number): Member["host"][][] {
  const side = (bit: number) => members.filter((_, i) => ((mask >> i) & 1) === bit).map(({ host }) => host);
  return [side(0), side(1)];
}

describe("a group whose nodes reboot, part and meet", () => {
  it("never goes back while it plays, and ends in one show whose time all know", () => {
    for (let seed = 1; seed <= 12; seed++) {
      const group = turmoil(seed);
      assert.ok(group.isLocked, `seed ${seed}: not all know the time of one show`);
      assert.ok(group.spreadUs() < 5000, `seed ${seed}: ${group.spreadUs()} µs apart`);
    }
  });

  it("repeats bit for bit from its seed", () => {
    const [one, other] = [turmoil(5), turmoil(5)];
    assert.equal(one.world.trace.hash, other.world.trace.hash);
    assert.deepEqual(one.timesUs(), other.timesUs());
  });
});
