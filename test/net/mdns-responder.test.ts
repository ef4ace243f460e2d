import assert from "node:assert/strict";
import { packet, query, question, record, response, serviceData, wireName } from "./dns-vectors.ts";
import { GROUP, MdnsWorld, type Poi, type Stranger, TYPE } from "./mdns-world.ts";

const TYPE_NAME = wireName("_povpoi", "_tcp", "local");
const LEFT = wireName("Left Poi", "_povpoi", "_tcp", "local");
const HOST = wireName("povpoi-1a2b", "local");
const ALL_TYPES = wireName("_services", "_dns-sd", "_udp", "local");
const PTR = 12;

const POINTER = "PTR _povpoi._tcp.local 4500 Left Poi._povpoi._tcp.local";
const SERVICE = "SRV Left Poi._povpoi._tcp.local 120 flush povpoi-1a2b.local:8080";
const ADDRESS = "A povpoi-1a2b.local 120 flush 10.0.0.1";

const knownPointer = (ttlS: number) => record(TYPE_NAME, PTR, ttlS, LEFT);

/** One poi that is done with announcing, alone but for a stranger, whom the answers reach after 1 ms or a little more. */
function setUp(
  seed = 1,
  port = 5353,
): { net: MdnsWorld; poi: Poi; stranger: Stranger; ask: (bytes: Uint8Array) => Answer[] } {
  const net = new MdnsWorld(seed, { delayUs: 1000, jitterUs: 0 });
  const poi = net.poi("Left Poi", "povpoi-1a2b").start();
  const stranger = net.stranger(port);
  net.world.runForMs(10_000);
  const ask = (bytes: Uint8Array) => {
    net.heard.length = 0;
    const start = net.nowMs;
    stranger.multicast(bytes);
    net.world.runForMs(3000);
    return net.heard
      .filter(({ from, bytes }) => from !== stranger.address && bytes[2]! >= 0x80)
      .map(({ atMs, to, toPort, text, bytes }) => ({ ms: atMs - start, to, toPort, text, bytes }));
  };
  return { net, poi, stranger, ask };
}

interface Answer {
  ms: number;
  to: string;
  toPort: number;
  text: string[];
  bytes: Uint8Array;
}

