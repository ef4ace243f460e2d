import assert from "node:assert/strict";
import fc from "fast-check";
import { Discipline, MAX_SLEW_PPM } from "../../src/clock/discipline.ts";
import type { GroupLine } from "../../src/clock/group-line.ts";
import { groupAt } from "../../src/clock/group-line.ts";
import type { GroupUs, LocalUs } from "../../src/ports/clock.ts";

function line(localUs: number, groupUs: number, ppm: number): GroupLine {
  return { localUs: localUs as LocalUs, groupUs: groupUs as GroupUs, rate: 1 + ppm / 1e6 };
}

function shown(discipline: Discipline, localUs: number): number {
  return discipline.groupUs(localUs as LocalUs);
}

/** Estimates that jump about: by milliseconds and some ppm, after waits of up to five seconds. */
const estimates = fc.array(
  fc.record({
    waitUs: fc.integer({ min: 0, max: 5_000_000 }),
    offUs: fc.double({ min: -100_000, max: 100_000, noNaN: true }),
    ppm: fc.double({ min: -80, max: 80, noNaN: true }),
  }),
  { minLength: 1, maxLength: 20 },
);

/** Doubles of a day's microseconds are exact to this. */
const EXACT_US = 1e-3;

describe("Discipline", () => {
  it("is the node's own clock before anything was measured", () => {
    const discipline = new Discipline();
    assert.equal(shown(discipline, 123_456), 123_456);
    assert.equal(discipline.boundaryUs(1 as LocalUs), Number.POSITIVE_INFINITY);
  });

  it("never goes back, never steps, and bends by no more than the slew, whatever it is steered to", () => {
    fc.assert(
      fc.property(estimates, (all) => {
        const discipline = new Discipline();
        let localUs = 1e9;
        for (const { waitUs, offUs, ppm } of all) {
          for (let part = 0; part <= 10; part++) {
            const [fromUs, toUs] = [localUs + (waitUs * part) / 10, localUs + (waitUs * (part + 1)) / 10];
            const [from, to] = [shown(discipline, fromUs), shown(discipline, toUs)];
            const most = (MAX_SLEW_PPM + 81) / 1e6;
            assert.ok(to - from >= (toUs - fromUs) * (1 - most) - EXACT_US, "slower than the slew");
            assert.ok(to - from <= (toUs - fromUs) * (1 + most) + EXACT_US, "faster than the slew");
          }
          localUs += waitUs * 1.1;
          const before = shown(discipline, localUs);
          discipline.steer(line(localUs, before + offUs, ppm), localUs as LocalUs);
          assert.ok(Math.abs(shown(discipline, localUs) - before) < EXACT_US, "a step");
        }
      }),
    );
  });

  it("ends on the line that it was steered to, and follows it alone from there on", () => {
    fc.assert(
      fc.property(estimates, (all) => {
        const discipline = new Discipline();
        let localUs = 0;
        for (const { waitUs, offUs, ppm } of all) {
          localUs += waitUs;
          discipline.steer(line(localUs, localUs + offUs, ppm), localUs as LocalUs);
        }
        const { offUs, ppm } = all.at(-1)!;
        const target = line(localUs, localUs + offUs, ppm);
        // At most 0.2 s of error, bent away by the slew.
        const laterUs = localUs + (400_000 / MAX_SLEW_PPM) * 1e6;
        const off = shown(discipline, laterUs) - groupAt(target, laterUs as LocalUs);
        assert.ok(Math.abs(off) < 1, `${off} µs off`);
        assert.ok(Math.abs(discipline.errorUs(laterUs as LocalUs)) < EXACT_US);
      }),
    );
  });

  it("bends an error of half a millisecond away in two seconds, and a larger one with all of the slew", () => {
    const discipline = new Discipline();
    discipline.steer(line(0, 500, 0), 0 as LocalUs);
    assert.equal(discipline.boundaryUs(0 as LocalUs), 2_000_000);
    assert.ok(Math.abs(shown(discipline, 1_000_000) - 1_000_250) < EXACT_US);
    discipline.steer(line(2_000_000, 2_500_000, 0), 2_000_000 as LocalUs);
    const inOneSecond = shown(discipline, 3_000_000) - shown(discipline, 2_000_000);
    assert.ok(Math.abs(inOneSecond - 1_000_000 - MAX_SLEW_PPM) < EXACT_US);
  });

  it("tells the local moment of a group time", () => {
    const discipline = new Discipline();
    discipline.steer(line(0, 300, 20), 0 as LocalUs);
    for (const localUs of [0, 1, 700_000, 1_999_999, 2_000_001, 9e9]) {
      const back = discipline.localUs(discipline.groupUs(localUs as LocalUs));
      assert.ok(Math.abs(back - localUs) < EXACT_US, `${localUs}: ${back}`);
    }
  });

  it("jumps where it is told to", () => {
    const discipline = new Discipline();
    discipline.steer(line(0, 300, 20), 0 as LocalUs);
    discipline.jump(line(1000, -5_000_000, 7));
    assert.equal(shown(discipline, 1000), -5_000_000);
    assert.equal(discipline.target.rate, 1.000007);
    assert.equal(discipline.lineAt(1000 as LocalUs).rate, 1.000007);
  });
});
