import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeUtf8, encodeUtf8, encodeUtf8Into, utf8Length } from "../../src/bytes/utf8.ts";

// Exact bytes are in test/vectors/bytes/utf8.json, on Node and on XS; here are the laws.

/** The web's own decoder, which replaces what is malformed in the same way. */
const webDecoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Any 16-bit units: lone surrogates too. */
const anyText = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 }).map((codes) => {
  return codes.map((code) => String.fromCharCode(code)).join("");
});

/** Bytes as UTF-8 has them, well or ill put together. */
const likelyBytes = fc
  .array(
    fc.oneof(
      fc.constantFrom(0x41, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed),
      fc.integer({ min: 0xe0, max: 0xff }),
      fc.integer({ min: 0x80, max: 0xbf }),
    ),
    { maxLength: 64 },
  )
  .map((bytes) => Uint8Array.from(bytes));

describe("UTF-8", () => {
  it("decodes every text from its bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 600 }), (text) => {
        assert.equal(decodeUtf8(encodeUtf8(text)), text);
      }),
    );
  });

  it("encodes as the web does, lone surrogates too", () => {
    fc.assert(
      fc.property(anyText, (text) => assert.deepEqual(encodeUtf8(text), new TextEncoder().encode(text))),
      { numRuns: 1000 },
    );
  });

  it("decodes any bytes as the web does", () => {
    fc.assert(
      fc.property(fc.oneof(likelyBytes, fc.uint8Array({ maxLength: 64 })), (bytes) => {
        assert.equal(decodeUtf8(bytes), webDecoder.decode(bytes));
      }),
      { numRuns: 5000 },
    );
  });

  it("decodes mutated and truncated text as the web does", () => {
    const mutated = fc.tuple(
      fc.string({ unit: "grapheme", maxLength: 400 }),
      fc.nat(),
      fc.nat(255),
      fc.nat(),
    );
    fc.assert(
      fc.property(mutated, ([text, at, byte, cut]) => {
        const bytes = encodeUtf8(text);
        if (bytes.length > 0) bytes[at % bytes.length] = byte;
        const part = bytes.subarray(0, bytes.length - (bytes.length > 0 ? cut % bytes.length : 0));
        assert.equal(decodeUtf8(part), webDecoder.decode(part));
      }),
      { numRuns: 2000 },
    );
  });

  it("decodes a range as it decodes its copy, whatever surrounds it", () => {
    fc.assert(
      fc.property(likelyBytes, fc.nat(64), fc.nat(64), (bytes, a, b) => {
        const start = Math.min(a, b, bytes.length);
        const end = Math.min(Math.max(a, b), bytes.length);
        assert.equal(decodeUtf8(bytes, start, end), decodeUtf8(bytes.slice(start, end)));
      }),
    );
  });

  it("knows the length of what it encodes", () => {
    fc.assert(fc.property(anyText, (text) => assert.equal(utf8Length(text), encodeUtf8(text).length)));
  });

  it("keeps a pair of surrogates together wherever a long text is cut into pieces", () => {
    for (let before = 0; before < 300; before++) {
      const text = `${"x".repeat(before)}😀${"y".repeat(80)}`;
      assert.equal(decodeUtf8(encodeUtf8(text)), text);
      assert.equal(utf8Length(text), before + 84);
    }
  });

  it("writes at the offset and nowhere else", () => {
    const bytes = new Uint8Array(10).fill(7);
    assert.equal(encodeUtf8Into("é€", bytes, 3), 8);
    assert.deepEqual([...bytes], [7, 7, 7, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 7, 7]);
  });
});
