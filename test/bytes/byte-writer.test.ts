import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteReader } from "../../src/bytes/byte-reader.ts";
import { ByteWriter } from "../../src/bytes/byte-writer.ts";

const value = fc.oneof(
  fc.record({ name: fc.constant("u8" as const), value: fc.nat(0xff) }),
  fc.record({ name: fc.constant("u16" as const), value: fc.nat(0xffff) }),
  fc.record({ name: fc.constant("u32" as const), value: fc.integer({ min: 0, max: 0xffffffff }) }),
  fc.record({ name: fc.constant("varint" as const), value: fc.maxSafeNat() }),
);

describe("ByteWriter", () => {
  it("writes what a reader reads back, however small it begins", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 20 }), fc.nat(16), (values, capacity) => {
        const writer = new ByteWriter(capacity, 1000);
        for (const each of values) writer[each.name](each.value);
        const reader = new ByteReader(writer.finish());
        for (const each of values) assert.equal(reader[each.name](), each.value);
        assert.deepEqual([reader.left, reader.failed], [0, false]);
      }),
    );
  });

  it("holds its limit to the byte, whatever is written", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 12 }), fc.integer({ min: 1, max: 20 }), (values, limit) => {
        const writer = new ByteWriter(1, limit);
        try {
          for (const each of values) writer[each.name](each.value);
        } catch (error) {
          assert.match(String(error), /message larger than its limit/);
        }
        assert.ok(writer.at <= limit);
        assert.ok(writer.finish().length <= limit);
      }),
    );
  });

  it("writes over a length that is known afterwards", () => {
    const writer = new ByteWriter(4);
    writer.u16(0);
    writer.u8(9);
    writer.patchU16(0, 0x0102);
    assert.deepEqual([...writer.view()], [1, 2, 9]);
    assert.throws(() => writer.patchU16(2, 1), /patch of what is not written/);
    assert.throws(() => writer.patchU16(0, 0x10000), /u16 range/);
  });

  it("gives a copy that stays and a view that follows", () => {
    const writer = new ByteWriter(2);
    writer.u8(1);
    const copy = writer.finish();
    const view = writer.view();
    writer.at = 0;
    writer.u8(2);
    assert.deepEqual([copy[0], view[0]], [1, 2]);
  });

  it("begins no larger than its limit", () => {
    assert.throws(() => new ByteWriter(5, 4), /capacity above the limit/);
  });
});
