import assert from "node:assert/strict";
import type { LinkModel } from "../../sim/link.ts";
import type { SimHost } from "../../sim/sim-host.ts";
import { World } from "../../sim/world.ts";
import type { DatagramSocket } from "../../src/ports/datagrams.ts";

const PORT = 4000;
const GROUP = "239.1.2.3";
const CLEAN: Partial<LinkModel> = { jitterUs: 0, delayUs: 1000, bytesPerSecond: 1e9 };

interface Heard {
  atUs: number;
  bytes: Uint8Array;
  address: string;
  port: number;
}

/** A host that is up, with one socket on `PORT` that keeps what it hears. */
class Ear {
  readonly host: SimHost;
  readonly socket: DatagramSocket;
  readonly heard: Heard[] = [];

  constructor(world: World, group?: string) {
    this.host = world.addHost();
    this.socket = this.host.boot().datagrams.open({
      port: PORT,
      ...(group === undefined ? {} : { group }),
      onReceive: (bytes, address, port) => this.heard.push({ atUs: world.nowUs, bytes, address, port }),
      onError: assert.fail,
    });
  }

  get address(): string {
    return this.host.nic.address!;
  }

  /** What was heard, each datagram by its first two bytes. */
  get numbers(): number[] {
    return this.heard.map(({ bytes }) => bytes[0]! * 256 + bytes[1]!);
  }

  say(number: number, to: Ear | string, length = 2): void {
    const bytes = new Uint8Array(length);
    bytes[0] = number >> 8;
    bytes[1] = number;
    this.socket.send(bytes, typeof to === "string" ? to : to.address, PORT);
  }
}

function pair(link: Partial<LinkModel>, seed = 1): { world: World; left: Ear; right: Ear } {
  const world = new World({ seed, link: { ...CLEAN, ...link } });
  return { world, left: new Ear(world, GROUP), right: new Ear(world, GROUP) };
}

function sayMany(world: World, from: Ear, to: Ear, count: number, gapMs = 1): void {
  for (let i = 0; i < count; i++) {
    from.say(i, to);
    world.runForMs(gapMs);
  }
  world.runForMs(10_000);
}

describe("SimDatagrams over a link", () => {
  it("takes the link's delay, and names its sender", () => {
    const { world, left, right } = pair({ delayUs: 3000 });
    left.say(7, right);
    world.runForMs(100);
    assert.deepEqual(right.numbers, [7]);
    const [heard] = right.heard;
    assert.ok(heard!.atUs >= 3000 && heard!.atUs <= 3002);
    assert.equal(heard!.address, left.address);
    assert.equal(heard!.port, PORT);
  });

  it("queues at the link's throughput: 100 kB/s carries 100 datagrams of 972 bytes a second", () => {
    const { world, left, right } = pair({ bytesPerSecond: 100_000 });
    for (let i = 0; i < 100; i++) left.say(i, right, 972);
    world.runForMs(5000);
    assert.equal(right.heard.length, 100);
    const lastUs = right.heard[99]!.atUs;
    assert.ok(lastUs > 990_000 && lastUs < 1_010_000, `${lastUs}`);
  });

  it("loses its share, and only its share", () => {
    const { world, left, right } = pair({ loss: 0.25 });
    sayMany(world, left, right, 4000);
    assert.ok(Math.abs(right.heard.length - 3000) < 120, `${right.heard.length}`);
    assert.equal(world.network.counters.packetsLost, 4000 - right.heard.length);
  });

  it("keeps order under jitter, and lets only reordered datagrams be overtaken", () => {
    const calm = pair({ jitterUs: 20_000 });
    sayMany(calm.world, calm.left, calm.right, 500);
    assert.deepEqual(
      calm.right.numbers,
      Array.from({ length: 500 }, (_, i) => i),
    );
    const wild = pair({ jitterUs: 20_000, reorder: 0.2, reorderUs: 50_000 });
    sayMany(wild.world, wild.left, wild.right, 500);
    const { numbers } = wild.right;
    assert.equal(numbers.length, 500);
    assert.ok(numbers.some((number, i) => i > 0 && number < numbers[i - 1]!));
  });

  it("doubles its share", () => {
    const { world, left, right } = pair({ duplication: 0.1 });
    sayMany(world, left, right, 2000);
    assert.ok(Math.abs(right.heard.length - 2200) < 60, `${right.heard.length}`);
    assert.equal(new Set(right.numbers).size, 2000);
  });

  it("drops and counts what is larger than 1,472 bytes", () => {
    const { world, left, right } = pair({});
    left.say(1, right, 1472);
    left.say(2, right, 1473);
    world.runForMs(100);
    assert.deepEqual(right.numbers, [1]);
    assert.equal(left.host.nic.counters.udpOversize, 1);
    assert.equal(world.network.counters.udpOversize, 1);
  });

  it("holds multicast for a beacon, but not what is sent to one node meanwhile", () => {
    const { world, left, right } = pair({ multicastHoldUs: 300_000 });
    const waits: number[] = [];
    for (let i = 0; i < 100; i++) {
      const startUs = world.nowUs;
      left.say(1, GROUP);
      left.say(2, right);
      world.runForMs(1000);
      const [first, second] = right.heard.splice(0);
      assert.deepEqual([first!.bytes[1], second!.bytes[1]], [2, 1]);
      waits.push(second!.atUs - startUs);
    }
    assert.ok(Math.max(...waits) > 200_000 && Math.max(...waits) <= 301_100);
    assert.ok(Math.min(...waits) < 50_000);
  });

  it("gives each direction its own link", () => {
    const { world, left, right } = pair({});
    world.network.setLink(left.host.nic, right.host.nic, { loss: 1 });
    left.say(1, right);
    right.say(2, left);
    world.runForMs(100);
    assert.deepEqual(right.numbers, []);
    assert.deepEqual(left.numbers, [2]);
    world.network.setDefaultLink({ loss: 1 });
    right.say(3, left);
    world.runForMs(100);
    assert.deepEqual(left.numbers, [2]);
  });
});

