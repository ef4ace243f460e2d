import assert from "node:assert/strict";
import fc from "fast-check";
import { isSenior, prevails, SAME_AGE_US } from "../../src/clock/show-order.ts";

const id = fc.nat(0xffffffff);
const joined = fc.nat(5);

describe("the order of shows", () => {
  it("lets the older one go on, whatever the ids", () => {
    fc.assert(
      fc.property(id, id, fc.integer({ min: SAME_AGE_US + 1, max: 1e9 }), (theirs, mine, aheadUs) => {
        assert.equal(prevails(theirs, mine, aheadUs, 0), true);
        assert.equal(prevails(theirs, mine, -aheadUs, 0), false);
      }),
    );
  });

  it("decides by the id where no measurement could tell", () => {
    assert.equal(prevails(1, 2, -SAME_AGE_US, 0), true);
    assert.equal(prevails(2, 1, SAME_AGE_US, 0), false);
    assert.equal(prevails(1, 2, -9000, 10_000), true);
    assert.equal(prevails(1, 2, -11_000, 10_000), false);
  });

  it("gives both sides of an exchange the same answer", () => {
    fc.assert(
      fc.property(
        id,
        id,
        fc.integer({ min: -20_000, max: 20_000 }),
        fc.nat(10_000),
        (a, b, aheadUs, within) => {
          fc.pre(a !== b);
          assert.notEqual(prevails(a, b, aheadUs, within), prevails(b, a, -aheadUs, within));
        },
      ),
    );
  });
});

describe("the order of those who joined", () => {
  it("is total: of two nodes one is senior, and nobody is to himself", () => {
    fc.assert(
      fc.property(joined, id, joined, id, (s, a, t, b) => {
        if (s === t && a === b) assert.equal(isSenior(s, a, t, b), false);
        else assert.notEqual(isSenior(s, a, t, b), isSenior(t, b, s, a));
      }),
    );
  });

  it("has no circles", () => {
    fc.assert(
      fc.property(joined, id, joined, id, joined, id, (s, a, t, b, u, c) => {
        if (isSenior(s, a, t, b) && isSenior(t, b, u, c)) assert.equal(isSenior(s, a, u, c), true);
      }),
    );
  });
});
