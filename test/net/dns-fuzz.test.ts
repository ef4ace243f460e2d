import assert from "node:assert/strict";
import fc from "fast-check";
import { DnsEncoder, SECTION_ADDITIONAL, SECTION_ANSWER } from "../../src/net/dns-encoder.ts";
import { DnsMessage, MAX_ENTRIES } from "../../src/net/dns-message.ts";
import { copyName, encodeName, nameText } from "../../src/net/dns-name.ts";
import {
  absenceRecord,
  addressRecord,
  type DnsRecord,
  pointerRecord,
  serviceRecord,
  textRecord,
} from "../../src/net/dns-record.ts";
import { encodeTxt, txtBytes, txtText } from "../../src/net/dns-txt.ts";
import { answerPortal } from "../../src/net/portal-dns.ts";
import { LEFT_POI, PROBE_OF_LOSER, QUESTION } from "./dns-vectors.ts";

/** Inputs a law; `FUZZ_RUNS=1000000 npx mocha test/net/dns-fuzz.test.ts` for the long run. */
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 20_000);

const vectors = [LEFT_POI, QUESTION, PROBE_OF_LOSER];
const message = new DnsMessage();

/** A vector with some bytes changed, cut off or repeated: most get past the header, unlike noise. */
const mutated = fc
  .tuple(
    fc.constantFrom(...vectors),
    fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
    fc.option(fc.nat(200)),
    fc.uint8Array({ maxLength: 20 }),
  )
  .map(([vector, changes, cut, tail]) => {
    const bytes = Uint8Array.from([...vector, ...tail]);
    for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
    return cut === null ? bytes : bytes.slice(0, cut);
  });

/** Noise behind a header that promises a few entries. */
const noise = fc
  .tuple(fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3)), fc.uint8Array({ maxLength: 400 }))
  .map(([counts, body]) =>
    Uint8Array.from([0, 0, 0x84, 0, ...counts.flatMap((count) => [0, count]), ...body]),
  );

const packets = fc.oneof(mutated, noise, fc.uint8Array({ maxLength: 400 }));

/** Reads all that a decoded message offers. */
function readAll(): void {
  for (let i = 0; i < message.count; i++) {
    const name = copyName(message.bytes, message.nameAt[i]!);
    assert.ok(name.length <= 255);
    assert.ok(message.isNamed(i, name));
    nameText(message.bytes, message.nameAt[i]!);
    if (i < message.questionEnd) continue;
    const data = message.copyData(i);
    assert.ok(message.hasData(i, data));
    txtBytes(data, "deviceId");
    txtText(data, "deviceId");
  }
}

/** The format read plainly: names as arrays of labels, an exception for whatever is wrong. */
function readPlainly(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const u8 = () => view.getUint8(at++);
  const u16 = () => {
    at += 2;
    return view.getUint16(at - 2);
  };
  const name = (start: number, end: number, pointers: number): string[] => {
    if (start < 12 || start >= end) throw new Error("outside");
    at = start;
    for (const labels: string[] = []; ; ) {
      const size = u8();
      if (at > end) throw new Error("outside");
      if (size === 0) return labels;
      if (size >= 192) {
        const target = ((size & 63) << 8) | u8();
        const behind = at;
        if (behind > end || target >= start || pointers === 16) throw new Error("pointer");
        labels.push(...name(target, start, pointers + 1));
        at = behind;
        return labels;
      }
      if (size >= 64 || at + size > end) throw new Error("label");
      labels.push(Buffer.from(bytes.subarray(at, at + size)).toString("latin1"));
      at += size;
    }
  };
  const boundedName = (end: number) => {
    const labels = name(at, end, 0);
    if (labels.reduce((sum, label) => sum + 1 + label.length, 1) > 255) throw new Error("long");
    return labels.join("/");
  };
  if (bytes.length < 12 || (view.getUint16(2) & 0x780f) !== 0) throw new Error("header");
  at = 4;
  const counts = [u16(), u16(), u16(), u16()];
  const total = counts.reduce((a, b) => a + b);
  const lines: string[] = [];
  for (let i = 0; i < Math.min(total, MAX_ENTRIES); i++) {
    const owner = boundedName(bytes.length);
    const type = u16();
    const line = `${owner} ${type} ${u16()}`;
    if (i < counts[0]!) {
      lines.push(line);
      continue;
    }
    const ttl = (u16() << 16) | u16();
    const length = u16();
    const end = at + length;
    if (end > bytes.length) throw new Error("data");
    if (type === 1 && length !== 4) throw new Error("address");
    if (type === 16)
      for (let next = at; next !== end; next += 1 + bytes[next]!)
        if (next >= bytes.length || next > end) throw new Error("text");
    let data = "";
    if (type === 33) {
      if (length < 7) throw new Error("service");
      at += 6;
    }
    if (type === 12 || type === 33 || type === 47) data = boundedName(end);
    if ((type === 12 || type === 33) && at !== end) throw new Error("rest");
    if (type === 47) {
      while (at < end) {
        if (at + 2 > end) throw new Error("bitmap");
        u8();
        const size = u8();
        if (size === 0 || size > 32) throw new Error("bitmap");
        at += size;
      }
      if (at !== end) throw new Error("bitmap");
    }
    at = end;
    lines.push(`${line} ${Math.max(ttl, 0)} ${data} ${length}`);
  }
  return lines;
}

