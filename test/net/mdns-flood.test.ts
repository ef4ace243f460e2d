import assert from "node:assert/strict";
import { announcement, packet, response } from "./dns-vectors.ts";
import { address, pointer, service, setUp, text } from "./mdns-looker.ts";
import { MdnsWorld, type Stranger } from "./mdns-world.ts";

describe("Browser in a flood of made-up services", () => {
  const flood = (stranger: Stranger, from: number, count: number) => {
    for (let i = from; i < from + count; i++)
      stranger.multicast(announcement(`fake ${i}`, `fake${i}`, "10.9.9.9"));
  };

  it("keeps the services that are there, and a bounded number in all", () => {
    const net = new MdnsWorld(10);
    const [left, right] = net.pair();
    const stranger = net.stranger();
    for (let i = 0; i < 20; i++) {
      flood(stranger, i * 50, 50);
      net.world.runForMs(2000);
    }
    assert.equal(right.found.length, 32);
    assert.ok(right.found.includes("Left Poi"));
    assert.ok(left.found.includes("Right Poi"));
    assert.ok(right.mdns.counters.instancesRefused >= 900);
    assert.ok(!right.events.includes("lost Left Poi"));
  });

  it("lets in who comes after the flood", () => {
    const net = new MdnsWorld(11);
    const right = net.poi("Right Poi").start();
    const stranger = net.stranger();
    net.world.runForMs(3000);
    flood(stranger, 0, 50);
    net.world.runForMs(1000);
    assert.equal(right.found.length, 32);
    const late = ["A", "B", "C"].map((label) => net.poi(label).start());
    net.world.runForMs(5000);
    for (const { label } of late) assert.ok(right.found.includes(label));
    assert.equal(right.found.length, 32);
    flood(stranger, 100, 50);
    net.world.runForMs(1000);
    for (const { label } of late) assert.ok(right.found.includes(label));
  });

  it("forgets all that is made up when the flood ends", () => {
    const net = new MdnsWorld(12);
    const [, right] = net.pair();
    flood(net.stranger(), 0, 50);
    net.world.runForMs(125_000);
    assert.deepEqual(right.found, ["Left Poi"]);
  });

  it("gives places of what was never complete to what is, and asks for a bounded number", () => {
    const { net, poi, stranger } = setUp(13);
    net.world.runForMs(1000);
    net.heard.length = 0;
    for (let i = 0; i < 50; i++) {
      stranger.multicast(response(...Array.from({ length: 40 }, (_, k) => pointer(`bare ${i} ${k}`))));
      net.world.runForMs(20);
    }
    stranger.multicast(announcement("Real", "h", "10.0.0.1"));
    net.world.runForMs(500);
    assert.deepEqual(poi.found, ["Real"]);
    const asked = net.heard.filter(({ from }) => from !== stranger.address);
    assert.ok(asked.length <= 8, `${asked.length} queries in 1.5 s`);
    net.heard.length = 0;
    net.world.runForMs(30_000);
    assert.ok(net.heard.length <= 20, "what cannot be completed is given up");
  });

  it("holds what it was told to hold", () => {
    const { net, poi, stranger } = setUp(14, { maxInstances: 5 });
    flood(stranger, 0, 20);
    net.world.runForMs(1000);
    assert.equal(poi.found.length, 5);
    assert.equal(poi.mdns.counters.instancesRefused, 15);
  });

  it("does not ask more often where lifetimes are short", () => {
    const { net, stranger } = setUp(15);
    net.world.runForMs(100_000);
    net.heard.length = 0;
    for (let i = 0; i < 30; i++) {
      stranger.multicast(
        response(
          pointer(`p${i}`, 1),
          service(`p${i}`, 80, "h", 1),
          text(`p${i}`, "00", 1),
          address("h", "0a000001", 1),
        ),
      );
      net.world.runForMs(100);
    }
    const asked = net.heard.filter(({ from }) => from !== stranger.address);
    assert.ok(asked.length <= 13, `${asked.length} queries in 3 s`);
  });
});

describe("packets that break the rules", () => {
  it("reach neither names nor services", () => {
    const net = new MdnsWorld(16);
    const [left, right] = net.pair();
    const rogue = net.stranger(49_000);
    rogue.multicast(announcement("Fake", "fake", "10.0.0.1"));
    rogue.multicast(response(pointer("Left Poi", 0)));
    const stranger = net.stranger();
    stranger.multicast(
      packet(
        `${Buffer.from(announcement("Fake", "fake", "10.0.0.1"))
          .toString("hex")
          .replace(/^00008400/, "00008403")}`,
      ),
    );
    net.world.runForMs(5000);
    assert.deepEqual([left.found, right.found], [["Right Poi"], ["Left Poi"]]);
    assert.equal(left.mdns.counters.wrongPort, 2);
    assert.equal(left.mdns.counters.badHeader, 1);
  });
});
