import assert from "node:assert/strict";
import fc from "fast-check";
import {
  covers,
  editCount,
  equalVectors,
  join,
  MAX_VECTOR_ENTRIES,
  prune,
  type VersionVector,
  withDot,
} from "../../src/store/version-vector.ts";

const vector: fc.Arbitrary<VersionVector> = fc.dictionary(
  fc.nat({ max: 20 }).map((n) => n.toString(16).padStart(12, "0")),
  fc.integer({ min: 1, max: 1000 }),
);

function never(): boolean {
  return false;
}

describe("version vectors", () => {
  it("join as least upper bound: commutative, associative, idempotent, covering both", () => {
    fc.assert(
      fc.property(vector, vector, vector, (a, b, c) => {
        assert.ok(equalVectors(join(a, b), join(b, a)));
        assert.ok(equalVectors(join(a, join(b, c)), join(join(a, b), c)));
        assert.ok(equalVectors(join(a, a), a));
        for (const replica of Object.keys(a)) assert.ok(covers(join(a, b), replica, a[replica]!));
      }),
    );
  });

  it("cover what they counted and nothing more", () => {
    const counted = withDot({ a: 2 }, "b", 3);
    assert.deepEqual(counted, { a: 2, b: 3 });
    assert.ok(covers(counted, "b", 3) && covers(counted, "b", 1));
    assert.ok(!covers(counted, "b", 4) && !covers(counted, "c", 1));
  });

  it("have a greater sum the later they are", () => {
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        const both = join(a, b);
        assert.equal(editCount(both) > editCount(a), !equalVectors(both, a));
      }),
    );
  });

  it("prune to the same entries whatever the order in which they are joined", () => {
    const large = fc.dictionary(
      fc.nat({ max: 400 }).map((n) => n.toString(16).padStart(12, "0")),
      fc.integer({ min: 1, max: 50 }),
      { minKeys: 100, maxKeys: 300 },
    );
    fc.assert(
      fc.property(large, large, (a, b) => {
        const whole = prune(join(a, b), never);
        assert.deepEqual(prune(join(prune(a, never), prune(b, never)), never), whole);
        assert.ok(Object.keys(whole).length <= MAX_VECTOR_ENTRIES);
      }),
      { numRuns: 50 },
    );
  });

  it("never prune an entry that must stay", () => {
    const entries = Array.from({ length: 300 }, (_, i) => [i.toString(16).padStart(12, "0"), i + 1] as const);
    const pruned = prune(Object.fromEntries(entries), (replica) => replica === entries[0]![0]);
    assert.equal(pruned[entries[0]![0]], 1);
    assert.equal(pruned[entries[1]![0]], undefined);
    assert.equal(Object.keys(pruned).length, MAX_VECTOR_ENTRIES + 1);
  });
});
