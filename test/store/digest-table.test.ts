import assert from "node:assert/strict";
import fc from "fast-check";
import { SimDigest } from "../../sim/sim-digest.ts";
import { ALL_KINDS, BUCKETS, DigestTable, kindBit, saltedHash } from "../../src/store/digest-table.ts";
import type { Item } from "../../src/store/item.ts";
import { hashItem, hashKey } from "../../src/store/item-hash.ts";

const DIGEST = new SimDigest();

const replica = fc.nat({ max: 5 }).map((n) => `00000000000${n}`);
const item: fc.Arbitrary<Item> = fc
  .record({
    kind: fc.constantFrom("image" as const, "pattern" as const, "sequence" as const, "setting" as const),
    id: fc.constantFrom("a", "b", "ab", "ba", "brightness"),
    context: fc.dictionary(replica, fc.integer({ min: 1, max: 9 }), { minKeys: 1, noNullPrototype: true }),
  })
  .map(({ kind, id, context }) => {
    const [by, counter] = Object.entries(context)[0]!;
    const version = { replica: by, counter, stamp: 1, deleted: false, body: {}, blob: undefined };
    return { kind, id, context, versions: [version] };
  });

function name(item: Item): string {
  const { kind, id, context, versions } = item;
  return JSON.stringify([
    kind,
    id,
    Object.entries(context).sort(),
    versions[0]!.replica,
    versions[0]!.counter,
  ]);
}

describe("hashItem", () => {
  it("is equal for equal states in whatever order, and different for different ones", () => {
    fc.assert(
      fc.property(item, item, (a, b) => {
        const reordered = { ...a, context: Object.fromEntries(Object.entries(a.context).reverse()) };
        assert.deepEqual(hashItem(reordered, DIGEST), hashItem(a, DIGEST));
        const [x, y] = [hashItem(a, DIGEST), hashItem(b, DIGEST)];
        assert.equal(x.low === y.low && x.high === y.high, name(a) === name(b));
      }),
      { numRuns: 5000 },
    );
  });

  it("does not see the body, which the dot stands for", () => {
    const version = { replica: "a", counter: 1, stamp: 1, deleted: false, body: {}, blob: undefined };
    const plain: Item = { kind: "setting", id: "a", context: { a: 1 }, versions: [version] };
    const other: Item = { ...plain, versions: [{ ...version, body: { value: 1 }, stamp: 9 }] };
    assert.deepEqual(hashItem(other, DIGEST), hashItem(plain, DIGEST));
  });

  it("collides in neither lane over 100,000 states that differ in little", () => {
    const lows = new Set<number>();
    const highs = new Set<number>();
    const pairs = new Set<string>();
    for (let i = 0; i < 100_000; i++) {
      const by = (i % 10).toString().padStart(12, "0");
      const counter = 1 + Math.floor(i / 1000);
      const version = { replica: by, counter, stamp: 0, deleted: false, body: {}, blob: undefined };
      const id = `i${Math.floor(i / 10) % 100}`;
      const { low, high } = hashItem(
        { kind: "image", id, context: { [by]: counter }, versions: [version] },
        DIGEST,
      );
      lows.add(low);
      highs.add(high);
      pairs.add(`${low} ${high}`);
    }
    assert.equal(pairs.size, 100_000);
    // A good 32-bit hash of 100,000 values collides once or twice: 10^10 / 2 / 2^32.
    assert.ok(lows.size > 99_985 && highs.size > 99_985, `${lows.size} ${highs.size}`);
  });

  it("spreads items evenly over the buckets", () => {
    const counts = new Array<number>(BUCKETS).fill(0);
    for (let i = 0; i < 1600; i++) counts[hashKey("pattern", `item-${i}`, DIGEST) & (BUCKETS - 1)]!++;
    for (const count of counts) assert.ok(count > 60 && count < 140, String(counts));
  });
});

describe("DigestTable", () => {
  it("shows the same sums for the same items, whatever came and went in between", () => {
    const entry = fc.record({
      kind: fc.nat({ max: 3 }),
      bucket: fc.nat({ max: BUCKETS - 1 }),
      low: fc.integer(),
      high: fc.integer(),
    });
    fc.assert(
      fc.property(fc.array(entry), fc.array(entry), (kept, passing) => {
        const once = new DigestTable();
        for (const e of kept) once.add(e.kind, e.bucket, e);
        const busy = new DigestTable();
        for (const e of [...passing, ...kept].reverse()) busy.add(e.kind, e.bucket, e);
        for (const e of passing) busy.subtract(e.kind, e.bucket, e);
        assert.deepEqual(busy.root(ALL_KINDS), once.root(ALL_KINDS));
        for (let bucket = 0; bucket < BUCKETS; bucket++) {
          assert.equal(busy.bucket(ALL_KINDS, bucket, 77), once.bucket(ALL_KINDS, bucket, 77));
        }
      }),
    );
  });

  it("counts only the kinds that are asked for", () => {
    const table = new DigestTable();
    table.add(0, 3, { low: 1, high: 2 });
    table.add(3, 3, { low: 10, high: 20 });
    const images = new DigestTable();
    images.add(0, 3, { low: 1, high: 2 });
    assert.deepEqual(table.root(kindBit("image")), images.root(ALL_KINDS));
    assert.notDeepEqual(table.root(ALL_KINDS), images.root(ALL_KINDS));
    assert.equal(table.bucket(kindBit("image"), 3, 5), images.bucket(ALL_KINDS, 3, 5));
  });

  it("gives another salt another hash, so that no collision lasts", () => {
    // Two states whose low lanes differ by what the high lanes make up for under salt 1, and under no other salt.
    const a = { low: 5, high: 3 };
    const b = { low: 5 + 3 - 1, high: 1 };
    assert.equal(saltedHash(a.low, a.high, 1), saltedHash(b.low, b.high, 1));
    assert.notEqual(saltedHash(a.low, a.high, 3), saltedHash(b.low, b.high, 3));
  });
});
