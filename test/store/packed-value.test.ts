import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteReader } from "../../src/bytes/byte-reader.ts";
import { type Body, MAX_BODY_BYTES, type Value } from "../../src/store/item.ts";
import { decodeBody, encodeBody, equalBodies } from "../../src/store/packed-value.ts";

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

  it("are not read where they end too early", () => {
    fc.assert(
      fc.property(body, (plain) => {
        const bytes = encodeBody(plain) ?? new Uint8Array(0);
        for (let end = 0; end < bytes.length; end++) assert.equal(decode(bytes.slice(0, end)), undefined);
      }),
    );
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
  });
});
