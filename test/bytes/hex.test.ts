import assert from "node:assert/strict";
import fc from "fast-check";
import { fromHex, toHex } from "../../src/bytes/hex.ts";

describe("hexadecimal digits", () => {
  it("come back as the bytes they were made of, as Node has it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        assert.equal(toHex(bytes), Buffer.from(bytes).toString("hex"));
        assert.deepEqual(fromHex(toHex(bytes)), bytes);
        assert.deepEqual(fromHex(toHex(bytes).toUpperCase()), bytes);
      }),
    );
  });

  it("are refused with any other character among them", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9a-f]{8}$/),
        fc.nat(7),
        fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
        (text, at, other) => {
          const changed = text.slice(0, at) + other + text.slice(at + 1);
          const isHex = /^(?:[0-9a-fA-F]{2})*$/.test(changed);
          assert.equal(fromHex(changed) === undefined, !isHex);
        },
      ),
    );
  });
});
