import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteReader } from "../../src/bytes/byte-reader.ts";
import { fromHex, toHex } from "../../src/bytes/hex.ts";
import { type Body, MAX_BODY_BYTES, type Value } from "../../src/store/item.ts";
import { decodeBody, encodeBody, equalBodies } from "../../src/store/packed-value.ts";

/** Written by hand from the table in packed-value.ts. */
const VECTORS: [Body, string][] = [
  [{}, "80"],
  [{ value: 0 }, "810800"],
  [{ value: 95 }, "81085f"],
  [{ value: 96 }, "8108a300"],
  [{ value: 255 }, "8108a39f"],
  [{ value: 351 }, "8108a3ff"],
  [{ value: 352 }, "8108a5e002"],
  [{ value: 0x3fff }, "8108a5ff7f"],
  [{ value: 0x4000 }, "8108a4004000"],
  [{ value: 0xff8000 }, "8108a4ff8000"],
  [{ value: 0x1000000 }, "8108a580808008"],
  [{ value: -1 }, "8108a600"],
  [{ value: -129 }, "8108a68001"],
  [{ value: 0.5 }, "8108a73fe0000000000000"],
  [{ value: null }, "8108a0"],
  [{ value: false }, "8108a1"],
  [{ value: true }, "8108a2"],
  [{ value: "" }, "810860"],
  [{ name: "é1" }, "810063c3a931"],
  [{ name: "x".repeat(32) }, `8100a820${"78".repeat(32)}`],
  [{ value: [1, [2]] }, "810892019102"],
  [{ value: { a: 1 } }, "810881816101"],
  // Keys in the order of their characters: color1, name, zz.
  [{ zz: 1, name: "a", color1: 2 }, "83050200616182 7a7a01".replace(" ", "")],
];

const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value; object: Body }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
    fc.string({ unit: "grapheme", maxLength: 12 }),
    fc.array(tie("value"), { maxLength: 4 }),
    tie("object"),
  ),
  object: fc.dictionary(
    fc.string({ maxLength: 8 }).filter((key) => key !== "__proto__"),
    tie("value"),
    { maxKeys: 4, noNullPrototype: true },
  ),
})).value;
const body = fc.dictionary(fc.constantFrom("name", "slot", "color1", "mine"), value, {
  noNullPrototype: true,
});

function decode(bytes: Uint8Array): Body | undefined {
  const reader = new ByteReader(bytes);
  const decoded = decodeBody(reader);
  return reader.failed || reader.left > 0 ? undefined : decoded;
}

describe("packed values", () => {
  for (const [plain, hex] of VECTORS) {
    it(`write ${JSON.stringify(plain).slice(0, 40)} as ${hex.slice(0, 40)}, and read it back`, () => {
      assert.equal(toHex(encodeBody(plain)!), hex);
      assert.deepEqual(decode(fromHex(hex)!), plain);
    });
  }

  it("come back as they went, whatever they hold", () => {
    fc.assert(
      fc.property(body, (plain) => {
        const bytes = encodeBody(plain);
        if (bytes !== undefined) assert.deepEqual(decode(bytes), JSON.parse(JSON.stringify(plain)));
      }),
    );
  });

  it("have the same bytes for the same value in another order", () => {
    fc.assert(
      fc.property(body, (plain) => {
        const reversed = Object.fromEntries(Object.entries(plain).reverse());
        assert.deepEqual(encodeBody(reversed), encodeBody(plain));
        if (encodeBody(plain) !== undefined) assert.ok(equalBodies(reversed, plain));
      }),
    );
  });

  it("tell different values apart", () => {
    assert.ok(!equalBodies({ value: 1 }, { value: 2 }));
    assert.ok(!equalBodies({ value: 1 }, { value: 1, name: "" }));
    assert.ok(!equalBodies({ value: "1" }, { value: 1 }));
  });

  it("refuse what is too long, too deep, or not finite", () => {
    assert.equal(encodeBody({ name: "x".repeat(MAX_BODY_BYTES) }), undefined);
    assert.ok(encodeBody({ name: "x".repeat(MAX_BODY_BYTES - 5) }));
    assert.equal(encodeBody({ value: Number.NaN }), undefined);
    assert.equal(encodeBody({ value: [[[[[[[1]]]]]]] }), undefined);
    assert.equal(encodeBody({ ["k".repeat(64)]: 1 }), undefined);
    assert.equal(encodeBody(JSON.parse('{"__proto__": 1}')), undefined);
  });

  it("never read bytes into something that breaks, and never beyond them", () => {
    const runs = Number(process.env["FUZZ_RUNS"] ?? 20_000);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const decoded = decode(bytes);
        if (decoded !== undefined) assert.ok(encodeBody(decoded) !== undefined);
      }),
      { numRuns: runs },
    );
    for (const [, hex] of VECTORS) {
      const bytes = fromHex(hex)!;
      for (let end = 0; end < bytes.length; end++) assert.equal(decode(bytes.slice(0, end)), undefined);
    }
    assert.equal(decode(fromHex(`8189${toHex(new TextEncoder().encode("__proto__"))}80`)!), undefined);
  });
});
