import assert from "node:assert/strict";
import { DnsMessage, MAX_ENTRIES } from "../../src/net/dns-message.ts";
import { encodeName } from "../../src/net/dns-name.ts";
import { addressRecord, pointerRecord, serviceRecord } from "../../src/net/dns-record.ts";
import { LEFT_POI, packet, QUESTION } from "./dns-vectors.ts";
import { packetText } from "./dns-views.ts";

const decode = (bytes: Uint8Array) => new DnsMessage().decode(bytes);
const HEADER = "0000 8400 0000 0001 0000 0000";

describe("DnsMessage", () => {
  it("reads a question and its wish for a unicast answer", () => {
    assert.deepEqual(packetText(QUESTION), ["PTR? _povpoi._tcp.local QU"]);
  });

  it("reads an announcement whose names point into each other", () => {
    assert.deepEqual(packetText(LEFT_POI), [
      "-- answers",
      "PTR _povpoi._tcp.local 4500 Left Poi._povpoi._tcp.local",
      "SRV Left Poi._povpoi._tcp.local 120 flush povpoi-1a2b.local:8080",
      'TXT Left Poi._povpoi._tcp.local 4500 flush ["deviceId=a1b2c3d41a2b","deviceName=Left"]',
      "A povpoi-1a2b.local 120 flush 192.168.4.1",
      "-- additional",
      `NSEC povpoi-1a2b.local 120 flush ${Buffer.from("\x0bpovpoi-1a2b\x05local\0\0\x01\x40").toString("hex")}`,
    ]);
  });

  it("knows its own records again, names compressed and in another case", () => {
    const shouting = packet(Buffer.from(LEFT_POI).toString("hex").replace("506f69c00c", "504f49c00c"));
    const message = new DnsMessage();
    assert.equal(message.decode(shouting), undefined);
    const type = encodeName(["_povpoi", "_tcp", "local"]);
    const instance = encodeName(["left poi", "_POVPOI", "_tcp", "local"]);
    const host = encodeName(["POVPOI-1a2b", "local"]);
    assert.ok(message.isRecord(0, pointerRecord(type, instance)));
    assert.ok(message.isRecord(1, serviceRecord(instance, host, 8080)));
    assert.ok(message.isRecord(3, addressRecord(host, "192.168.4.1")));
    assert.ok(!message.isRecord(1, serviceRecord(instance, host, 8081)), "another port");
    assert.ok(!message.isRecord(1, serviceRecord(instance, type, 8080)), "another host");
    assert.ok(!message.isRecord(3, addressRecord(host, "192.168.4.2")), "another address");
  });

  it("steps over record types it does not know", () => {
    const bytes = packet(`0000 8400 0000 0003 0000 0000
      01 "h" 00 001c 8001 00000078 0010 fe800000 00000000 00000000 00000001
      c00c 000d 0001 00000078 0005 03 "cpu" ff
      c00c 0001 8001 00000078 0004 c0a80001`);
    assert.equal(packetText(bytes).at(-1), "A h 120 flush 192.168.0.1");
  });

  it("takes a TXT record without data as one empty string", () => {
    assert.deepEqual(packetText(packet(`${HEADER} 01 "h" 00 0010 8001 00000078 0000`)), [
      "-- answers",
      "TXT h 120 flush []",
    ]);
  });

  it("takes a lifetime with its top bit set for 0", () => {
    const text = packetText(packet(`${HEADER} 01 "h" 00 0001 8001 80000078 0004 c0a80001`));
    assert.equal(text[1], "A h 0 flush 192.168.0.1");
  });

  it("looks at 64 entries and counts the rest", () => {
    const question = `01 "h" 00 000c 0001`;
    const message = new DnsMessage();
    assert.equal(message.decode(packet(`0000 0000 0064 0000 0000 0000 ${question.repeat(100)}`)), undefined);
    assert.equal(message.count, MAX_ENTRIES);
    assert.equal(message.questionEnd, MAX_ENTRIES);
    assert.equal(message.leftOut, 36);
  });

  it("holds nothing of the packet before after a malformed one", () => {
    const message = new DnsMessage();
    message.decode(LEFT_POI);
    assert.equal(message.decode(LEFT_POI.slice(0, 100)), "badRecord");
    assert.deepEqual(
      [message.count, message.questionEnd, message.answerEnd, message.authorityEnd],
      [0, 0, 0, 0],
    );
  });

  it("decodes packet after packet", () => {
    const message = new DnsMessage();
    for (let i = 0; i < 3; i++) {
      assert.equal(message.decode(LEFT_POI), undefined);
      assert.equal(message.count, 5);
      assert.equal(message.decode(QUESTION), undefined);
      assert.equal(message.count, 1);
      assert.equal(message.ttlS[0], 0);
    }
  });
});

