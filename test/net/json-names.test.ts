import assert from "node:assert/strict";
import fc from "fast-check";
import { parseJson } from "../../src/net/http-sinks.ts";
import { JsonNames } from "../../src/net/json-names.ts";

const KNOWN = ["a", "name", "größe", "of:{}", "x"];

function parse(text: string, names: JsonNames): unknown {
  return parseJson(new TextEncoder().encode(text), names);
}

/** Names that have learnt all that they learn: "s0" to "s31". */
function full(): JsonNames {
  const names = new JsonNames(KNOWN);
  const keys = Array.from({ length: 32 }, (_, i) => `"s${i}":${i}`);
  assert.equal((parse(`{${keys.join()}}`, names) as Record<string, number>)["s31"], 31);
  return names;
}

/** The value with other names for its keys. */
function renamed(value: unknown, isKnown: (key: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((each) => renamed(each, isKnown));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [isKnown(key) ? key : "?", renamed(each, isKnown)]),
  );
}

describe("JsonNames", () => {
  it("let what is known through for ever, and of other keys the first 32", () => {
    const names = full();
    assert.deepEqual(parse('{"a":1,"s7":2,"new":3}', names), { a: 1, s7: 2, "?": 3 });
    assert.deepEqual(parse('{"a":1,"new":3}', new JsonNames(KNOWN)), { a: 1, new: 3 });
    assert.deepEqual(parse('{"a":1,"new":3}', new JsonNames(KNOWN, 0)), { a: 1, "?": 3 });
  });

  it("change nothing but keys", () => {
    const key = fc.oneof(
      fc.constantFrom(...KNOWN, "", "unknown", "__proto_", "s1"),
      fc.string({ unit: "binary-ascii" }),
    );
    const value = fc.jsonValue({ depthSize: "small", stringUnit: "binary-ascii" });
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.oneof(value, fc.dictionary(key, value))),
        fc.nat(3),
        (object, indent) => {
          const text = JSON.stringify(object, null, indent);
          const isKnown = (each: string) =>
            JSON.stringify(each).length < 4 || KNOWN.includes(each) || /^s([12]?\d|3[01])$/.test(each);
          if (!isShallow(object)) return;
          assert.deepEqual(parse(text, full()), renamed(JSON.parse(text), isKnown));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("give all keys that are too many one name, whatever their length", () => {
    const names = full();
    const seen = new Set<string>();
    for (let length = 2; length < 3000; length += 7) {
      for (const key of Object.keys(parse(`{"${"k".repeat(length)}" : {"q":1}}`, names) as object))
        seen.add(key);
    }
    assert.deepEqual([...seen], ["?"]);
  });

  it("count a key that is written with escapes as another one", () => {
    assert.deepEqual(parse('{"\\u0061":1,"\\"":2,"b\\\\":3}', full()), { "?": 3 });
    assert.deepEqual(parse('{"\\u0061":1}', new JsonNames(KNOWN)), { a: 1 });
  });

  it("leave a text that is no JSON to be refused", () => {
    for (const text of [
      "",
      ":",
      "::",
      '"',
      '"a',
      '":',
      '"a":',
      '{"k"::1}',
      '{"k":"l":1}',
      "{:}",
      '{"\\":1}',
      '{k:"v":2}',
    ])
      assert.throws(() => parse(text, full()), /must be JSON/);
  });
});

/** Not nested deeper than bodies may be. */
function isShallow(value: unknown, depth = 0): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth < 8 && Object.values(value).every((each) => isShallow(each, depth + 1));
}
