import assert from "node:assert/strict";
import {
  DnsEncoder,
  MAX_SENT_BYTES,
  SECTION_ADDITIONAL,
  SECTION_ANSWER,
  SECTION_AUTHORITY,
} from "../../src/net/dns-encoder.ts";
import { encodeName } from "../../src/net/dns-name.ts";
import {
  absenceRecord,
  addressRecord,
  compareBytes,
  pointerRecord,
  serviceRecord,
  TYPE_A,
  TYPE_ANY,
  TYPE_PTR,
  TYPE_SRV,
  TYPE_TXT,
  textRecord,
  typeName,
} from "../../src/net/dns-record.ts";
import { encodeTxt } from "../../src/net/dns-txt.ts";
import { LEFT_POI, PROBE_OF_LOSER, packet, QUESTION } from "./dns-vectors.ts";
import { packetText } from "./dns-views.ts";

const TYPE = typeName("_povpoi._tcp");
const INSTANCE = encodeName(["Left Poi", "_povpoi", "_tcp", "local"]);
const HOST = encodeName(["povpoi-1a2b", "local"]);

describe("DnsEncoder", () => {
  it("writes a question", () => {
    const encoder = new DnsEncoder();
    encoder.start(0, 0);
    assert.ok(encoder.isEmpty);
    assert.ok(encoder.question(TYPE, TYPE_PTR, true));
    assert.ok(!encoder.isEmpty);
    assert.deepEqual(encoder.finish(), QUESTION);
  });

  it("writes an announcement, names compressed", () => {
    const encoder = new DnsEncoder();
    encoder.start(0, 0x8400);
    encoder.record(SECTION_ANSWER, pointerRecord(TYPE, INSTANCE), 4500, false);
    encoder.record(SECTION_ANSWER, serviceRecord(INSTANCE, HOST, 8080), 120, true);
    const txt = encodeTxt({ deviceId: "a1b2c3d41a2b", deviceName: "Left" });
    encoder.record(SECTION_ANSWER, textRecord(INSTANCE, txt), 4500, true);
    encoder.record(SECTION_ANSWER, addressRecord(HOST, "192.168.4.1"), 120, true);
    encoder.record(SECTION_ADDITIONAL, absenceRecord(HOST, [TYPE_A]), 120, true);
    assert.deepEqual(encoder.finish(), LEFT_POI);
  });

  it("writes a probe with its records as authority", () => {
    const encoder = new DnsEncoder();
    const name = encodeName(["MyPrinter-1", "local"]);
    encoder.start(0, 0);
    encoder.question(name, TYPE_ANY, true);
    encoder.record(SECTION_AUTHORITY, addressRecord(name, "169.254.99.200"), 120, false);
    assert.deepEqual(encoder.finish(), PROBE_OF_LOSER);
  });

  it("answers a conventional resolver without flush bits and without pointers in SRV", () => {
    const encoder = new DnsEncoder();
    encoder.start(0x1234, 0x8400, true);
    encoder.question(INSTANCE, TYPE_SRV, false);
    encoder.record(SECTION_ANSWER, serviceRecord(INSTANCE, HOST, 8080), 10, true);
    assert.deepEqual(
      encoder.finish(),
      packet(`1234 8400 0001 0001 0000 0000
        08 "Left Poi" 07 "_povpoi" 04 "_tcp" 05 "local" 00 0021 0001
        c00c 0021 0001 0000000a 0019 0000 0000 1f90 0b "povpoi-1a2b" 05 "local" 00`),
    );
  });

  it("says of an instance that it has SRV and TXT only", () => {
    // Bits 16 and 33 of window 0: 5 bytes of bitmap.
    assert.deepEqual(
      absenceRecord(encodeName(["x"]), [TYPE_SRV, TYPE_TXT]).data,
      packet(`01 "x" 00 00 05 00 00 80 00 40`),
    );
  });

  it("never points into the name that it is writing, whatever the buffer held before", () => {
    const encoder = new DnsEncoder();
    const name = encodeName(["a", "b", "a", "b"]);
    for (let i = 0; i < 2; i++) {
      encoder.start(0, 0);
      encoder.question(name, TYPE_PTR, false);
      assert.deepEqual(packetText(encoder.finish()), ["PTR? a.b.a.b"]);
    }
  });

  it("keeps the case of names, pointing only to equal bytes", () => {
    const encoder = new DnsEncoder();
    encoder.start(0, 0);
    encoder.question(encodeName(["a", "LOCAL"]), TYPE_A, false);
    encoder.question(encodeName(["b", "local"]), TYPE_A, false);
    encoder.question(encodeName(["c", "local"]), TYPE_A, false);
    assert.deepEqual(packetText(encoder.finish()), ["A? a.LOCAL", "A? b.local", "A? c.local"]);
  });

  it("leaves out whole what does not fit in 1,472 bytes, and keeps what does", () => {
    const encoder = new DnsEncoder();
    encoder.start(0, 0x8400);
    let written = 0;
    while (
      encoder.record(
        SECTION_ANSWER,
        textRecord(encodeName([`t${written}`, "local"]), encodeTxt({ a: "x".repeat(100) })),
        120,
        true,
      )
    ) {
      written++;
    }
    assert.equal(written, 12);
    assert.equal(packetText(encoder.finish()).length, 1 + written);
    let addresses = 0;
    while (encoder.record(SECTION_ANSWER, addressRecord(encodeName(["t0", "local"]), "10.0.0.1"), 120, true))
      addresses++;
    const bytes = encoder.finish();
    assert.ok(addresses > 0 && bytes.length <= MAX_SENT_BYTES && bytes.length > MAX_SENT_BYTES - 16);
    assert.equal(packetText(bytes).length, 1 + written + addresses);
  });

  it("adds flags afterwards", () => {
    const encoder = new DnsEncoder();
    encoder.start(0, 0);
    encoder.addFlags(0x0200);
    assert.deepEqual(encoder.finish(), packet("0000 0200 0000 0000 0000 0000"));
  });
});

describe("the order of simultaneous probes", () => {
  it("compares bytes as unsigned (RFC 6762, section 8.2.1)", () => {
    const data = (address: string) => addressRecord(HOST, address).data;
    assert.ok(compareBytes(data("169.254.99.200"), data("169.254.200.50")) < 0);
    assert.equal(compareBytes(data("10.0.0.1"), data("10.0.0.1")), 0);
    assert.ok(compareBytes(Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2)) > 0, "the longer of two wins");
  });
});

describe("a service type", () => {
  it("is two labels that begin with an underscore", () => {
    assert.deepEqual(typeName("_http._tcp"), encodeName(["_http", "_tcp", "local"]));
    for (const wrong of ["http._tcp", "_http", "_http._tcp.local", "_http._sctp", ""]) {
      assert.throws(() => typeName(wrong), /service type/, wrong);
    }
  });
});