/** What `readPlainly` says, from a decoded message. */
function readDecoded(): string[] {
  const labels = (at: number) => {
    const name = Buffer.from(copyName(message.bytes, at));
    const parts: string[] = [];
    for (let i = 0; name[i] !== 0; i += 1 + name[i]!)
      parts.push(name.toString("latin1", i + 1, i + 1 + name[i]!));
    return parts.join("/");
  };
  return Array.from({ length: message.count }, (_, i) => {
    const line = `${labels(message.nameAt[i]!)} ${message.type[i]} ${message.class[i]}`;
    if (i < message.questionEnd) return line;
    const plain = { 12: 0, 33: 6, 47: 0 }[message.type[i]!];
    const data = plain === undefined ? "" : labels(message.dataAt[i]! + plain);
    return `${line} ${message.ttlS[i]} ${data} ${message.dataLength[i]}`;
  });
}

const label = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
  .filter((text) => Buffer.from(text).length < 64);
const names = fc.array(label, { maxLength: 3 }).map(encodeName);
const texts = fc.dictionary(fc.constantFrom("a", "deviceId", "name"), fc.uint8Array({ maxLength: 60 }), {
  maxKeys: 3,
});
const records: fc.Arbitrary<DnsRecord> = fc.oneof(
  fc.tuple(names, fc.ipV4()).map(([name, address]) => addressRecord(name, address)),
  fc.tuple(names, names).map(([name, target]) => pointerRecord(name, target)),
  fc.tuple(names, names, fc.nat(65535)).map(([name, host, port]) => serviceRecord(name, host, port)),
  fc.tuple(names, texts).map(([name, values]) => textRecord(name, encodeTxt(values))),
  fc
    .tuple(names, fc.array(fc.integer({ min: 1, max: 255 }), { minLength: 1 }))
    .map(([name, types]) => absenceRecord(name, types)),
);

describe("DNS fuzz", function () {
  this.timeout(0);

  it("decoding never throws, and what was decoded can be read", () => {
    fc.assert(
      fc.property(packets, (bytes) => {
        if (message.decode(bytes) === undefined) readAll();
        else assert.equal(message.count, 0);
      }),
      { numRuns },
    );
  });

  it("decoding agrees with the format read plainly, on what is refused too", () => {
    fc.assert(
      fc.property(packets, (bytes) => {
        let plain: string[] | undefined;
        try {
          plain = readPlainly(bytes);
        } catch {
          plain = undefined;
        }
        const decoded = message.decode(bytes) === undefined ? readDecoded() : undefined;
        assert.deepEqual(decoded, plain);
      }),
      { numRuns },
    );
  });

  it("a name server answers with a message that can be read, one answer at most, or not at all", () => {
    const address = Uint8Array.of(192, 168, 4, 1);
    const query = fc.tuple(packets, fc.boolean()).map(([packet, isQuery]) => {
      const bytes = packet.slice();
      // Most of what is heard elsewhere is no conventional query.
      if (isQuery) bytes.set([0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0].slice(0, bytes.length));
      return bytes;
    });
    fc.assert(
      fc.property(query, (bytes) => {
        const answer = answerPortal(bytes, address);
        if (answer === undefined) return;
        assert.ok(answer.length <= bytes.length + (answer[7] === 0 ? 0 : 16));
        assert.deepEqual([...answer.subarray(0, 2)], [...bytes.subarray(0, 2)]);
        // A name may be longer than DNS allows, and is sent back as it came.
        if (message.decode(answer) !== undefined) return;
        assert.equal(message.questionEnd, 1);
        if (message.count === 2) assert.deepEqual(message.copyData(1), address);
      }),
      { numRuns },
    );
  });

  it("what was encoded is decoded again", () => {
    const encoder = new DnsEncoder();
    fc.assert(
      fc.property(
        fc.array(names, { maxLength: 3 }),
        fc.array(records, { maxLength: 12 }),
        fc.nat(12),
        (questions, list, split) => {
          encoder.start(0, 0x8400);
          const asked = questions.filter((name) => encoder.question(name, 255, true));
          const written = list.filter((record, i) =>
            encoder.record(
              i < split ? SECTION_ANSWER : SECTION_ADDITIONAL,
              record,
              record.ttlS,
              record.unique,
            ),
          );
          assert.equal(message.decode(encoder.finish()), undefined);
          assert.equal(message.count, asked.length + written.length);
          asked.forEach((name, i) => {
            assert.deepEqual(copyName(message.bytes, message.nameAt[i]!), name);
          });
          written.forEach((record, k) => {
            const i = asked.length + k;
            assert.ok(message.isRecord(i, record));
            assert.deepEqual(message.copyData(i), record.data);
            assert.equal(message.ttlS[i], record.ttlS);
            assert.equal(message.isFlagged(i), record.unique);
          });
        },
      ),
      { numRuns: Math.ceil(numRuns / 10) },
    );
  });
});
