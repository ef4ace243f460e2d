import assert from "node:assert/strict";
import { txtText } from "../../src/net/dns-txt.ts";
import { announcement, query, question, record, response, serviceData, wireName } from "./dns-vectors.ts";
import { address, instance, PTR, pointer, service, setUp, TYPE_NAME, text } from "./mdns-looker.ts";
import { MdnsWorld } from "./mdns-world.ts";

/** When the queries for the type left, in ms since `from`, rounded. */
function queryTimes(net: MdnsWorld, from = 0): number[] {
  return net.heard
    .filter(({ text }) => text[0]!.startsWith("PTR? _povpoi"))
    .map(({ atMs }) => Math.round(atMs - from));
}

describe("Browser", () => {
  it("asks after 20 to 120 ms, then 1, 2, 4 … up to 60 s later", () => {
    const { net } = setUp();
    net.world.runForMs(300_000);
    const times = queryTimes(net);
    assert.ok(times[0]! >= 20 && times[0]! <= 121);
    const gaps = times.slice(1).map((time, i) => time - times[i]!);
    [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000].forEach((ms, i) => {
      assert.ok(gaps[i]! >= ms && gaps[i]! <= ms * 1.06, `gap ${i}: ${gaps[i]} ms`);
    });
    assert.deepEqual(
      net.heard.slice(0, 2).map((heard) => heard.text[0]),
      ["PTR? _povpoi._tcp.local QU", "PTR? _povpoi._tcp.local"],
    );
  });

  it("finds a service from one packet, in whatever order its records stand", () => {
    const { net, poi, stranger } = setUp();
    net.world.runForMs(500);
    stranger.multicast(
      response(
        address("h", "0a000063"),
        address("h", "0a000064"),
        text("Fire Poi", `0b "deviceId=ab" 09 "name=" fffe003d`),
        service("Fire Poi", 8080, "h"),
        pointer("Fire Poi"),
      ),
    );
    net.world.runForMs(5);
    assert.deepEqual(poi.events, ["found Fire Poi"]);
    const found = poi.get("FIRE POI") ?? poi.get("Fire Poi")!;
    assert.deepEqual(
      { ...found, txt: undefined },
      {
        name: "Fire Poi",
        type: "_povpoi._tcp",
        host: "h.local",
        port: 8080,
        addresses: ["10.0.0.99", "10.0.0.100"],
        txt: undefined,
      },
    );
    assert.equal(txtText(found.txt, "deviceid"), "ab");
  });

  it("finds names with dots, spaces and any script", () => {
    const { net, poi, stranger } = setUp();
    stranger.multicast(announcement("Poi v1.2 火 🔥", "h", "10.0.0.99"));
    net.world.runForMs(5);
    assert.deepEqual(poi.found, ["Poi v1.2 火 🔥"]);
  });

  it("asks for what is missing, and gives up after three questions", () => {
    const { net, poi, stranger } = setUp();
    net.world.runForMs(500);
    stranger.multicast(response(pointer("Bare")));
    const start = net.nowMs;
    net.world.runForMs(60_000);
    const asked = net.packetsWith("SRV? Bare");
    assert.deepEqual(
      asked[0]!.text.filter((line) => !line.startsWith("PTR")),
      ["SRV? Bare._povpoi._tcp.local", "TXT? Bare._povpoi._tcp.local"],
    );
    assert.equal(asked.length, 3);
    assert.ok(asked[0]!.atMs - start >= 20 && asked[0]!.atMs - start < 400);
    assert.deepEqual(poi.events, []);
    net.heard.length = 0;
    stranger.multicast(response(pointer("Bare"), service("Bare", 80, "h"), text("Bare", "00")));
    net.world.runForMs(700);
    assert.ok(net.packetsWith("A? h.local").length >= 1);
    stranger.multicast(response(address("h", "0a000063")));
    net.world.runForMs(5);
    assert.deepEqual(poi.events, ["found Bare"]);
    net.heard.length = 0;
    net.world.runForMs(20_000);
    assert.equal(
      net.packetsWith("? Bare").length + net.packetsWith("A? h").length,
      0,
      "nothing is missing any more",
    );
  });

  it("tells what it knows, so that it is not told again", () => {
    const net = new MdnsWorld(2);
    const [left] = net.pair();
    left.browser.refresh();
    net.world.runForMs(100);
    assert.deepEqual(
      net.heard.map(({ text }) => text),
      [["PTR? _povpoi._tcp.local", "-- answers", net.heard[0]!.text[2]!]],
    );
    assert.match(net.heard[0]!.text[2]!, /^PTR _povpoi\._tcp\.local 44\d\d Right Poi/);
  });

  it("asks at once when it is told to, at most once a second, and again soon after", () => {
    const { net, poi } = setUp();
    net.world.runForMs(200_000);
    const start = net.nowMs;
    net.heard.length = 0;
    for (let i = 0; i < 10; i++) poi.browser.refresh();
    net.world.runForMs(100);
    for (let i = 0; i < 10; i++) poi.browser.refresh();
    net.world.runForMs(5000);
    const times = queryTimes(net, start);
    assert.equal(times[0], 0);
    assert.ok(times[1]! >= 1000 && times[1]! < 1020);
    assert.ok(times[2]! >= 2000 && times[2]! < 2100);
  });

  it("reports another text, port and address, and nothing where nothing changed", () => {
    const net = new MdnsWorld(3);
    const [left, right] = net.pair();
    right.events.length = 0;
    left.service.update({ txt: { deviceName: "New" } });
    net.world.runForMs(3000);
    assert.deepEqual(right.events, ["update Left Poi"]);
    assert.equal(txtText(right.get("Left Poi")!.txt, "deviceName"), "New");
    left.service.update({ port: 9999 });
    net.world.runForMs(3000);
    assert.deepEqual(right.events, ["update Left Poi", "update Left Poi"]);
    assert.equal(right.get("Left Poi")!.port, 9999);
    left.host.nic.setAddress("10.0.9.9");
    net.world.runForMs(20_000);
    assert.deepEqual(right.get("Left Poi")!.addresses, ["10.0.9.9"]);
    net.world.runForMs(600_000);
    assert.ok(right.events.every((event) => event === "update Left Poi"));
  });

  it("keeps a replaced address for a second: perhaps the packet was one of two", () => {
    const { net, poi, stranger } = setUp();
    stranger.multicast(announcement("Poi", "h", "10.0.0.1"));
    net.world.runForMs(5000);
    stranger.multicast(response(address("h", "0a000002")));
    net.world.runForMs(500);
    assert.deepEqual(poi.get("Poi")!.addresses, ["10.0.0.1", "10.0.0.2"]);
    net.world.runForMs(1000);
    assert.deepEqual(poi.get("Poi")!.addresses, ["10.0.0.2"]);
    stranger.multicast(response(address("h", "0a000003")));
    stranger.multicast(response(address("h", "0a000002")));
    net.world.runForMs(5000);
    assert.deepEqual(poi.get("Poi")!.addresses, ["10.0.0.2", "10.0.0.3"], "both were told within a second");
    stranger.multicast(response(address("h", "0a000004", 120, false)));
    net.world.runForMs(5000);
    assert.equal(poi.get("Poi")!.addresses.length, 3, "without the flush bit nothing goes");
  });

  it("leaves out addresses that nobody can have, and more than four", () => {
    const { net, poi, stranger } = setUp();
    const addresses = [
      "00000000",
      "e00000fb",
      "ffffffff",
      "0a000001",
      "0a000002",
      "0a000003",
      "0a000004",
      "0a000005",
    ];
    stranger.multicast(
      response(
        pointer("Poi"),
        service("Poi", 80, "h"),
        text("Poi", "00"),
        ...addresses.map((data) => address("h", data)),
      ),
    );
    net.world.runForMs(5);
    assert.deepEqual(poi.get("Poi")!.addresses, ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"]);
  });

  it("loses a service a second after its goodbye", () => {
    const net = new MdnsWorld(4);
    const [left, right] = net.pair();
    left.mdns.stop();
    const start = net.nowMs;
    assert.ok(net.world.runUntilTrue(() => right.events.includes("lost Left Poi"), 2000));
    assert.ok(net.nowMs - start >= 1000 && net.nowMs - start < 1100);
    assert.deepEqual(right.found, []);
  });

  it("keeps a service whose goodbye was not its own", () => {
    const net = new MdnsWorld(4);
    const [, right] = net.pair();
    net.stranger().multicast(response(pointer("Left Poi", 0)));
    net.world.runForMs(5000);
    assert.deepEqual(right.events, ["found Left Poi"]);
  });

  it("ignores the goodbye to what it does not know, or no longer", () => {
    const { net, poi, stranger } = setUp();
    stranger.multicast(response(pointer("Ghost", 0)));
    stranger.multicast(announcement("Poi", "h", "10.0.0.1", 80));
    net.world.runForMs(10);
    stranger.multicast(
      response(service("Poi", 79, "h", 0), text("Poi", `01 "x"`, 0), address("h", "0a000009", 0)),
    );
    net.world.runForMs(5000);
    assert.deepEqual(poi.events, ["found Poi"]);
  });

  it("loses a node that crashed within 120 s, having asked for it four times", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const net = new MdnsWorld(seed);
      const [left, right] = net.pair();
      left.host.crash();
      const start = net.nowMs;
      assert.ok(
        net.world.runUntilTrue(() => right.events.includes("lost Left Poi"), 121_000),
        `seed ${seed}`,
      );
      assert.ok(net.nowMs - start > 60_000);
      const asked = net.packetsWith("SRV? Left Poi").map(({ atMs }) => atMs - net.nowMs + 120_000);
      assert.equal(asked.length, 4);
      [96, 102, 108, 114].forEach((second, i) => {
        assert.ok(asked[i]! >= second * 1000 - 20 && asked[i]! <= (second + 2.5) * 1000 + 250, `${asked}`);
      });
      net.heard.length = 0;
      net.world.runForMs(200);
      assert.equal(queryTimes(net).length, 1, "and at once asks who is there");
    }
  });

  it("loses within 120 s also who promised to stay for longer", () => {
    const { net, poi, stranger } = setUp();
    stranger.multicast(
      response(
        pointer("Poi", 1e6),
        service("Poi", 80, "h", 1e6),
        text("Poi", "00", 1e6),
        address("h", "0a000001", 1e6),
      ),
    );
    net.world.runForMs(10);
    assert.deepEqual(poi.found, ["Poi"]);
    net.world.runForMs(121_000);
    assert.deepEqual(poi.found, []);
  });

  it("no longer says that it knows what it will forget before long", () => {
    const { net, stranger } = setUp();
    stranger.multicast(response(pointer("Poi", 400)));
    for (let i = 0; i < 6; i++) {
      stranger.multicast(response(service("Poi", 80, "h"), text("Poi", "00"), address("h", "0a000001")));
      net.world.runForMs(60_000);
    }
    const known = net.packetsWith("PTR? _povpoi").map(({ atMs, text }) => [atMs < 200_000, text.length > 1]);
    assert.ok(known.filter(([early]) => early).length >= 7 && known.filter(([early]) => !early).length >= 2);
    assert.ok(known.slice(2).every(([early, isListed]) => early === isListed));
  });

  it("keeps a node that is there, for hours", () => {
    const net = new MdnsWorld(5);
    const [left, right] = net.pair();
    net.world.runForMs(3 * 3_600_000);
    assert.deepEqual(left.events, ["found Right Poi"]);
    assert.deepEqual(right.events, ["found Left Poi"]);
  });

  it("asks each ten minutes for the records of a node that is heard otherwise, and not each two", () => {
    let heardMs = Number.POSITIVE_INFINITY;
    const { net, poi } = setUp(3, { heardMs: () => Math.min(heardMs, net.nowMs) });
    const other = net.poi("Right Poi").start();
    net.world.runForMs(10_000);
    net.heard.length = 0;
    net.world.runForMs(3_590_000);
    assert.deepEqual(poi.found, ["Right Poi"]);
    const asked = net.packetsWith("SRV? Right Poi").map(({ atMs }) => atMs);
    assert.ok(asked.length >= 4 && asked.length <= 6, `${asked.length}`);
    // It falls silent, and is lost as soon as any other.
    other.host.crash();
    heardMs = net.nowMs;
    net.world.runForMs(120_500);
    assert.deepEqual(poi.found, []);
  });

  it("takes a node that says goodbye for gone, however lately it was heard", () => {
    const { net, poi } = setUp(3, { heardMs: () => net.nowMs });
    const other = net.poi("Right Poi").start();
    net.world.runForMs(100_000);
    other.mdns.stop();
    net.world.runForMs(1500);
    assert.deepEqual(poi.found, []);
  });

  it("asks each twenty minutes, and leaves that to others, where it has no place for more", () => {
    const net = new MdnsWorld(5, { delayUs: 1000, jitterUs: 0 });
    for (let i = 0; i < 6; i++) net.poi(`Poi ${i}`).start({ maxInstances: 3 });
    net.world.runForMs(900_000);
    net.heard.length = 0;
    // Each by itself would ask 72 times in four hours.
    net.world.runForMs(14_400_000);
    const asked = queryTimes(net).length;
    assert.ok(asked >= 12 && asked <= 45, `${asked}`);
  });

  it("sees a node that comes back on another port", () => {
    const net = new MdnsWorld(6);
    const [left, right] = net.pair();
    left.host.crash();
    left.port = 9090;
    left.start();
    net.world.runForMs(5000);
    assert.deepEqual(right.events, ["found Left Poi", "update Left Poi"]);
    assert.equal(right.get("Left Poi")!.port, 9090);
    assert.deepEqual(left.renames, []);
    left.stop();
    left.port = 9091;
    left.start();
    net.world.runForMs(5000);
    assert.equal(right.get("Left Poi")!.port, 9091);
    assert.deepEqual(left.renames, []);
  });

  it("follows a service to another host", () => {
    const { net, poi, stranger } = setUp();
    stranger.multicast(announcement("Poi", "h", "10.0.0.1"));
    net.world.runForMs(5000);
    stranger.multicast(response(service("Poi", 80, "other")));
    net.world.runForMs(200);
    assert.deepEqual(poi.found, [], "its address is not known");
    assert.equal(net.packetsWith("A? other.local").length, 1);
    stranger.multicast(response(address("other", "0a000002")));
    net.world.runForMs(5);
    assert.deepEqual(poi.events, ["found Poi", "update Poi"]);
    assert.equal(poi.get("Poi")!.host, "other.local");
  });

  it("does not report services of its own node", () => {
    const net = new MdnsWorld(7);
    const [left] = net.pair();
    net.stranger().multicast(announcement("left poi", "povpoi-1a2b", "10.0.0.1", 8080));
    net.world.runForMs(5000);
    assert.deepEqual(left.found, ["Right Poi"]);
  });

  it("leaves a question to another who asks the same and knows no more, but not for ever", () => {
    const { net, stranger } = setUp(8);
    net.world.runForMs(200_000);
    const times: number[] = [];
    for (let i = 0; i < 400; i++) {
      if (i % 10 === 0) stranger.multicast(announcement("Other", "other", stranger.address));
      stranger.multicast(query([question(TYPE_NAME, PTR)], [pointer("Other")]));
      net.heard.length = 0;
      net.world.runForMs(5000);
      for (const { from, atMs } of net.packetsWith("PTR? _povpoi"))
        if (from !== stranger.address) times.push(atMs);
    }
    const gaps = times.slice(1).map((time, i) => time - times[i]!);
    assert.ok(gaps.length >= 8, `${gaps}`);
    assert.ok(Math.min(...gaps) >= 90_000 && Math.max(...gaps) <= 310_000, `${gaps}`);
  });

  it("asks itself where the other is unknown, has more to say, asks by unicast, or is no node", () => {
    const asked = query([question(TYPE_NAME, PTR)]);
    const rivals: [what: string, isKnown: boolean, own: number, bytes: Uint8Array, port?: number][] = [
      ["all is well", true, 1, asked],
      ["is unknown", false, 2, asked],
      ["has more to say", true, 2, query([question(TYPE_NAME, PTR)], [], [], "0200")],
      ["asks by unicast", true, 2, query([question(TYPE_NAME, PTR, true)])],
      ["asks for something else", true, 2, query([question(wireName("_http", "_tcp", "local"), PTR)])],
      ["is a resolver", true, 2, asked, 49_000],
    ];
    for (const [what, isKnown, own, bytes, port] of rivals) {
      const { net } = setUp(8);
      const rival = net.stranger(port);
      if (isKnown) net.stranger().multicast(announcement("Other", "other", rival.address));
      net.world.runForMs(700);
      rival.multicast(bytes);
      net.world.runForMs(500);
      const queries = net.heard.filter(
        ({ from, text }) => from !== rival.address && text[0]!.startsWith("PTR?"),
      );
      assert.equal(queries.length, own, what);
    }
  });

  it("asks soon where another knows somebody whom it does not", () => {
    const { net, stranger } = setUp(8);
    net.world.runForMs(200_000);
    net.heard.length = 0;
    const start = net.nowMs;
    for (let i = 0; i < 30; i++) {
      stranger.multicast(query([question(TYPE_NAME, PTR)], [pointer("Unknown")]));
      net.world.runForMs(100);
    }
    const times = net.heard.filter(({ from }) => from !== stranger.address).map(({ atMs }) => atMs - start);
    assert.equal(times.length, 1, "not for each of them");
    assert.ok(times[0]! >= 20 && times[0]! <= 123);
  });

  it("tells what it knows in several packets where one is too small", () => {
    const { net, poi, stranger } = setUp();
    const labels = Array.from({ length: 30 }, (_, i) => `${i}`.padEnd(60, "x"));
    for (const label of labels) stranger.multicast(announcement(label, "h", "10.0.0.1"));
    net.world.runForMs(900);
    net.heard.length = 0;
    poi.browser.refresh();
    net.world.runForMs(1000);
    const packets = net.heard.filter(({ from }) => from !== stranger.address);
    assert.deepEqual(
      packets.map(({ bytes }) => bytes[2]),
      [2, 0],
      "TC on all but the last",
    );
    assert.deepEqual(
      packets.map(({ text }) => text.filter((line) => line.startsWith("PTR?")).length),
      [1, 0],
    );
    const told = packets.flatMap(({ text }) => text.filter((line) => line.startsWith("PTR ")));
    assert.equal(told.length, 30);
  });

  it("keeps of a very long text the strings that fit", () => {
    const { net, poi, stranger } = setUp();
    stranger.multicast(
      announcement("Poi", "h", "10.0.0.1", 80, `05 "a=one" ff ${"62".repeat(255)} ff ${"63".repeat(255)}`),
    );
    net.world.runForMs(5);
    assert.equal(poi.get("Poi")!.txt.length, 262);
    assert.equal(txtText(poi.get("Poi")!.txt, "a"), "one");
    stranger.multicast(
      announcement("Poi", "h", "10.0.0.1", 80, `05 "a=one" ff ${"62".repeat(255)} ff ${"63".repeat(255)}`),
    );
    net.world.runForMs(5);
    assert.deepEqual(poi.events, ["found Poi"], "the same again is no update");
  });

  it("refuses a host whose name is out of all proportion", () => {
    const { net, poi, stranger } = setUp();
    const host = wireName("a".repeat(63), "b".repeat(63), "local");
    stranger.multicast(
      response(
        pointer("Poi"),
        record(instance("Poi"), 33, 120, serviceData(80, host)),
        text("Poi", "00"),
        record(host, 1, 120, "0a000001"),
      ),
    );
    net.world.runForMs(5000);
    assert.deepEqual(poi.events, []);
  });

  it("ignores instances of other types and malformed ones", () => {
    const { net, poi, stranger } = setUp();
    stranger.multicast(
      response(
        record(TYPE_NAME, PTR, 4500, wireName("x", "_http", "_tcp", "local")),
        record(TYPE_NAME, PTR, 4500, wireName("x", "y", "_povpoi", "_tcp", "local")),
        record(TYPE_NAME, PTR, 4500, TYPE_NAME),
        record(TYPE_NAME, PTR, 4500, "00"),
        `${TYPE_NAME} 000c 0003 00001194 0001 00`,
      ),
    );
    net.world.runForMs(1000);
    assert.equal(net.packetsWith("SRV?").length, 0);
    assert.deepEqual(poi.events, []);
  });

  it("runs no callback after it was stopped, even when a callback stops it", () => {
    const { net, poi, stranger } = setUp();
    const events: string[] = [];
    const browser = poi.mdns.browse("_povpoi._tcp", {
      onFound: (found) => {
        events.push(found.name);
        browser.stop();
      },
      onUpdate: () => events.push("update"),
      onLost: () => events.push("lost"),
    });
    stranger.multicast(
      response(
        ...["a", "b"].flatMap((label) => [pointer(label), service(label, 80, "h"), text(label, "00")]),
        address("h", "0a000001"),
      ),
    );
    net.world.runForMs(5);
    assert.deepEqual(events, ["a"]);
    assert.deepEqual(poi.events, ["found a", "found b"]);
    poi.mdns.stop();
    net.heard.length = 0;
    stranger.multicast(announcement("c", "h", "10.0.0.1"));
    net.world.runForMs(500_000);
    assert.deepEqual(events, ["a"]);
    assert.equal(poi.events.length, 2);
    assert.equal(net.heard.length, 1);
  });

  it("may stop everything from a callback", () => {
    const { net, poi, stranger } = setUp();
    const other = poi.mdns.browse("_povpoi._tcp", {
      onFound: () => poi.mdns.stop(),
      onUpdate: () => {},
      onLost: () => {},
    });
    stranger.multicast(announcement("a", "h", "10.0.0.1"));
    net.world.runForMs(10_000);
    assert.deepEqual(other.services(), []);
  });

  it("searches for any type, several at once", () => {
    const net = new MdnsWorld(9);
    const [left, right] = net.pair();
    left.mdns.advertise({ name: "L", type: "_ws._tcp", port: 81 });
    const found: string[] = [];
    right.mdns.browse("_ws._tcp", {
      onFound: ({ name, port, type }) => found.push(`${name} ${type} ${port}`),
      onUpdate: () => {},
      onLost: () => {},
    });
    net.world.runForMs(3000);
    assert.deepEqual(found, ["L _ws._tcp 81"]);
    assert.deepEqual(right.found, ["Left Poi"]);
  });
});