describe("DnsMessage refuses", () => {
  const refused: [what: string, fault: string, text: string][] = [
    ["a header that ends early", "badHeader", "0000 8400 0000 0001 0000"],
    ["another operation than a query", "badHeader", "0000 2800 0000 0000 0000 0000"],
    ["a result that tells an error", "badHeader", "0000 8403 0000 0000 0000 0000"],
    ["a packet without its entries", "badName", HEADER],
    ["a name that ends early", "badName", `${HEADER} 05 "loc"`],
    ["a name without an end", "badName", `${HEADER} 05 "local"`],
    ["a pointer without its second byte", "badName", `${HEADER} c0`],
    ["a pointer to itself", "badName", `${HEADER} c00c 0001 0001 00000078 0004 00000000`],
    ["a pointer forwards", "badName", `${HEADER} c00e 00 0001 0001 00000078 0004 00000000`],
    ["a pointer into its own name", "badName", `${HEADER} 01 "a" c00c 0001 0001 00000078 0004 00000000`],
    ["a pointer into the header", "badName", `${HEADER} c000 0001 0001 00000078 0004 00000000`],
    ["a reserved label type", "badName", `${HEADER} 41 "a" 00 0001 0001 00000078 0004 00000000`],
    [
      "a name of 256 bytes",
      "badName",
      `${HEADER} ${`3f ${"61".repeat(63)}`.repeat(3)} 3f ${"61".repeat(63)} 00`,
    ],
    ["an entry without type", "badRecord", `${HEADER} 01 "h" 00 00`],
    ["a record without length", "badRecord", `${HEADER} 01 "h" 00 0001 8001 00000078`],
    ["data past the end", "badRecord", `${HEADER} 01 "h" 00 0001 8001 00000078 0004 c0a800`],
    ["an address of 3 bytes", "badRecord", `${HEADER} 01 "h" 00 0001 8001 00000078 0003 c0a800`],
    [
      "a pointer record longer than its name",
      "badRecord",
      `${HEADER} 01 "h" 00 000c 0001 00000078 0003 c00c 00`,
    ],
    ["a pointer record that ends early", "badRecord", `${HEADER} 01 "h" 00 000c 0001 00000078 0002 01 "a"`],
    ["a service without a host", "badRecord", `${HEADER} 01 "h" 00 0021 8001 00000078 0006 00000000 1f90`],
    ["text that runs over its data", "badRecord", `${HEADER} 01 "h" 00 0010 8001 00000078 0002 02 "a"`],
    [
      "an absence record with a torn bitmap",
      "badRecord",
      `${HEADER} 01 "h" 00 002f 8001 00000078 0004 c00c 00 02`,
    ],
    [
      "an absence record with a bitmap of 33 bytes",
      "badRecord",
      `${HEADER} 01 "h" 00 002f 8001 00000078 0025 c00c 00 21 ${"00".repeat(33)}`,
    ],
  ];
  for (const [what, fault, text] of refused) {
    it(what, () => assert.equal(decode(packet(text)), fault));
  }

  it("a chain of more than 16 pointers, which costs time and tells nothing", () => {
    // A record of unknown type whose data, from offset 23 on, are a root and pointers each to the one before.
    const chained = (pointers: number) => {
      const targets = Array.from({ length: pointers - 1 }, (_, i) => (i === 0 ? 23 : 22 + 2 * i));
      const chain = targets.map((target) => (0xc000 + target).toString(16)).join(" ");
      const length = (2 * pointers - 1).toString(16).padStart(4, "0");
      const last = (0xc000 + 20 + 2 * pointers).toString(16);
      return packet(`0000 8400 0000 0002 0000 0000
        00 0063 0001 00000078 ${length} 00 ${chain}
        ${last} 0001 0001 00000078 0004 c0a80001`);
    };
    assert.equal(decode(chained(16)), undefined);
    assert.equal(decode(chained(17)), "badName");
  });

  it("a packet of more than 9,000 bytes", () => {
    assert.equal(decode(new Uint8Array(9001)), "badHeader");
    assert.equal(decode(new Uint8Array(9000)), undefined);
  });
});