describe("MdnsResponder", () => {
  it("answers who looks for services after 20 to 120 ms, with all that will be asked next", () => {
    const delays: number[] = [];
    for (let seed = 1; seed <= 20; seed++) {
      const answers = setUp(seed).ask(query([question(TYPE_NAME, PTR)]));
      assert.equal(answers.length, 1);
      assert.equal(answers[0]!.to, GROUP);
      assert.deepEqual(answers[0]!.text, [
        "-- answers",
        POINTER,
        "-- additional",
        SERVICE,
        'TXT Left Poi._povpoi._tcp.local 4500 flush ["deviceId=povpoi-1a2b","deviceName=Left Poi","group=pair","version=1"]',
        ADDRESS,
        `NSEC povpoi-1a2b.local 120 flush ${Buffer.from(packet(`${HOST} 00 01 40`)).toString("hex")}`,
      ]);
      delays.push(answers[0]!.ms);
    }
    assert.ok(Math.min(...delays) >= 21 && Math.min(...delays) < 45, `${delays}`);
    assert.ok(Math.max(...delays) <= 123 && Math.max(...delays) > 95, `${delays}`);
  });

  it("answers at once what nobody else could answer", () => {
    const [answer] = setUp().ask(query([question(wireName("POVPOI-1A2B", "LOCAL"), 1)]));
    assert.ok(answer!.ms < 3, `${answer!.ms} ms`);
    assert.equal(answer!.text[1], ADDRESS);
  });

  it("answers a question for any type with all records of the name", () => {
    const [answer] = setUp().ask(query([question(LEFT, 255)]));
    assert.deepEqual(
      answer!.text.slice(0, 3).map((line) => line.split(" ")[0]),
      ["--", "SRV", "TXT"],
    );
  });

  it("says which types its names have none of", () => {
    const { ask } = setUp();
    const [host] = ask(query([question(HOST, 28)]));
    assert.deepEqual(host!.text, [
      "-- answers",
      `NSEC povpoi-1a2b.local 120 flush ${Buffer.from(packet(`${HOST} 00 01 40`)).toString("hex")}`,
    ]);
    const [service] = ask(query([question(LEFT, 1)]));
    assert.match(service!.text[1]!, /^NSEC Left Poi\._povpoi\._tcp\.local 120 flush .*0005 ?0000800040$/);
    const [both] = ask(query([question(HOST, 1), question(HOST, 28)]));
    assert.deepEqual(
      both!.text.map((line) => line.split(" ")[0]),
      ["--", "A", "NSEC"],
    );
  });

  it("lists the types of its services", () => {
    const [answer] = setUp().ask(query([question(ALL_TYPES, PTR)]));
    assert.deepEqual(answer!.text, [
      "-- answers",
      "PTR _services._dns-sd._udp.local 4500 _povpoi._tcp.local",
    ]);
  });

  it("is silent about names, types and classes that it does not have", () => {
    const { ask } = setUp();
    assert.deepEqual(ask(query([question(wireName("_http", "_tcp", "local"), PTR)])), []);
    assert.deepEqual(ask(query([question(wireName("x", "Left Poi", "_povpoi", "_tcp", "local"), 33)])), []);
    assert.deepEqual(ask(query([`${TYPE_NAME} 000c 0003`])), [], "class CHAOS");
    assert.deepEqual(ask(query([question(TYPE_NAME, 1)])), []);
  });

  it("does not tell what the asker knows, unless it will forget it soon", () => {
    const { ask } = setUp();
    assert.deepEqual(ask(query([question(TYPE_NAME, PTR)], [knownPointer(2250)])), []);
    assert.equal(ask(query([question(TYPE_NAME, PTR)], [knownPointer(2249)])).length, 1);
    const other = record(TYPE_NAME, PTR, 4500, wireName("Other", "_povpoi", "_tcp", "local"));
    assert.equal(ask(query([question(TYPE_NAME, PTR)], [other])).length, 1);
    assert.equal(
      ask(query([question(HOST, 1)], [record(HOST, 1, 120, "0a000009")])).length,
      1,
      "an old address",
    );
  });

  it("waits 400 to 500 ms for the rest of what the asker knows", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const { net, stranger, ask } = setUp(seed);
      const truncated = query([question(TYPE_NAME, PTR)], [], [], "0200");
      const [answer] = ask(truncated);
      assert.ok(answer!.ms >= 400 && answer!.ms <= 505, `${answer!.ms} ms`);
      const other = net.stranger();
      const start = net.nowMs;
      net.heard.length = 0;
      stranger.multicast(truncated);
      net.world.runForMs(300);
      stranger.multicast(query([], [knownPointer(2249)]));
      other.multicast(query([], [knownPointer(4500)]));
      net.world.runForMs(400);
      assert.equal(
        net.answersWith(POINTER).length,
        1,
        "what another knows, or what is old, counts for nothing",
      );
      assert.ok(net.answersWith(POINTER)[0]!.atMs - start < 505);
      net.world.runForMs(2000);
      net.heard.length = 0;
      stranger.multicast(truncated);
      net.world.runForMs(300);
      stranger.multicast(query([], [knownPointer(4500)]));
      net.world.runForMs(2000);
      assert.equal(net.answersWith(POINTER).length, 0);
    }
  });

  it("waits on where yet more known answers are to come", () => {
    const { net, stranger } = setUp();
    net.heard.length = 0;
    stranger.multicast(query([question(TYPE_NAME, PTR)], [], [], "0200"));
    net.world.runForMs(350);
    stranger.multicast(
      query([], [record(TYPE_NAME, PTR, 4500, wireName("x", "_povpoi", "_tcp", "local"))], [], "0200"),
    );
    net.world.runForMs(350);
    assert.equal(net.answersWith(POINTER).length, 0);
    stranger.multicast(query([], [knownPointer(4500)]));
    net.world.runForMs(2000);
    assert.equal(net.answersWith(POINTER).length, 0);
  });

  it("answers a question that asks so by unicast, while everybody has heard the answer lately", () => {
    const { net, poi, stranger, ask } = setUp();
    const asked = query([question(TYPE_NAME, PTR, true)]);
    const [answer] = ask(asked);
    assert.deepEqual([answer!.to, answer!.toPort], [stranger.address, 5353]);
    assert.ok(answer!.ms >= 20 && answer!.ms <= 123);
    assert.equal(answer!.text[1], POINTER);
    assert.ok(answer!.text.includes(ADDRESS));
    // A quarter of 4,500 s later.
    poi.browser.stop();
    net.world.runForMs(1_125_000);
    assert.equal(ask(asked)[0]!.to, GROUP);
    assert.equal(ask(asked)[0]!.to, stranger.address);
  });

  it("answers everybody where one of two questions wants that", () => {
    const { ask } = setUp();
    const [answer, ...rest] = ask(query([question(TYPE_NAME, PTR, true), question(TYPE_NAME, PTR)]));
    assert.equal(answer!.to, GROUP);
    assert.deepEqual(rest, []);
  });

  it("answers many that want a unicast each: four alone, the others with everybody", () => {
    const { net } = setUp();
    const strangers = Array.from({ length: 7 }, () => net.stranger());
    for (const stranger of strangers) stranger.multicast(query([question(TYPE_NAME, PTR, true)]));
    net.world.runForMs(500);
    for (const stranger of strangers) {
      assert.ok(
        stranger.received.some(({ text }) => text.includes(POINTER)),
        "everyone has the answer",
      );
    }
    assert.equal(net.answersWith(POINTER).filter(({ to, atMs }) => to === GROUP && atMs > 10_000).length, 1);
  });

  it("answers a conventional resolver: its id, its question, short lifetimes, no flush, to its port", () => {
    const { stranger, ask } = setUp(1, 49_000);
    const asked = query([question(TYPE_NAME, PTR)]);
    asked[0] = 0xab;
    asked[1] = 0xcd;
    const [answer, ...rest] = ask(asked);
    assert.deepEqual(rest, []);
    assert.deepEqual([answer!.to, answer!.toPort], [stranger.address, 49_000]);
    assert.deepEqual([...answer!.bytes.subarray(0, 4)], [0xab, 0xcd, 0x84, 0x00]);
    assert.deepEqual(answer!.text.slice(0, 5), [
      "PTR? _povpoi._tcp.local",
      "-- answers",
      "PTR _povpoi._tcp.local 10 Left Poi._povpoi._tcp.local",
      "-- additional",
      "SRV Left Poi._povpoi._tcp.local 10 povpoi-1a2b.local:8080",
    ]);
    assert.ok(answer!.text.every((line) => !line.includes("flush")));
  });

  it("sends at most 20 answers by unicast a second", () => {
    const { net, poi, stranger } = setUp(1, 49_000);
    net.heard.length = 0;
    for (let i = 0; i < 100; i++) stranger.multicast(query([question(HOST, 1)]));
    net.world.runForMs(500);
    assert.ok(net.packetsWith("A povpoi-1a2b").length <= 40);
    assert.ok(poi.mdns.counters.unicastsWithheld >= 60);
  });

  it("tells a record at most once a second, and then again to who asked meanwhile", () => {
    const { net, stranger } = setUp();
    net.heard.length = 0;
    for (let i = 0; i < 30; i++) {
      stranger.multicast(query([question(HOST, 1)]));
      net.world.runForMs(100);
    }
    net.world.runForMs(3000);
    const times = net.packetsWith(ADDRESS).map(({ atMs }) => atMs);
    assert.ok(times.length >= 3 && times.length <= 4, `${times}`);
    for (let i = 1; i < times.length; i++) assert.ok(times[i]! - times[i - 1]! >= 999);
  });

  it("puts the answers to several askers into one packet", () => {
    const { net, stranger } = setUp();
    const other = net.stranger();
    net.heard.length = 0;
    stranger.multicast(query([question(TYPE_NAME, PTR)]));
    other.multicast(query([question(ALL_TYPES, PTR)]));
    other.multicast(query([question(TYPE_NAME, PTR)]));
    net.world.runForMs(2000);
    const answers = net.heard.filter(
      ({ text }) => text.includes("-- answers") && !text[0]!.startsWith("PTR?"),
    );
    assert.ok(answers.length <= 2, `${answers.length} packets`);
    assert.equal(net.answersWith(POINTER).length, 1);
  });

  it("leaves it at the answer that another gave", () => {
    const { net, stranger } = setUp();
    const listing = (ttlS: number) => response(record(ALL_TYPES, PTR, ttlS, TYPE_NAME));
    for (const [ttlS, count] of [
      [4500, 0],
      [4499, 1],
    ] as const) {
      net.world.runForMs(2000);
      net.heard.length = 0;
      stranger.multicast(query([question(ALL_TYPES, PTR)]));
      stranger.multicast(listing(ttlS));
      net.world.runForMs(1000);
      const told = net
        .packetsWith("_services._dns-sd._udp.local 4500")
        .filter(({ from }) => from !== stranger.address);
      assert.equal(told.length, count, `lifetime ${ttlS}`);
    }
  });

  it("tells a record again whose end another told", () => {
    const { net, stranger } = setUp();
    for (const gone of [
      record(ALL_TYPES, PTR, 0, TYPE_NAME),
      record(HOST, 1, 0, "0a000001", true),
      record(TYPE_NAME, PTR, 0, LEFT),
    ]) {
      net.world.runForMs(2000);
      net.heard.length = 0;
      stranger.multicast(response(gone));
      net.world.runForMs(500);
      const told = net.heard.filter(
        ({ from, text }) => from !== stranger.address && text.includes("-- answers"),
      );
      assert.equal(told.length, 1);
    }
  });

  it("says goodbye when it stops, and is silent afterwards", () => {
    const { net, poi, stranger } = setUp();
    net.heard.length = 0;
    poi.mdns.stop();
    poi.mdns.stop();
    assert.equal(net.heard.length, 1);
    assert.deepEqual(net.heard[0]!.text, [
      "-- answers",
      "A povpoi-1a2b.local 0 flush 10.0.0.1",
      "PTR _povpoi._tcp.local 0 Left Poi._povpoi._tcp.local",
      "SRV Left Poi._povpoi._tcp.local 0 flush povpoi-1a2b.local:8080",
      'TXT Left Poi._povpoi._tcp.local 0 flush ["deviceId=povpoi-1a2b","deviceName=Left Poi","group=pair","version=1"]',
    ]);
    stranger.multicast(query([question(TYPE_NAME, PTR)]));
    net.world.runForMs(100_000);
    assert.equal(net.heard.length, 2, "the stranger's");
  });

  it("says nothing when it stops before its names are its own", () => {
    const net = new MdnsWorld(1);
    const poi = net.poi("Left Poi").start();
    net.world.runForMs(500);
    poi.mdns.stop();
    assert.equal(net.packetsWith(" 0 ").length, 0);
  });

  it("does not answer for names that it only asks for", () => {
    const net = new MdnsWorld(1);
    net.poi("Left Poi", "povpoi-1a2b").start();
    const stranger = net.stranger();
    net.world.runForMs(400);
    stranger.multicast(query([question(TYPE_NAME, PTR), question(HOST, 1)]));
    net.world.runForMs(150);
    assert.equal(net.packetsWith("-- answers").length, 0);
  });

  it("tells a new text and port twice, the old one flushed, at most once a second", () => {
    const { net, poi } = setUp();
    net.heard.length = 0;
    poi.service.update({ txt: { group: "a" } });
    net.world.runForMs(100);
    poi.service.update({ txt: { group: "b" }, port: 9090 });
    net.world.runForMs(5000);
    const told = net.packetsWith("TXT Left Poi").map(({ text, atMs }) => ({
      atMs,
      txt: text.find((line) => line.startsWith("TXT"))!,
      srv: text.find((line) => line.startsWith("SRV"))!,
    }));
    assert.deepEqual(
      told.map(({ txt }) => txt.slice(-13)),
      [' ["group=a"]', ' ["group=b"]', ' ["group=b"]'].map((text) => `h${text}`),
    );
    assert.ok(told.at(-1)!.srv.endsWith("povpoi-1a2b.local:9090"));
    for (let i = 1; i < told.length; i++) assert.ok(told[i]!.atMs - told[i - 1]!.atMs >= 999);
  });

  it("asks for its names again on another network, and tells its new address", () => {
    const { net, poi, ask } = setUp();
    poi.host.nic.setAddress(undefined);
    net.world.runForMs(20_000);
    net.heard.length = 0;
    poi.host.nic.setAddress("10.0.7.7");
    net.world.runForMs(10_000);
    assert.equal(net.packetsWith("ANY? povpoi-1a2b.local").length, 3);
    assert.equal(net.packetsWith("A povpoi-1a2b.local 120 flush 10.0.7.7").length, 2);
    const [answer] = ask(query([question(HOST, 1)]));
    assert.equal(answer!.text[1], "A povpoi-1a2b.local 120 flush 10.0.7.7");
    poi.host.nic.setAddress("10.0.8.8");
    poi.mdns.checkNetwork();
    net.world.runForMs(3000);
    assert.equal(net.packetsWith("A povpoi-1a2b.local 120 flush 10.0.8.8").length, 2);
  });

  it("offers several services, and takes back one", () => {
    const { net, poi, ask } = setUp();
    const ws = poi.mdns.advertise({
      name: "Left Poi",
      type: "_ws._tcp",
      port: 81,
      txt: { board: "poi", syncver: "1" },
    });
    assert.equal(ws.isHeld, false);
    net.world.runForMs(5000);
    assert.equal(ws.isHeld, true);
    const [listed] = ask(query([question(ALL_TYPES, PTR)]));
    assert.deepEqual(listed!.text.slice(1).sort(), [
      "PTR _services._dns-sd._udp.local 4500 _povpoi._tcp.local",
      "PTR _services._dns-sd._udp.local 4500 _ws._tcp.local",
    ]);
    const [found] = ask(query([question(wireName("_ws", "_tcp", "local"), PTR)]));
    assert.ok(found!.text.includes("SRV Left Poi._ws._tcp.local 120 flush povpoi-1a2b.local:81"));
    net.heard.length = 0;
    ws.stop();
    ws.stop();
    ws.update({ port: 82 });
    assert.equal(net.heard.length, 1);
    assert.ok(net.heard[0]!.text.every((line) => line.startsWith("--") || line.includes("_ws")));
    assert.deepEqual(ask(query([question(wireName("_ws", "_tcp", "local"), PTR)])), []);
    assert.equal(ask(query([question(TYPE_NAME, PTR)])).length, 1);
  });

  it("keeps every packet of the largest services within 1,472 bytes, and leaves nothing out", () => {
    const net = new MdnsWorld(1);
    const poi = net
      .poi("x".repeat(63), `h${"o".repeat(62)}`)
      .start({ txt: { a: "a".repeat(250), b: "b".repeat(140) } });
    for (let i = 1; i < 6; i++) {
      poi.mdns.advertise({
        name: `${i}`.repeat(63),
        type: TYPE,
        port: i,
        txt: { a: "a".repeat(250), b: "b".repeat(140) },
      });
    }
    const stranger = net.stranger();
    net.world.runForMs(10_000);
    for (let i = 1; i < 6; i++) {
      assert.ok(net.packetsWith(`ANY? ${`${i}`.repeat(63)}`).length >= 3);
      assert.equal(net.packetsWith(`TXT ${`${i}`.repeat(63)}`, "flush").length, 2);
    }
    stranger.multicast(query([question(TYPE_NAME, PTR)]));
    net.world.runForMs(1000);
    poi.mdns.stop();
    const goodbyes = net.heard.flatMap(({ text }) =>
      text.filter((line) => line.startsWith("PTR _povpoi._tcp.local 0")),
    );
    assert.equal(goodbyes.length, 6);
    assert.ok(net.heard.every(({ bytes, text }) => bytes.length <= 1472 && text.length > 0));
    assert.equal(net.world.network.counters.udpOversize, 0);
  });

  it("counts what is no sound packet of multicast DNS, and goes on", () => {
    const { poi, stranger, net, ask } = setUp();
    const rogue = net.stranger(49_001);
    stranger.multicast(packet("0000"));
    stranger.multicast(packet("0000 0000 0001 0000 0000 0000 c00c 0001 0001"));
    stranger.multicast(packet("0000 8400 0000 0001 0000 0000 00 0001 0001 00000078 0003 0a0000"));
    stranger.multicast(query(Array(70).fill(question("00", 1))));
    rogue.multicast(response(record(LEFT, 33, 120, serviceData(1, HOST), true)));
    net.world.runForMs(100);
    const { badHeader, badName, badRecord, entriesLeftOut, wrongPort, conflicts } = poi.mdns.counters;
    assert.deepEqual(
      { badHeader, badName, badRecord, entriesLeftOut, wrongPort, conflicts },
      { badHeader: 1, badName: 1, badRecord: 1, entriesLeftOut: 6, wrongPort: 1, conflicts: 0 },
    );
    assert.equal(ask(query([question(HOST, 1)])).length, 1);
  });

  it("recognizes its own packets when they come back", () => {
    const { poi } = setUp();
    const { sent, echoes, received } = poi.mdns.counters;
    assert.equal(echoes, sent);
    assert.equal(received, sent);
  });
});
