import assert from "node:assert/strict";
import fc from "fast-check";
import { JOINED, OWN } from "../../src/ports/radio-clock.ts";
import { BEACON_BYTES, Beacon, tickName } from "../../src/sync/beacon.ts";
import {
  idNumber,
  idText,
  readU16,
  readU24,
  readU32,
  readU40,
  readU48,
  writeHead,
  writeU16,
  writeU24,
  writeU32,
  writeU40,
  writeU48,
} from "../../src/sync/datagram.ts";
import {
  Answer,
  ASK_BYTES,
  encodeNetworks,
  encodeQuestion,
  questionFlags,
  questionJoinedS,
  questionNetwork,
  questionNumber,
  questionShow,
} from "../../src/sync/question.ts";

const u16 = fc.nat(0xffff);
const u24 = fc.nat(0xffffff);
const u32 = fc.nat(0xffffffff);
const u40 = fc.nat(0xffffffffff);
const u48 = fc.nat(0xffffffffffff);

describe("numbers of datagrams", () => {
  it("are read as they were written, big-endian", () => {
    const kinds = [
      { most: u16, length: 2, write: writeU16, read: readU16 },
      { most: u24, length: 3, write: writeU24, read: readU24 },
      { most: u32, length: 4, write: writeU32, read: readU32 },
      { most: u40, length: 5, write: writeU40, read: readU40 },
      { most: u48, length: 6, write: writeU48, read: readU48 },
    ];
    for (const { most, length, write, read } of kinds) {
      fc.assert(
        fc.property(most, (value) => {
          const bytes = new Uint8Array(length + 2).fill(0xee);
          write(bytes, 1, value);
          assert.equal(read(bytes, 1), value);
          assert.equal(
            BigInt(value),
            BigInt(`0x${Buffer.from(bytes.subarray(1, 1 + length)).toString("hex")}`),
          );
          assert.deepEqual([bytes[0], bytes[length + 1]], [0xee, 0xee]);
        }),
      );
    }
  });

  it("of 40 and 48 bits have no others", () => {
    const bytes = new Uint8Array(6);
    for (const value of [-1, 2 ** 40]) assert.throws(() => writeU40(bytes, 0, value), /u40/);
    for (const value of [-1, 2 ** 48]) assert.throws(() => writeU48(bytes, 0, value), /u48/);
  });

  it("stand for device ids", () => {
    for (const id of ["0a0000000001", "ffffffffffff", "000000000000"]) assert.equal(idText(idNumber(id)), id);
  });
});

describe("BEACON", () => {
  it("is read as it was written, and leaves the head alone", () => {
    const fields = fc.record({
      ...{ flags: fc.nat(255), port: u16, root: u48, show: u32, joinedS: u24 },
      ...{ groupUs: u48, scene: u16, tick: u16, tickAgoUs: u24 },
    });
    fc.assert(
      fc.property(fields, u32, u48, (all, tag, id) => {
        const bytes = new Uint8Array(BEACON_BYTES);
        const [written, read] = [Object.assign(new Beacon(), all), new Beacon()];
        writeHead(bytes, 0xd1, tag, id);
        written.encode(bytes);
        read.decode(bytes);
        assert.deepEqual({ ...read }, { ...written });
        assert.deepEqual([bytes[0], readU32(bytes, 1), readU48(bytes, 5)], [0xd1, tag, id]);
      }),
    );
  });

  it("takes 48 bytes with a tag of the group's key", () => assert.ok(BEACON_BYTES + 8 <= 48));

  it("has names that hardly two of a minute share", () => {
    const names = new Set<number>();
    for (let id = 1; id <= 10; id++) {
      for (let i = 0; i < 15; i++) names.add(tickName(0x3604bfe90000 + id, 4_000_000 * i + 1234 * id * i));
    }
    assert.ok(names.size >= 148, String(names.size));
    for (const name of names) assert.ok(name >= 0 && name <= 0xffff);
  });
});

describe("ASK and ANSWER", () => {
  it("take 48 bytes with a tag of the group's key", () => assert.ok(ASK_BYTES + 8 <= 48));

  it("are read as they were written", () => {
    fc.assert(
      fc.property(u16, fc.nat(255), u32, u24, u16, u16, (number, flags, show, joinedS, joined, own) => {
        const bytes = new Uint8Array(ASK_BYTES);
        encodeQuestion(bytes, number, flags, show, joinedS);
        encodeNetworks(bytes, joined, own);
        assert.deepEqual(
          [questionNumber(bytes), questionFlags(bytes), questionShow(bytes), questionJoinedS(bytes)],
          [number, flags, show, joinedS],
        );
        assert.deepEqual([questionNetwork(bytes, JOINED), questionNetwork(bytes, OWN)], [joined, own]);
      }),
    );
    const fields = fc.record({
      ...{ number: u16, show: u32, joinedS: u24, heardUs: u48, heldUs: u24, errorUs: u16, busy: fc.nat(255) },
      ...{ network: u16, counterUs: u40, counterError: fc.nat(255) },
    });
    fc.assert(
      fc.property(fields, (all) => {
        const bytes = new Uint8Array(ASK_BYTES);
        const [written, read] = [Object.assign(new Answer(), all), new Answer()];
        written.encode(bytes);
        read.decode(bytes);
        assert.deepEqual({ ...read }, { ...written });
        assert.equal(questionNumber(bytes), all.number);
      }),
    );
  });
});
