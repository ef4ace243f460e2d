import assert from "node:assert/strict";
import { LateBus } from "../../hosts/late-bus.ts";
import { REST_MS } from "../../src/ports/strip.ts";

const HZ = 8_000_000;

/** Sends so many bytes each time, as often as it is asked; nothing where it says 0. */
function source(length: number) {
  const askedUs: number[] = [];
  return {
    askedUs,
    length,
    next(endUs: number) {
      askedUs.push(endUs);
      return this.length === 0 ? undefined : new Uint8Array(this.length);
    },
  };
}

describe("a bus that is made up for", () => {
  it("sends one write right after the other, until now", () => {
    const bus = new LateBus(source(1000), HZ, 5000);
    const starts: number[] = [];
    bus.catchUp(8500, (_bytes, startUs, byteUs) => {
      assert.equal(byteUs, 1);
      starts.push(startUs);
    });
    assert.deepEqual(starts, [5000, 6000, 7000, 8000]);
    bus.catchUp(8999, (_bytes, startUs) => starts.push(startUs));
    assert.equal(starts.length, 4, "the last one goes on");
    bus.catchUp(9000, (_bytes, startUs) => starts.push(startUs));
    assert.deepEqual(starts.slice(4), [9000]);
  });

  it("waits while bytes are made", () => {
    const from = source(1000);
    const bus = new LateBus(from, HZ, 0, () => 250.5);
    const starts: number[] = [];
    bus.catchUp(3000, (_bytes, startUs) => starts.push(startUs));
    assert.deepEqual(starts, [250.5, 1501, 2751.5]);
    assert.deepEqual(from.askedUs, [0, 1250, 2501], "in whole microseconds");
  });

  it("rests where there is nothing to send, and begins when there is", () => {
    const from = source(0);
    const bus = new LateBus(from, HZ, 0);
    assert.equal(
      bus.catchUp(20_000, () => assert.fail("nothing")),
      REST_MS,
    );
    from.length = 4000;
    const starts: number[] = [];
    assert.ok(bus.catchUp(40_000, (_bytes, startUs) => starts.push(startUs)) < REST_MS);
    assert.equal(starts[0], 20_000);
    assert.equal(bus.lostUs, 0);
  });

  it("does not make up for what is too far behind, and says so", () => {
    const bus = new LateBus(source(1000), HZ, 0);
    const starts: number[] = [];
    bus.catchUp(500_000, () => {});
    assert.equal(bus.lostUs, 0);
    bus.catchUp(1_201_000, (_bytes, startUs) => starts.push(startUs));
    assert.deepEqual([starts, bus.lostUs], [[1_201_000], 700_000]);
  });
});
