import assert from "node:assert/strict";
import { BAD_LINK } from "../../sim/link.ts";
import type { PacketNote } from "../../sim/sim-network.ts";
import { World } from "../../sim/world.ts";
import type { Ports } from "../../src/ports/ports.ts";

const GROUP = "239.9.9.9";

/** A chatty stand-in for a node: beacons, a log on disk, a connection to whoever it hears. */
function chatter(ports: Ports): void {
  const log = ports.files.open("log", "w");
  const socket = ports.datagrams.open({
    port: 7000,
    group: GROUP,
    onReceive(bytes, address) {
      log.write(bytes.subarray(0, 4), log.size);
      if (bytes[0]! > 200) log.flush();
      if (bytes[0]! > 240) {
        const stream = ports.streams.connect(address, 80, {
          onReadable() {},
          onWritable() {
            stream.write(bytes);
            stream.close();
          },
          onClose() {},
        });
      }
    },
    onError: assert.fail,
  });
  ports.streams.listen({
    port: 80,
    onConnect: (stream) => ({
      onReadable() {
        const bytes = stream.read(100)!;
        stream.write(bytes);
      },
      onWritable() {},
      onClose() {},
    }),
    onError: assert.fail,
  });
  const beacon = (): void => {
    const bytes = new Uint8Array(40);
    ports.random.fill(bytes);
    socket.send(bytes, GROUP, 7000);
    ports.timers.after(500 + bytes[1]!, beacon);
  };
  ports.timers.after(0, beacon);
}

/** Five chatters over bad links for ten seconds, with crashes and a partition. */
function mayhem(seed: number, touch: (world: World) => void = () => {}): World {
  const world = new World({ seed, link: BAD_LINK });
  for (let i = 0; i < 5; i++) chatter(world.addHost({ wall: "wild" }).boot());
  touch(world);
  for (let i = 0; i < 10; i++) {
    world.runForMs(1000);
    const host = world.prng.pick(world.hosts);
    if (host.isUp) host.crash();
    else chatter(host.boot());
    if (i === 4) world.partition([world.hosts.slice(0, 2), world.hosts.slice(2)]);
    if (i === 7) world.heal();
  }
  return world;
}

