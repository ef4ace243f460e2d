import assert from "node:assert/strict";
import fc from "fast-check";
import type { Clock, LocalUs } from "../../src/ports/clock.ts";
import {
  HybridClock,
  MAX_STAMP,
  STAMP_EPOCH_MS,
  STAMPS_PER_MS,
  stampToUnixMs,
  unixMsToStamp,
} from "../../src/store/hybrid-clock.ts";

class HandClock implements Clock {
  us = 0;
  wall: number | undefined;

  localUs(): LocalUs {
    return this.us as LocalUs;
  }

  wallMs(): number | undefined {
    return this.wall;
  }
}

describe("HybridClock", () => {
  it("gives stamps that only grow, whatever the clocks do and whatever it hears", () => {
    const event = fc.oneof(
      fc.record({ wall: fc.option(fc.integer({ min: 0, max: 2_000_000_000_000 }), { nil: undefined }) }),
      fc.record({ passUs: fc.nat({ max: 10_000_000 }) }),
      fc.record({ hear: fc.integer({ min: 0, max: MAX_STAMP }) }),
    );
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const clock = new HandClock();
        const stamps = new HybridClock(clock);
        let latest = -1;
        for (const event of events) {
          if ("wall" in event) clock.wall = event.wall;
          if ("passUs" in event) clock.us += event.passUs;
          if ("hear" in event) {
            stamps.observe(event.hear);
            latest = Math.max(latest, event.hear);
          }
          const stamp = stamps.next();
          assert.ok(stamp > latest && Number.isSafeInteger(stamp));
          latest = stamp;
        }
      }),
    );
  });

  it("shows the time of day where it is known", () => {
    const clock = new HandClock();
    clock.wall = STAMP_EPOCH_MS + 5000;
    const stamps = new HybridClock(clock);
    assert.equal(stamps.next(), 5000 * STAMPS_PER_MS);
    assert.equal(stamps.next(), 5000 * STAMPS_PER_MS + 1);
    assert.equal(stampToUnixMs(stamps.next()), STAMP_EPOCH_MS + 5000);
  });

  it("runs on from the latest stamp it heard where nobody told it the time", () => {
    const clock = new HandClock();
    const stamps = new HybridClock(clock);
    stamps.observe(7000 * STAMPS_PER_MS);
    clock.us += 3_000_000;
    assert.equal(stamps.next(), 10_000 * STAMPS_PER_MS);
  });

  it("turns Unix time into a stamp and back, and holds it within what is believed", () => {
    assert.equal(stampToUnixMs(unixMsToStamp(1_790_000_000_123)), 1_790_000_000_123);
    assert.equal(unixMsToStamp(0), 0);
    assert.equal(unixMsToStamp(8.64e15), MAX_STAMP);
  });
});
