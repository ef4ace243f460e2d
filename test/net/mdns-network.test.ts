import assert from "node:assert/strict";
import fc from "fast-check";
import { WIFI_LINK } from "../../sim/link.ts";
import { Mdns } from "../../src/net/mdns.ts";
import { LEFT_POI, PROBE_OF_LOSER, QUESTION } from "./dns-vectors.ts";
import { MdnsWorld, type Poi, TYPE } from "./mdns-world.ts";

/** Nodes that start within 5 s. */
function start(net: MdnsWorld, count: number): Poi[] {
  return Array.from({ length: count }, (_, i) => {
    const poi = net.poi(`Poi ${i}`).start();
    net.world.runForMs(net.world.prng.between(0, 5000 / count));
    return poi;
  });
}

/** Whether each node has found all others. */
const allFound = (pois: Poi[]) => pois.every((poi) => poi.found.length === pois.length - 1);

describe("A network of poi", () => {
  it("is quiet: 20 nodes that know each other send less than 60 packets a minute together", () => {
    const net = new MdnsWorld(1);
    const pois = start(net, 20);
    net.world.runForMs(120_000);
    net.heard.length = 0;
    net.world.runForMs(1_200_000);
    const perMinute = net.heard.length / 20;
    const bytes = net.heard.reduce((sum, heard) => sum + heard.bytes.length, 0) / 20;
    assert.ok(perMinute < 60 && bytes < 12_000, `${perMinute} packets, ${bytes} bytes a minute`);
    assert.ok(allFound(pois));
    for (const poi of pois) assert.equal(poi.events.length, 19, "nobody was lost meanwhile");
    const pointers = net.answersWith("PTR _povpoi").length / 20;
    assert.ok(pointers <= 20, `${pointers} answers a minute that known answers should have suppressed`);
  });

  it("is quiet, too, where there are more nodes than places for them", () => {
    const net = new MdnsWorld(2);
    const pois = Array.from({ length: 20 }, (_, i) => net.poi(`Poi ${i}`).start({ maxInstances: 8 }));
    net.world.runForMs(120_000);
    net.heard.length = 0;
    net.world.runForMs(600_000);
    const perMinute = net.heard.length / 10;
    assert.ok(perMinute < 60, `${perMinute} packets a minute`);
    for (const poi of pois) assert.equal(poi.found.length, 8);
  });

  it("finds itself within 2 s, and within 20 s where 15 % of all packets are lost", () => {
    for (const [link, limitMs] of [
      [{}, 2000],
      [{ loss: 0.15 }, 20_000],
    ] as const) {
      for (let seed = 1; seed <= 20; seed++) {
        const net = new MdnsWorld(seed, link);
        const pois = [net.poi("A").start(), net.poi("B").start(), net.poi("C").start(), net.poi("D").start()];
        assert.ok(
          net.world.runUntilTrue(() => allFound(pois), limitMs),
          `seed ${seed}: ${pois.map((poi) => poi.found)}`,
        );
      }
    }
  });

  it("finds a lost one again soon, however bad the air", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const net = new MdnsWorld(seed, { ...WIFI_LINK, loss: 0.15 });
      const pois = start(net, 4);
      net.world.runForMs(20_000);
      let missingMs = 0;
      for (let i = 0; i < 600; i++) {
        net.world.runForMs(1000);
        if (!allFound(pois)) missingMs += 1000;
      }
      assert.ok(missingMs < 30_000, `seed ${seed}: incomplete for ${missingMs} ms of 600 s`);
    }
  });

  it("forgets who is cut off within 120 s, and finds him within 65 s of the mending", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const net = new MdnsWorld(seed);
      const pois = start(net, 6);
      net.world.runForMs(10_000);
      net.world.partition([pois.slice(0, 3).map((poi) => poi.host), pois.slice(3).map((poi) => poi.host)]);
      assert.ok(net.world.runUntilTrue(() => pois.every((poi) => poi.found.length === 2), 122_000));
      net.world.runForMs(600_000);
      net.world.heal();
      assert.ok(
        net.world.runUntilTrue(() => allFound(pois), 65_000),
        `seed ${seed}`,
      );
    }
  });

  it("hears a node that is only heard, and does not hear", () => {
    const net = new MdnsWorld(2);
    const [a, b] = [net.poi("A"), net.poi("B")];
    net.world.network.cutOneWay(a.host.nic, b.host.nic);
    a.start();
    b.start();
    net.world.runForMs(20_000);
    assert.deepEqual([a.found, b.found], [["B"], []]);
    net.world.heal();
    assert.ok(net.world.runUntilTrue(() => allFound([a, b]), 65_000));
  });

  it("survives nodes that crash and start at any time", () => {
    const net = new MdnsWorld(3, { loss: 0.05 });
    const pois = start(net, 6);
    const { prng } = net.world;
    for (let i = 0; i < 60; i++) {
      const poi = pois[prng.below(pois.length)]!;
      if (!poi.host.isUp) {
        poi.port = 8000 + i;
        poi.start();
      } else if (prng.chance(0.5)) poi.host.crash();
      else poi.stop();
      net.world.runForMs(prng.between(0, 20_000));
    }
    for (const poi of pois) if (!poi.host.isUp) poi.start();
    assert.ok(net.world.runUntilTrue(() => allFound(pois), 200_000));
    net.world.runForMs(130_000);
    for (const poi of pois) {
      assert.deepEqual(poi.renames, []);
      for (const other of pois) {
        if (other !== poi) assert.equal(other.get(poi.label)?.port, poi.port);
      }
    }
  });

  it("works with several nodes on one machine, which share address and port", () => {
    const net = new MdnsWorld(4);
    const ports = net.world.addHost().boot();
    const found: string[][] = [[], [], []];
    const renames: string[] = [];
    const nodes = found.map((list, i) => {
      const mdns = new Mdns(ports, { hostName: "povpoi-1a2b", onHostRename: (name) => renames.push(name) });
      mdns.advertise({ name: "Poi", type: TYPE, port: 8080 + i, onRename: (name) => renames.push(name) });
      mdns.browse(TYPE, {
        onFound: ({ name, port }) => list.push(`${name} ${port}`),
        onUpdate: () => {},
        onLost: () => {},
      });
      net.world.runForMs(3000);
      return mdns;
    });
    net.world.runForMs(30_000);
    assert.deepEqual(renames.sort(), ["Poi (2)", "Poi (3)"], "one name of the host is right for all");
    assert.deepEqual(
      found.map((list) => list.sort()),
      [
        ["Poi (2) 8081", "Poi (3) 8082"],
        ["Poi (3) 8082", "Poi 8080"],
        ["Poi (2) 8081", "Poi 8080"],
      ],
    );
    const far = net.poi("Far").start();
    assert.ok(net.world.runUntilTrue(() => far.found.length === 3, 3000));
    assert.equal(far.events.length, 3);
    assert.ok(
      net.heard.every(({ from, to }) => from !== to),
      "a unicast to this machine might reach another node of it",
    );
    for (const mdns of nodes) mdns.stop();
    assert.ok(net.world.runUntilTrue(() => far.found.length === 0, 1500));
  });

  it("does the same again from the same seed", () => {
    const run = () => {
      const net = new MdnsWorld(5, { loss: 0.1 });
      start(net, 5);
      net.world.runForMs(300_000);
      return net.world.trace.hash;
    };
    assert.equal(run(), run());
  });

  it("opens its socket again when it fails, less and less often", () => {
    const net = new MdnsWorld(6);
    const host = net.world.addHost();
    const ports = host.boot();
    let isBroken = true;
    const opened: number[] = [];
    const mdns = new Mdns(
      {
        ...ports,
        datagrams: {
          addresses: () => ports.datagrams.addresses(),
          open: (options) => {
            opened.push(Math.round(net.nowMs));
            const socket = ports.datagrams.open(options);
            if (!isBroken) return socket;
            socket.close();
            // One adapter tells at once, another later.
            if (opened.length % 2 === 1) options.onError("taken");
            else ports.timers.after(5, () => options.onError("taken"));
            return socket;
          },
        },
      },
      { hostName: "povpoi-1a2b" },
    );
    const service = mdns.advertise({ name: "Poi", type: TYPE, port: 80 });
    net.world.runForMs(40_000);
    const gaps = opened.slice(1).map((at, i) => Math.round((at - opened[i]!) / 1000));
    assert.deepEqual(gaps, [1, 2, 4, 8, 16]);
    assert.equal(service.isHeld, false);
    isBroken = false;
    net.world.runForMs(60_000);
    assert.equal(service.isHeld, true);
    mdns.stop();
    const count = opened.length;
    net.world.runForMs(600_000);
    assert.equal(opened.length, count);
  });

  it("withstands noise: nothing throws, and all still works", function () {
    this.timeout(0);
    const numRuns = Math.ceil(Number(process.env["FUZZ_RUNS"] ?? 20_000) / 4);
    const net = new MdnsWorld(7);
    const [left, right] = net.pair();
    net.world.network.onPacket = undefined;
    const stranger = net.stranger();
    const mutated = fc
      .tuple(
        fc.constantFrom(LEFT_POI, QUESTION, PROBE_OF_LOSER),
        fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
      )
      .map(([vector, changes]) => {
        const bytes = vector.slice();
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 300 })), fc.nat(200), (bytes, ms) => {
        stranger.multicast(bytes);
        net.world.runForMs(ms);
        assert.ok(right.found.length <= 32);
      }),
      { numRuns, endOnFailure: true },
    );
    net.world.runForMs(5_000_000);
    assert.deepEqual(left.found, [right.service.name]);
    assert.deepEqual(right.found, [left.service.name]);
  });
});
