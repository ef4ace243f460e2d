import assert from "node:assert/strict";
import { query, question, record, response, serviceData, wireName } from "./dns-vectors.ts";
import { type Heard, MdnsWorld } from "./mdns-world.ts";

const INSTANCE = wireName("Left Poi", "_povpoi", "_tcp", "local");
const HOST = wireName("povpoi-1a2b", "local");

const probesOf = (packets: Heard[]) => packets.filter(({ text }) => text.includes("-- authority"));
const gaps = (packets: Heard[]) => packets.slice(1).map(({ atMs }, i) => Math.round(atMs - packets[i]!.atMs));

/** An SRV record for "Left Poi" of somebody else. */
const rivalService = record(INSTANCE, 33, 120, serviceData(9999, wireName("rival", "local")), true);

describe("MdnsProber", () => {
  it("asks three times, 250 ms apart, for all names at once, then announces twice, 1 s apart", () => {
    const starts: number[] = [];
    for (let seed = 1; seed <= 20; seed++) {
      const net = new MdnsWorld(seed);
      net.poi("Left Poi", "povpoi-1a2b").start();
      net.world.runForMs(5000);
      const probes = probesOf(net.heard);
      assert.equal(probes.length, 3);
      assert.deepEqual(probes[0]!.text, [
        "ANY? povpoi-1a2b.local QU",
        "ANY? Left Poi._povpoi._tcp.local QU",
        "-- authority",
        "A povpoi-1a2b.local 120 10.0.0.1",
        "SRV Left Poi._povpoi._tcp.local 120 povpoi-1a2b.local:8080",
        'TXT Left Poi._povpoi._tcp.local 4500 ["deviceId=povpoi-1a2b","deviceName=Left Poi","group=pair","version=1"]',
      ]);
      for (const gap of gaps(probes)) assert.ok(gap >= 250 && gap <= 255, `${gap} ms`);
      starts.push(probes[0]!.atMs);
      const announcements = net.packetsWith("SRV", "flush");
      assert.equal(announcements.length, 2);
      assert.ok(gaps([probes[2]!, announcements[0]!])[0]! >= 250);
      const [gap] = gaps(announcements);
      assert.ok(gap! >= 1000 && gap! <= 1005);
      assert.deepEqual(announcements[0]!.text, announcements[1]!.text);
      assert.ok(announcements[0]!.text.includes("PTR _povpoi._tcp.local 4500 Left Poi._povpoi._tcp.local"));
      assert.ok(announcements[0]!.text.includes("A povpoi-1a2b.local 120 flush 10.0.0.1"));
    }
    assert.ok(
      Math.min(...starts) < 50 && Math.max(...starts) > 200 && Math.max(...starts) < 255,
      `${starts}`,
    );
  });

  it("gives the second of two nodes with the same names others, and tells it", () => {
    const net = new MdnsWorld(1);
    const first = net.poi("Left Poi", "povpoi-1a2b").start();
    net.world.runForMs(5000);
    const second = net.poi("Left Poi", "povpoi-1a2b").start();
    net.world.runForMs(10_000);
    assert.deepEqual(first.renames, []);
    assert.deepEqual(second.renames.sort(), ["Left Poi (2)", "povpoi-1a2b-2.local"]);
    assert.equal(second.service.name, "Left Poi (2)");
    assert.equal(second.mdns.hostName, "povpoi-1a2b-2.local");
    assert.deepEqual(first.found, ["Left Poi (2)"]);
    assert.deepEqual(second.found, ["Left Poi"]);
    assert.equal(first.get("Left Poi (2)")?.host, "povpoi-1a2b-2.local");
    assert.deepEqual(first.get("Left Poi (2)")?.addresses, ["10.0.0.2"]);
    const third = net.poi("LEFT POI", "POVPOI-1a2b").start();
    net.world.runForMs(15_000);
    assert.deepEqual(third.renames.sort(), ["LEFT POI (3)", "POVPOI-1a2b-3.local"]);
  });

  it("lets one of two that ask at the same time have the name, whoever it is", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const net = new MdnsWorld(seed);
      const pois = [net.poi("Poi", "povpoi"), net.poi("Poi", "povpoi"), net.poi("Poi", "povpoi")];
      for (const poi of pois) poi.start();
      net.world.runForMs(30_000);
      const names = pois.map((poi) => poi.service.name).sort();
      const hosts = pois.map((poi) => poi.mdns.hostName).sort();
      assert.deepEqual(names, ["Poi", "Poi (2)", "Poi (3)"], `seed ${seed}`);
      assert.deepEqual(hosts, ["povpoi-2.local", "povpoi-3.local", "povpoi.local"], `seed ${seed}`);
      for (const poi of pois) assert.equal(poi.found.length, 2, `seed ${seed}`);
    }
  });

  describe("when another asks for the same name", () => {
    /** Our probes from the moment at which a rival's probe with these records arrives. */
    function contest(authority: string[]) {
      const net = new MdnsWorld(3);
      const rival = net.stranger();
      const poi = net.poi("Left Poi", "povpoi-1a2b").start();
      assert.ok(net.world.runUntilTrue(() => probesOf(net.heard).length === 1, 1000));
      const atMs = net.nowMs;
      rival.multicast(query([question(HOST, 255)], [], authority));
      net.world.runForMs(5000);
      const asked = probesOf(net.heard).filter(
        ({ text, from }) => from !== rival.address && text[0]!.includes("povpoi-1a2b"),
      );
      return { net, poi, atMs, asked };
    }

    it("it waits for a second where the other's data is later", () => {
      const { poi, atMs, asked } = contest([record(HOST, 1, 120, "0a00ffff")]);
      assert.equal(asked.length, 4, "one before, three after");
      assert.ok(asked[1]!.atMs - atMs >= 1000 && asked[1]!.atMs - atMs < 1010);
      assert.deepEqual(poi.renames, [], "nobody took the name after all");
      assert.equal(poi.mdns.hostName, "povpoi-1a2b.local");
    });

    it("it goes on where its own data is later, or the same", () => {
      assert.equal(contest([record(HOST, 1, 120, "0a000001")]).asked.length, 3);
      assert.equal(contest([record(HOST, 1, 120, "0a000002")]).asked.length, 3, "its own record");
      assert.equal(contest([]).asked.length, 3, "nothing proposed");
    });

    it("it counts types before data, and more records for later", () => {
      const own = record(HOST, 1, 120, "0a000002");
      const address6 = record(HOST, 28, 120, "fe800000 00000000 00000000 00000001");
      assert.equal(contest([address6]).asked.length, 4, "AAAA comes behind A");
      assert.equal(contest([address6, own]).asked.length, 4, "in whatever order they stand");
    });

    it("it takes another name where it loses again and again to somebody who never takes it", () => {
      const net = new MdnsWorld(3);
      const rival = net.stranger();
      const poi = net.poi("Left Poi", "povpoi-1a2b").start();
      let answered = 0;
      net.world.runUntilTrue(() => {
        const probes = probesOf(net.heard).filter(
          ({ text, from }) => from !== rival.address && text[0] === "ANY? povpoi-1a2b.local QU",
        );
        if (probes.length > answered) {
          answered = probes.length;
          rival.multicast(query([question(HOST, 255)], [], [record(HOST, 1, 120, "0a00ffff")]));
        }
        return false;
      }, 20_000);
      assert.deepEqual(poi.renames, ["povpoi-1a2b-2.local"]);
    });
  });

  it("gives way to whoever answers its probe, even with a record of another type", () => {
    const net = new MdnsWorld(4);
    const rival = net.stranger();
    const poi = net.poi("Left Poi", "povpoi-1a2b").start();
    net.world.runUntilTrue(() => probesOf(net.heard).length === 3, 2000);
    rival.multicast(response(record(HOST, 28, 120, "fe800000 00000000 00000000 00000001", true)));
    net.world.runForMs(5000);
    assert.deepEqual(poi.renames, ["povpoi-1a2b-2.local"]);
  });

  it("does not give way to its own record, to a goodbye, or to a denial", () => {
    const net = new MdnsWorld(4);
    const stranger = net.stranger();
    const poi = net.poi("Left Poi", "povpoi-1a2b").start();
    net.world.runUntilTrue(() => probesOf(net.heard).length === 2, 2000);
    stranger.multicast(
      response(
        record(HOST, 1, 120, "0a000002", true),
        record(INSTANCE, 33, 0, serviceData(9999, HOST), true),
        record(HOST, 47, 120, `${HOST} 00 01 40`, true),
      ),
    );
    net.world.runForMs(5000);
    assert.deepEqual(poi.renames, []);
    assert.equal(probesOf(net.heard).length, 3);
  });

  it("defends its names at once against a probe", () => {
    const net = new MdnsWorld(5);
    net.pair();
    const rival = net.stranger();
    rival.multicast(query([question(INSTANCE, 255, true)], [], [rivalService]));
    net.world.runForMs(10);
    assert.equal(rival.received.length, 1);
    assert.ok(
      rival.received[0]!.text.includes("SRV Left Poi._povpoi._tcp.local 120 flush povpoi-1a2b.local:8080"),
    );
  });

  it("asks again for a name that it holds when another claims it, and keeps it where the other is silent", () => {
    const net = new MdnsWorld(6);
    const [left] = net.pair();
    const rival = net.stranger();
    rival.multicast(response(rivalService));
    net.world.runForMs(5000);
    assert.equal(probesOf(net.heard).length, 3);
    assert.equal(
      net.packetsWith("SRV Left Poi", "flush povpoi-1a2b.local:8080").length,
      2,
      "announced again",
    );
    assert.deepEqual(left.renames, []);
    assert.equal(left.mdns.counters.conflicts, 1);
  });

  it("gives up a name that it holds when another holds it too, without taking the other's away", () => {
    const net = new MdnsWorld(6);
    const [left, right] = net.pair();
    const rival = net.stranger();
    rival.multicast(response(rivalService));
    net.world.runUntilTrue(() => probesOf(net.heard).length === 1, 2000);
    rival.multicast(response(rivalService));
    net.world.runForMs(5000);
    assert.deepEqual(left.renames, ["Left Poi (2)"]);
    assert.equal(net.packetsWith(" 0 ", "Left Poi").length, 0, "no goodbye");
    const asked = net.packetsWith("PTR? _povpoi").filter(({ from }) => from === left.host.nic.address);
    assert.ok(asked.length >= 2, "it looks for whoever has the name now");
    assert.ok(right.found.includes("Left Poi (2)"));
  });

  it("settles names that two networks gave twice, once they are one", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const net = new MdnsWorld(seed);
      const a = net.poi("Poi", "povpoi").start();
      const b = net.poi("Poi", "povpoi");
      net.world.partition([[a.host], [b.host]]);
      b.start();
      net.world.runForMs(60_000);
      assert.deepEqual([a.service.name, b.service.name], ["Poi", "Poi"]);
      net.world.heal();
      const isSettled = () => a.service.name !== b.service.name && a.service.isHeld && b.service.isHeld;
      assert.ok(net.world.runUntilTrue(isSettled, 130_000), `seed ${seed}`);
      assert.ok(
        net.world.runUntilTrue(() => a.found.length + b.found.length === 2, 5000),
        `seed ${seed}`,
      );
      net.world.runForMs(130_000);
      assert.deepEqual([a.service.name, b.service.name].sort(), ["Poi", "Poi (2)"], `seed ${seed}`);
      assert.deepEqual(
        [a.mdns.hostName, b.mdns.hostName].sort(),
        ["povpoi-2.local", "povpoi.local"],
        `seed ${seed}`,
      );
      assert.deepEqual([...a.found, ...b.found].sort(), ["Poi", "Poi (2)"], `seed ${seed}`);
    }
  });

  it("slows down after 15 conflicts within 10 s", () => {
    const net = new MdnsWorld(7);
    const rival = net.stranger();
    const poi = net.poi("Left Poi", "povpoi-1a2b").start();
    let seen = 0;
    net.world.runUntilTrue(() => {
      for (; seen < net.heard.length; seen++) {
        const name = /^ANY\? (povpoi-[^.]*)\.local/.exec(net.heard[seen]!.text[0] ?? "")?.[1];
        if (name !== undefined)
          rival.multicast(response(record(wireName(name, "local"), 1, 120, "0a00ffff", true)));
      }
      return false;
    }, 40_000);
    const asked = probesOf(net.heard).filter(({ text }) => text[0]!.startsWith("ANY? povpoi"));
    const firstTen = asked.filter(({ atMs }) => atMs < 10_000).length;
    assert.ok(firstTen >= 16 && firstTen <= 18, `${firstTen} tries in 10 s`);
    const late = gaps(asked.filter(({ atMs }) => atMs > 10_000));
    assert.ok(late.length >= 4 && late.every((gap) => gap >= 5000), `${late}`);
    assert.deepEqual(poi.renames, [], "no name was won");
    assert.ok(poi.mdns.counters.conflicts >= 20);
  });

  it("counts on from a number that the name has already", () => {
    const net = new MdnsWorld(8);
    net.poi("Poi (2)", "povpoi-1234").start();
    net.world.runForMs(5000);
    const second = net.poi("Poi (2)", "povpoi-1234").start();
    net.world.runForMs(10_000);
    assert.deepEqual(second.renames.sort(), ["Poi (3)", "povpoi-1234-2.local"]);
  });

  it("cuts a name that is too long between characters, with room for its number", () => {
    const net = new MdnsWorld(9);
    const name = "火の輪".repeat(8);
    const first = net.poi(name, "povpoi-1").start();
    net.world.runForMs(5000);
    const second = net.poi(name, "povpoi-2").start();
    net.world.runForMs(10_000);
    assert.equal(first.service.name, "火の輪".repeat(7));
    assert.equal(second.service.name, `${"火の輪".repeat(6)}火 (2)`);
    assert.deepEqual(first.found, [second.service.name]);
  });

  it("asks for a new name that its owner wishes, and says goodbye to the old one", () => {
    const net = new MdnsWorld(10);
    const [left, right] = net.pair();
    left.service.update({ name: "Fire Poi" });
    net.world.runForMs(5000);
    assert.equal(left.service.name, "Fire Poi");
    assert.equal(net.packetsWith("PTR _povpoi._tcp.local 0 Left Poi").length, 1);
    assert.equal(probesOf(net.heard).length, 3);
    // Somebody is there at any moment.
    assert.deepEqual(right.events, ["found Left Poi", "found Fire Poi", "lost Left Poi"]);
    assert.deepEqual(right.found, ["Fire Poi"]);
    left.service.update({ name: "Right Poi" });
    net.world.runForMs(5000);
    assert.deepEqual(left.renames, ["Right Poi (2)"]);
  });

  it("takes leave of an old name though it stops before the next one is its own, and of none that it has again", () => {
    const net = new MdnsWorld(11);
    const [left, right] = net.pair();
    left.service.update({ name: "Fire Poi" });
    left.service.update({ name: "Left Poi" });
    net.world.runForMs(5000);
    assert.equal(net.packetsWith("PTR _povpoi._tcp.local 0 Left Poi").length, 0);
    assert.deepEqual(right.events, ["found Left Poi"]);
    left.service.update({ name: "Fire Poi" });
    left.mdns.stop();
    net.world.runForMs(2000);
    assert.deepEqual(right.found, []);
  });
});