describe("SimNetwork cuts", () => {
  it("cut one direction, or both, until mended", () => {
    const { world, left, right } = pair({});
    const both = (): void => {
      left.say(1, right);
      right.say(2, left);
      world.runForMs(100);
    };
    world.network.cutOneWay(left.host.nic, right.host.nic);
    both();
    assert.deepEqual([left.heard.length, right.heard.length], [1, 0]);
    world.network.cut(left.host.nic, right.host.nic);
    both();
    assert.deepEqual([left.heard.length, right.heard.length], [1, 0]);
    world.network.mend(left.host.nic, right.host.nic);
    both();
    assert.deepEqual([left.heard.length, right.heard.length], [2, 1]);
  });

  it("partition groups, multicast too, and leave the others alone", () => {
    const world = new World({ seed: 3, link: CLEAN });
    const ears = Array.from({ length: 5 }, () => new Ear(world, GROUP));
    const [a, b, c, , free] = ears as [Ear, Ear, Ear, Ear, Ear];
    world.partition([
      [a.host, b.host],
      [c.host, ears[3]!.host],
    ]);
    a.say(1, GROUP);
    world.runForMs(100);
    assert.deepEqual(
      ears.map(({ heard }) => heard.length),
      [1, 1, 0, 0, 1],
    );
    free.say(2, GROUP);
    world.runForMs(100);
    assert.deepEqual(
      ears.map(({ heard }) => heard.length),
      [2, 2, 1, 1, 2],
    );
    world.heal();
    c.say(3, GROUP);
    world.runForMs(100);
    assert.deepEqual(
      ears.map(({ heard }) => heard.length),
      [3, 3, 2, 2, 3],
    );
  });

  it("survive the growth of the network, as links do", () => {
    const { world, left, right } = pair({});
    const third = new Ear(world);
    world.network.cutOneWay(third.host.nic, right.host.nic);
    world.network.setLink(third.host.nic, left.host.nic, { delayUs: 77_000 });
    for (let i = 0; i < 60; i++) world.addHost();
    third.say(1, right);
    third.say(2, left);
    right.say(3, third);
    world.runForMs(1000);
    assert.deepEqual([right.numbers, left.numbers, third.numbers], [[], [2], [3]]);
    assert.ok(left.heard[0]!.atUs >= 77_000 && third.heard[0]!.atUs < 10_000);
  });
});

describe("SimDatagrams and their host", () => {
  it("fall silent at a crash, and are opened anew after a boot", () => {
    const { world, left, right } = pair({});
    left.say(1, right);
    right.host.crash();
    world.runForMs(100);
    left.say(2, right);
    right.say(9, left);
    world.runForMs(100);
    assert.deepEqual([left.numbers, right.numbers], [[], []]);
    const ports = right.host.boot();
    const heard: number[] = [];
    ports.datagrams.open({ port: PORT, onReceive: (bytes) => heard.push(bytes[1]!), onError: assert.fail });
    left.say(3, right);
    world.runForMs(100);
    assert.deepEqual(heard, [3]);
    assert.deepEqual(right.numbers, []);
  });

  it("hear a group once after they joined it anew, and not at all where they did not", () => {
    const { world, left, right } = pair({});
    const heard: number[] = [];
    for (const group of [undefined, GROUP]) {
      right.host.crash();
      right.host.boot().datagrams.open({
        port: PORT,
        ...(group === undefined ? {} : { group }),
        onReceive: (bytes) => heard.push(bytes[1]!),
        onError: assert.fail,
      });
      left.say(group === undefined ? 1 : 2, GROUP);
      world.runForMs(100);
    }
    assert.deepEqual(heard, [2]);
  });

  it("have no address while there is no network, and another one afterwards", () => {
    const { world, left, right } = pair({});
    const before = right.address;
    right.host.nic.setAddress(undefined);
    assert.deepEqual(right.host.ports.datagrams.addresses(), []);
    left.socket.send(new Uint8Array(2), before, PORT);
    right.say(1, left);
    world.runForMs(100);
    assert.deepEqual([left.heard.length, right.heard.length], [0, 0]);
    right.host.nic.setAddress("10.0.9.9");
    assert.deepEqual(right.host.ports.datagrams.addresses(), ["10.0.9.9"]);
    left.say(2, right);
    right.say(3, left);
    world.runForMs(100);
    assert.deepEqual(right.numbers, [2]);
    assert.equal(left.heard[0]!.address, "10.0.9.9");
  });

  it("count bytes and packets, each node's own and all together", () => {
    const { world, left, right } = pair({});
    left.say(1, right, 100);
    left.say(2, GROUP, 50);
    left.socket.send(new Uint8Array(10), right.address, PORT + 1);
    world.runForMs(100);
    const { counters } = left.host.nic;
    assert.equal(counters.udpPacketsSent, 3);
    assert.equal(counters.udpBytesSent, 160);
    assert.equal(counters.udpBytesReceived, 50);
    assert.equal(right.host.nic.counters.udpPacketsReceived, 2);
    assert.equal(right.host.nic.counters.udpBytesReceived, 150);
    assert.equal(right.host.nic.counters.udpUnheard, 1);
    assert.equal(world.network.counters.udpBytesSent, 160);
    assert.equal(world.network.counters.udpPacketsReceived, 3);
  });
});
