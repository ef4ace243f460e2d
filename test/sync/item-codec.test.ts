import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteReader } from "../../src/bytes/byte-reader.ts";
import { ByteWriter } from "../../src/bytes/byte-writer.ts";
import { fromHex, toHex } from "../../src/bytes/hex.ts";
import { STAMPS_PER_MS } from "../../src/store/hybrid-clock.ts";
import {
  compareVersions,
  type Item,
  MAX_BODY_BYTES,
  MAX_VERSIONS,
  type Version,
} from "../../src/store/item.ts";
import { MAX_VECTOR_ENTRIES } from "../../src/store/version-vector.ts";
import { FRAME, MAX_MESSAGE_BYTES, nextFrame } from "../../src/sync/frames.ts";
import { ItemsDecoder, ItemsEncoder } from "../../src/sync/item-codec.ts";

const A = "a1a2a3a4a5a6";
const B = "b1b2b3b4b5b6";

function encode(items: readonly Item[], limit = MAX_MESSAGE_BYTES): Uint8Array {
  const frame = new ItemsEncoder(limit);
  for (const item of items) assert.ok(frame.add(item));
  const writer = new ByteWriter(64, limit);
  frame.write(writer);
  return writer.finish();
}

/** The items of a frame, or undefined where it is malformed. */
function decode(bytes: Uint8Array): Item[] | undefined {
  const reader = new ByteReader(bytes);
  const frame = nextFrame(reader);
  if (frame === undefined || frame.type !== FRAME.items || reader.left > 0) return undefined;
  const decoder = new ItemsDecoder(frame.payload);
  const items: Item[] = [];
  for (let item = decoder.next(); item !== undefined; item = decoder.next()) items.push(item);
  return decoder.failed ? undefined : items;
}

function version(replica: string, counter: number, ms: number, value: number): Version {
  return {
    replica,
    counter,
    stamp: ms * STAMPS_PER_MS + 5,
    deleted: false,
    body: { value },
    blob: undefined,
  };
}

const replica = fc.constantFrom(A, B, "0000000000c3", "ffffffffffff");
const versions = fc.uniqueArray(
  fc.record({
    replica,
    counter: fc.integer({ min: 1, max: 2 ** 40 }),
    stamp: fc.integer({ min: 0, max: 2 ** 52 }),
    deleted: fc.boolean(),
    body: fc.dictionary(fc.constantFrom("name", "value"), fc.oneof(fc.string(), fc.integer()), {
      noNullPrototype: true,
    }),
    blob: fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 6, selector: (version) => version.replica },
);
const item: fc.Arbitrary<Item> = fc
  .record({
    kind: fc.constantFrom("image" as const, "pattern" as const, "sequence" as const, "setting" as const),
    id: fc.stringMatching(/^[a-z0-9~-]{1,64}$/),
    seen: fc.dictionary(replica, fc.integer({ min: 1, max: 2 ** 50 }), { noNullPrototype: true }),
    versions,
  })
  .map(({ kind, id, seen, versions }) => {
    const context: { [replica: string]: number } = { ...seen };
    for (const { replica, counter } of versions) context[replica] = Math.max(counter, context[replica] ?? 0);
    const whole = versions.map((version) =>
      version.deleted ? { ...version, body: {}, blob: undefined } : { ...version },
    );
    return { kind, id, context, versions: whole.sort(compareVersions) };
  });

describe("ITEMS", () => {
  it("come back as they went", () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), (items) => {
        assert.deepEqual(decode(encode(items, 65_536)), items);
      }),
      { numRuns: 500 },
    );
  });

  it("has room for the largest item there can be", () => {
    const context: { [replica: string]: number } = {};
    const many: Version[] = [];
    for (let i = 0; i < MAX_VECTOR_ENTRIES + MAX_VERSIONS; i++) {
      const by = (0x100000000000 + i * 7).toString(16);
      context[by] = 2 ** 31 + i;
      if (i >= MAX_VECTOR_ENTRIES) {
        const body = { name: "x".repeat(MAX_BODY_BYTES - 5) };
        many.push({ ...version(by, 2 ** 31 + i, 2e11 + i, 0), body, blob: "ab".repeat(32) });
      }
    }
    const item: Item = { kind: "image", id: "i".repeat(64), context, versions: many.sort(compareVersions) };
    assert.deepEqual(decode(encode([item])), [item]);
  });

  it("adds nothing of an item that does not fit", () => {
    const items = Array.from({ length: 40 }, (_, i): Item => {
      const by = (0x100000000000 + i).toString(16);
      return { kind: "pattern", id: `p${i}`, context: { [by]: 1 }, versions: [version(by, 1, 1000 + i, i)] };
    });
    const frame = new ItemsEncoder(300);
    const added = items.filter((item) => frame.add(item));
    const writer = new ByteWriter(64, 300);
    frame.write(writer);
    assert.ok(added.length > 5 && added.length < 40);
    assert.deepEqual(decode(writer.finish()), added);
  });

  it("is refused where it says what no item can be", () => {
    const good = `0514${"01"}a1a2a3a4a5a6ac02${"07"}03069300030005810807`;
    assert.ok(decode(fromHex(good)!));
    const bad: [string, string][] = [
      ["a kind of flags that there is not", good.replace("0703", "2703")],
      ["a replica that is not in the table", good.replace("9300", "9301")],
      ["a count of zero", good.replace("93000300", "93000000")],
      ["an id of no characters", "0512" + "01a1a2a3a4a5a6ac02" + "0700" + "00030005810807"],
      ["an id with an unknown character", good.replace("0693", "ffff")],
      ["more replicas than bytes", `0503${"7f"}a1a2`],
    ];
    for (const [what, hex] of bad) assert.equal(decode(fromHex(hex)!), undefined, what);
  });

  it("never breaks on bytes that were cut, flipped or made up", () => {
    const runs = Number(process.env["FUZZ_RUNS"] ?? 20_000);
    const flip = fc.tuple(
      fc.array(item, { minLength: 1, maxLength: 3 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
    );
    fc.assert(
      fc.property(flip, ([items, at, bits]) => {
        const bytes = encode(items, 65_536);
        bytes[at % bytes.length]! ^= bits;
        for (const found of decode(bytes) ?? []) assert.ok(found.versions.length > 0);
        decode(bytes.slice(0, at % bytes.length));
      }),
      { numRuns: runs / 10 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        decode(Uint8Array.of(FRAME.items, bytes.length, ...bytes));
      }),
      { numRuns: runs },
    );
  });
});
