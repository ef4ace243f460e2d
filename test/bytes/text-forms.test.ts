import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isDigits,
  isLowerHex,
  isPlainWord,
  isVisibleAscii,
  splitAddress,
} from "../../src/bytes/text-forms.ts";

/** Texts near the edges of all forms, and any others. */
const TEXT = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."/09:`afgz{AF!~ \x7f.-_é😀") }),
  fc.string({ unit: fc.constantFrom(..."0189af") }),
  fc.string({ unit: fc.constantFrom(..."19.") }),
  fc.ipV4(),
);

function agrees(form: (text: string) => boolean, pattern: RegExp): void {
  fc.assert(
    fc.property(TEXT, (text) => {
      assert.equal(form(text), pattern.test(text), JSON.stringify(text));
    }),
    { numRuns: 2000 },
  );
}

describe("forms of text", () => {
  it("are told as regular expressions tell them", () => {
    agrees((text) => isDigits(text, 1, 5), /^\d{1,5}$/);
    agrees((text) => isLowerHex(text, 4), /^[0-9a-f]{4}$/);
    agrees((text) => isPlainWord(text, "._-"), /^[a-z0-9._-]*$/);
    agrees(isVisibleAscii, /^[!-~]*$/);
    agrees((text) => splitAddress(text) !== undefined, /^\d{1,3}(?:\.\d{1,3}){3}$/);
  });

  it("give the parts of an address as they are written", () => {
    assert.deepEqual(splitAddress("192.168.04.2"), ["192", "168", "04", "2"]);
  });
});
