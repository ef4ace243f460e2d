import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteReader } from "../../src/bytes/byte-reader.ts";
import { ByteWriter, varintLength } from "../../src/bytes/byte-writer.ts";

const step = fc.constantFrom("u8", "u16", "u32", "varint", "text", "slice", "skip") as fc.Arbitrary<
  "u8" | "u16" | "u32" | "varint" | "text" | "slice" | "skip"
>;

describe("ByteReader", () => {
  it("never throws, stays in its range, and after a failure yields zeros and has nothing left", () => {
    const steps = fc.array(fc.tuple(step, fc.oneof(fc.nat(12), fc.constant(Number.MAX_SAFE_INTEGER))));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(10), steps, (bytes, start, all) => {
        const reader = new ByteReader(bytes, Math.min(start, bytes.length));
        let before = reader.at;
        for (const [name, length] of all) {
          const failed = reader.failed;
          const value: unknown = reader[name](length);
          assert.ok(reader.at >= before && reader.at <= reader.end);
          if (failed || reader.failed) {
            assert.equal(reader.left, 0);
            assert.ok(
              value === 0 || value === "" || value === undefined || (value as Uint8Array).length === 0,
            );
          }
          before = reader.at;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("reads nothing outside of its range", () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3, 4), 1, 3);
    assert.equal(reader.u8(), 2);
    assert.equal(reader.left, 1);
    assert.equal(reader.u16(), 0);
    assert.ok(reader.failed);
  });

  it("ends a loop over what is left, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const reader = new ByteReader(bytes);
        let reads = 0;
        while (reader.left > 0) {
          reader.varint();
          assert.ok(++reads <= bytes.length);
        }
      }),
    );
  });

  it("gives copies, which do not change with the bytes they came from", () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const slice = new ByteReader(bytes).slice(2);
    bytes.fill(0);
    assert.deepEqual([...slice], [1, 2]);
  });

  it("stops where its range is none", () => {
    const bytes = new Uint8Array(4);
    assert.throws(() => new ByteReader(bytes, 0, 5), /reader range/);
    assert.throws(() => new ByteReader(bytes, 3, 2), /reader range/);
    assert.throws(() => new ByteReader(bytes, -1), /reader range/);
    assert.throws(() => new ByteReader(bytes).skip(-1), /length to read/);
  });
});

describe("varint", () => {
  const anyVarint = fc.oneof(
    fc.maxSafeNat(),
    fc
      .integer({ min: 0, max: 53 })
      .chain((bits) => fc.constantFrom(2 ** bits - 1, Math.min(2 ** bits, 2 ** 53 - 1))),
  );

  it("comes back as the number it was made of, in the length foretold", () => {
    fc.assert(
      fc.property(anyVarint, (value) => {
        const writer = new ByteWriter(8);
        writer.varint(value);
        assert.equal(writer.at, varintLength(value));
        const reader = new ByteReader(writer.finish());
        assert.equal(reader.varint(), value);
        assert.deepEqual([reader.left, reader.failed], [0, false]);
      }),
      { numRuns: 2000 },
    );
  });

  it("has one encoding: whatever bytes are read as a number are those that the number is written as", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 10 }), (bytes) => {
        const reader = new ByteReader(bytes);
        const value = reader.varint();
        if (reader.failed) return;
        const writer = new ByteWriter(8);
        writer.varint(value);
        assert.deepEqual(writer.finish(), bytes.slice(0, reader.at));
      }),
      { numRuns: 5000 },
    );
  });

  it("agrees with LEB128 in big integers on what is read and what is refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 10 }), (bytes) => {
        const reader = new ByteReader(bytes);
        const value = reader.varint();
        assert.equal(reader.failed ? undefined : value, plainVarint(bytes));
      }),
      { numRuns: 5000 },
    );
  });
});

/** Seven bits a byte, low ones first; nothing for what is unfinished, too large or longer than it need be. */
function plainVarint(bytes: Uint8Array): number | undefined {
  const last = bytes.findIndex((byte) => byte < 0x80);
  if (last < 0 || (last > 0 && bytes[last] === 0)) return undefined;
  let value = 0n;
  for (let i = last; i >= 0; i--) value = value * 128n + BigInt((bytes[i] ?? 0) & 0x7f);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : undefined;
}
