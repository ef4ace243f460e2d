import assert from "node:assert/strict";
import { AccessPoint, PLAIN_COUNTER } from "../../sim/access-point.ts";
import { GroupWorld } from "../../sim/group/group-world.ts";
import { SLEEPY_WIFI } from "../../sim/wifi.ts";
import type { LocalUs } from "../../src/ports/clock.ts";
import { JOINED, type RadioClock } from "../../src/ports/radio-clock.ts";
import { networkName } from "../../src/sync/counter-watch.ts";
import { DATAGRAM } from "../../src/sync/datagram.ts";
import { Answer, ASK_BYTES, questionNetwork } from "../../src/sync/question.ts";
import { GroupLab } from "./group-lab.ts";

const SETTLE_MS = 10_000;

/** A pair that has played for a while, of which the second one follows. */
function pair(seed: number, counter: object | undefined, wifi = {}): GroupWorld {
  const group = new GroupWorld({ seed, nodes: 2, wifi, ...(counter === undefined ? {} : { counter }) });
  group.members[0]!.boot();
  group.world.runForMs(2000);
  group.members[1]!.boot();
  group.world.runForMs(SETTLE_MS);
  assert.ok(group.isLocked);
  return group;
}

/** Errors of the pair, 20 times a second, in which nobody goes back. */
function errors(group: GroupWorld, seconds: number): number[] {
  let lastUs = group.timesUs();
  return Array.from({ length: 20 * seconds }, () => {
    group.world.runForMs(50);
    const nowUs = group.timesUs();
    for (const [i, us] of nowUs.entries()) assert.ok(us >= lastUs[i]!, "back");
    lastUs = nowUs;
    return Math.abs(nowUs[1]! - nowUs[0]!);
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b) / values.length;
}

function stamps({ nodes }: GroupWorld): { taken: number; refused: number } {
  const sum = (pick: (node: (typeof nodes)[number]) => number) => nodes.reduce((all, n) => all + pick(n), 0);
  return { taken: sum(({ clock }) => clock.stampsTaken), refused: sum(({ clock }) => clock.stampsRefused) };
}

describe("the access point's counter", () => {
  it("keeps two poi that both read it within 2.5 µs on average, in queues of milliseconds", () => {
    for (let seed = 1; seed <= 4; seed++) {
      const off = mean(errors(pair(seed, {}), 60));
      assert.ok(off < 2.5, `seed ${seed}: ${off} µs`);
    }
  });

  it("costs no packet", () => {
    const sent = [undefined, {}].map((counter) => {
      const group = pair(5, counter);
      group.world.runForMs(120_000);
      return group.world.network.counters.udpPacketsSent;
    });
    assert.ok(Math.abs(sent[1]! - sent[0]!) < 0.05 * sent[0]!, sent.join());
  });

  it("is that of a poi whose guest the other one is", () => {
    for (const guest of [0, 1]) {
      const group = pair(6, {});
      const [host, station] = [group.members[1 - guest]!, group.members[guest]!];
      const { scheduler, prng } = group.world;
      const own = new AccessPoint(scheduler, host.host.clock, prng, 0x0a0000000001, PLAIN_COUNTER);
      host.radio!.join(undefined);
      host.radio!.own = own;
      station.radio!.join(own);
      group.world.runForMs(SETTLE_MS);
      const before = stamps(group).taken;
      const off = mean(errors(group, 30));
      assert.ok(off < 2.5, `guest ${guest}: ${off} µs`);
      assert.ok(stamps(group).taken > before + 10);
    }
  });

  it("may begin anew at any time: nobody is led astray", () => {
    const group = pair(7, {});
    for (let i = 0; i < 5; i++) {
      group.accessPoint!.restart();
      const all = errors(group, 15);
      assert.ok(Math.max(...all) < 60, `${Math.max(...all)} µs`);
    }
    assert.ok(mean(errors(group, 30)) < 2.5);
  });

  it("is of no use at two access points, and again once both are at one", () => {
    const group = pair(8, {});
    const other = group.addAccessPoint();
    const radio = group.members[1]!.radio!;
    radio.join(other);
    group.world.runForMs(SETTLE_MS);
    const { taken } = stamps(group);
    const apart = errors(group, 60);
    assert.equal(stamps(group).taken, taken);
    assert.ok(Math.max(...apart) < 1000, `${Math.max(...apart)} µs`);
    radio.join(group.accessPoint);
    group.world.runForMs(SETTLE_MS);
    assert.ok(mean(errors(group, 30)) < 2.5);
  });

  it("is not read while the radios sleep, and then it is as without", () => {
    const off = [undefined, {}].map((counter) =>
      mean([1, 2, 3, 4, 5, 6].map((seed) => mean(errors(pair(seed, counter, SLEEPY_WIFI), 60)))),
    );
    assert.ok(off[1]! < 1.2 * off[0]!, `${off[1]} µs, and ${off[0]} without`);
  });

  it("leads all of a group to the same microseconds, beside one that cannot read it", () => {
    const group = new GroupWorld({ seed: 10, nodes: 4, counter: {} });
    group.bootAll(4000);
    group.world.runForMs(5000);
    group.members[3]!.radio!.join(undefined);
    group.world.runForMs(2 * SETTLE_MS);
    let [near, far] = [0, 0];
    for (let i = 0; i < 600; i++) {
      group.world.runForMs(50);
      const times = group.timesUs();
      near = Math.max(near, Math.max(...times.slice(0, 3)) - Math.min(...times.slice(0, 3)));
      far = Math.max(far, Math.abs(times[3]! - times[0]!));
    }
    assert.ok(near < 30 && far < 1000, `${near} and ${far} µs`);
  });
});

const NETWORK = 0x24a43c5a0c1d;
const COUNTER_AHEAD_US = 7e11;

/** A node at an access point whose counter is its own clock and a little, and the answers that the test makes up. */
class CounterLab extends GroupLab {
  constructor(seed: string, radioClock: RadioClock) {
    super(seed, {}, { radioClock });
  }

  /** Hears of an older show, and answers the next question in it: `counterUs` as the answer tells it. */
  hearAnswer(counterUs: (heardLocalUs: number) => number, heldUs = 0): void {
    this.air.hear(this.beacon(2, { show: 9, groupUs: 60e6 + this.node.ports.clock.localUs(), joinedS: 1 }));
    let asked: Uint8Array | undefined;
    this.air.sent.length = 0;
    while (asked === undefined) {
      this.world.runForMs(1);
      asked = this.take(DATAGRAM.ask)[0]?.bytes;
    }
    const heardUs = this.node.ports.clock.localUs();
    this.world.runForMs(3);
    const bytes = this.answer(2, asked);
    const answer = new Answer();
    answer.decode(bytes);
    answer.heardUs = Math.floor(this.node.clock.groupUs(heardUs as LocalUs));
    answer.heldUs = heldUs;
    answer.network = networkName(NETWORK);
    answer.counterUs = counterUs(heardUs) % 2 ** 40;
    answer.counterError = 4;
    answer.encode(bytes);
    this.air.hear(bytes, false);
  }
}

/** Reads a counter that is as much ahead as the test says. */
class FakeRadio implements RadioClock {
  clock: { localUs(): LocalUs } | undefined;
  aheadUs = COUNTER_AHEAD_US;

  read(place: number, into: Parameters<RadioClock["read"]>[1]): boolean {
    if (place !== JOINED || this.clock === undefined) return false;
    into.network = NETWORK;
    into.localUs = this.clock.localUs();
    into.counterUs = into.localUs + this.aheadUs;
    into.withinUs = 20;
    return true;
  }
}

function counterLab(seed: string, aheadUs = COUNTER_AHEAD_US): CounterLab {
  const radio = new FakeRadio();
  radio.aheadUs = aheadUs;
  const lab = new CounterLab(seed, radio);
  radio.clock = lab.node.ports.clock;
  lab.world.runForMs(2000);
  return lab;
}

describe("what an answer says of a counter", () => {
  it("is taken where it is between question and answer", () => {
    const { node } = at("right", (localUs) => localUs + COUNTER_AHEAD_US);
    assert.deepEqual([node.clock.stampsTaken, node.clock.stampsRefused], [1, 0]);
  });

  it("is taken across the turn of what an answer can tell", () => {
    for (const aheadUs of [2 ** 40 - 2_505_000, 2 ** 40, 3 * 2 ** 40 - 1000]) {
      const { node } = at(`turn ${aheadUs}`, (localUs) => localUs + aheadUs, aheadUs);
      assert.equal(node.clock.stampsTaken, 1, String(aheadUs));
    }
  });

  it("is refused where the question was not asked as yet, or was answered already", () => {
    for (const offUs of [-10_000, 10_000, -3e9, 3e11]) {
      const { node } = at(`off ${offUs}`, (localUs) => localUs + COUNTER_AHEAD_US + offUs);
      assert.deepEqual([node.clock.stampsTaken, node.clock.stampsRefused], [0, 1], String(offUs));
    }
  });

  it("tells a counter to those who are there, and zeros to all others", () => {
    const lab = counterLab("told");
    const question = lab.question(2);
    const tell = (name: number): Answer => {
      question[21] = name >> 8;
      question[22] = name;
      lab.air.hear(question, false);
      const answer = new Answer();
      answer.decode(lab.take(DATAGRAM.answer).at(-1)!.bytes);
      return answer;
    };
    const told = tell(networkName(NETWORK));
    assert.equal(told.network, networkName(NETWORK));
    assert.ok(told.counterError > 0 && told.counterError < 20, String(told.counterError));
    assert.ok(Math.abs(told.counterUs - COUNTER_AHEAD_US - told.heardUs) <= 1);
    const stranger = tell(networkName(NETWORK) ^ 1);
    assert.deepEqual([stranger.network, stranger.counterUs, stranger.counterError], [0, 0, 0]);
  });

  it("is asked for by who has a counter", () => {
    const lab = counterLab("asks");
    lab.air.hear(lab.beacon(2, { show: 9, groupUs: 1e9, joinedS: 1 }));
    lab.world.runForMs(100);
    const [asked] = lab.take(DATAGRAM.ask);
    assert.equal(asked!.bytes.length, ASK_BYTES);
    assert.equal(questionNetwork(asked!.bytes, JOINED), networkName(NETWORK));
  });
});

function at(
  seed: string,
  counterUs: (heardLocalUs: number) => number,
  aheadUs = COUNTER_AHEAD_US,
): CounterLab {
  const lab = counterLab(seed, aheadUs);
  lab.hearAnswer(counterUs);
  return lab;
}