describe("World", () => {
  it("repeats bit for bit with its seed, and with no other", () => {
    const first = mayhem(11);
    const second = mayhem(11);
    assert.ok(
      first.network.counters.udpPacketsReceived > 100 && first.network.counters.tcpBytesReceived > 100,
    );
    assert.equal(first.trace.hash, second.trace.hash);
    assert.deepEqual(first.network.counters, second.network.counters);
    assert.deepEqual(
      first.hosts.map((host) => host.files.contents()),
      second.hosts.map((host) => host.files.contents()),
    );
    assert.notEqual(mayhem(12).trace.hash, first.trace.hash);
  });

  it("has another trace when one packet more is sent or one disk operation more is done", () => {
    const plain = mayhem(11).trace.hash;
    const packet = mayhem(11, (world) => {
      const socket = world.hosts[0]!.ports.datagrams.open({ port: 0, onReceive() {}, onError() {} });
      socket.send(new Uint8Array(1), "10.0.0.99", 1);
    });
    const operation = mayhem(11, (world) => world.hosts[0]!.files.makeDirectory("d"));
    assert.notEqual(packet.trace.hash, plain);
    assert.notEqual(operation.trace.hash, plain);
  });

  it("shows every packet to who wants to see, without changing the run", () => {
    const notes: PacketNote[] = [];
    const watched = mayhem(11, (world) => {
      world.network.onPacket = (note) => notes.push(note);
    });
    assert.equal(watched.trace.hash, mayhem(11).trace.hash);
    const { counters } = watched.network;
    assert.equal(notes.length, counters.udpPacketsSent + counters.tcpSegmentsSent);
    assert.ok(new Set(notes.map(({ kind }) => kind)).size >= 6);
  });

  it("gives hosts clocks of their own: drift within 40 ppm, another start at each boot", () => {
    const world = new World({ seed: 4 });
    const hosts = Array.from({ length: 20 }, () => world.addHost());
    assert.ok(new Set(hosts.map((host) => host.driftPpm)).size > 10);
    for (const host of hosts) assert.ok(Math.abs(host.driftPpm) <= 40);
    const starts = new Set<number>();
    for (let i = 0; i < 10; i++) {
      starts.add(hosts[0]!.boot().clock.localUs());
      hosts[0]!.crash();
    }
    assert.ok(starts.size > 5);
  });

  it("lets wild hosts know no time, the right time or a wrong one", () => {
    const kinds = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const world = new World({ seed });
      const wallMs = world.addHost({ wall: "wild" }).boot().clock.wallMs();
      kinds.add(wallMs === undefined ? "none" : wallMs === world.wallMs ? "right" : "wrong");
      assert.equal(world.addHost({ wall: "right" }).boot().clock.wallMs(), world.wallMs);
      assert.equal(world.addHost().boot().clock.wallMs(), undefined);
    }
    assert.deepEqual(kinds, new Set(["none", "right", "wrong"]));
  });

  it("keeps the parts' chance apart: a draw in the scenario does not change a link's losses", () => {
    const run = (draws: number): string => {
      const world = new World({ seed: 5, link: { loss: 0.5 } });
      for (let i = 0; i < draws; i++) world.prng.u32();
      const heard: number[] = [];
      const [from, to] = [world.addHost().boot(), world.addHost().boot()];
      to.datagrams.open({ port: 9, onReceive: (bytes) => heard.push(bytes[0]!), onError() {} });
      const socket = from.datagrams.open({ port: 9, onReceive() {}, onError() {} });
      for (let i = 0; i < 40; i++) socket.send(new Uint8Array([i]), to.datagrams.addresses()[0]!, 9);
      world.runForMs(1000);
      return heard.join();
    };
    assert.equal(run(0), run(3));
  });
});

describe("SimHost", () => {
  it("boots with the disk that the crash left", () => {
    const world = new World({ seed: 6 });
    const host = world.addHost();
    const file = host.boot().files.open("kept", "w");
    file.write(new Uint8Array([1, 2, 3]), 0);
    file.flush();
    host.crash();
    assert.equal(host.isUp, false);
    assert.equal(host.boot().files.size("kept"), 3);
    assert.equal(host.boots, 2);
  });

  it("is gone at a power cut inside a callback, and the world goes on", () => {
    const world = new World({ seed: 7 });
    const [victim, other] = [world.addHost(), world.addHost()];
    const ports = victim.boot();
    const reached: string[] = [];
    victim.onCrash = () => reached.push("dropped");
    ports.timers.after(10, () => {
      ports.files.open("a", "w");
      reached.push("never");
    });
    ports.timers.after(20, () => reached.push("never"));
    other.boot().timers.after(30, () => reached.push("other"));
    victim.files.cutAtOperation(1);
    world.runForMs(100);
    assert.deepEqual(reached, ["dropped", "other"]);
    assert.equal(victim.isUp, false);
    assert.throws(() => ports.files.open("a", "w"), /no power/);
    victim.boot().files.list("");
  });

  it("lets an error of the node's own end the run", () => {
    const world = new World({ seed: 8 });
    world
      .addHost()
      .boot()
      .timers.after(1, () => {
        throw new Error("a fault of the node");
      });
    assert.throws(() => world.runForMs(10), /a fault of the node/);
  });

  it("has other random bytes at each boot, the same for the same seed", () => {
    const draw = (): string[] => {
      const host = new World({ seed: 9 }).addHost();
      return [0, 1].map(() => {
        const bytes = new Uint8Array(8);
        host.boot().random.fill(bytes);
        host.crash();
        return bytes.join();
      });
    };
    const [first, second] = draw();
    assert.notEqual(first, second);
    assert.deepEqual(draw(), [first, second]);
  });
});
