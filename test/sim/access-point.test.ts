import assert from "node:assert/strict";
import { AccessPoint, type CounterModel, PLAIN_COUNTER, type SimRadioClock } from "../../sim/access-point.ts";
import { Prng } from "../../sim/prng.ts";
import { Scheduler } from "../../sim/scheduler.ts";
import { SimClock } from "../../sim/sim-clock.ts";
import type { LocalUs } from "../../src/ports/clock.ts";
import { JOINED, OWN } from "../../src/ports/radio-clock.ts";

const { beaconUs } = PLAIN_COUNTER;
/** No chance: beacons come when they are due, and a read takes no time. */
const EXACT: Partial<CounterModel> = { waitUs: 0, loss: 0, stampUs: 0, readUs: [0, 0], interruptChance: 0 };

class Lab {
  readonly scheduler = new Scheduler();
  readonly clock: SimClock;
  readonly point: AccessPoint;
  readonly radio: SimRadioClock;

  constructor(model: Partial<CounterModel>, ppm: number) {
    const { scheduler } = this;
    this.clock = new SimClock(scheduler, { driftPpm: ppm, startUs: 5000, wallMs: undefined });
    const clock = new SimClock(scheduler, { driftPpm: 0, startUs: 0, wallMs: undefined });
    this.point = new AccessPoint(scheduler, clock, new Prng("point"), 7, { ...PLAIN_COUNTER, ...model });
    this.radio = this.point.connect(this.clock, 3);
  }

  /** How far what the station reads is off the access point's counter. */
  offUs(): number | undefined {
    const reading = { network: 0, counterUs: 0, localUs: 0 as LocalUs, withinUs: 0 };
    if (!this.radio.read(JOINED, reading)) return undefined;
    return reading.counterUs - this.point.exactUs - (reading.localUs - this.clock.exactUs());
  }

  /** Errors of each millisecond of so long. */
  offs(ms: number): number[] {
    return Array.from({ length: ms }, () => {
      this.scheduler.runFor(1000);
      return this.offUs() ?? Number.NaN;
    });
  }
}

describe("AccessPoint", () => {
  it("is followed beacon by beacon, and by the station's own crystal in between", () => {
    const lab = new Lab(EXACT, 40);
    assert.equal(lab.offUs(), undefined, "no beacon as yet");
    lab.scheduler.runFor(beaconUs);
    const offs = lab.offs(1000);
    const most = (40 * beaconUs) / 1e6;
    assert.ok(Math.max(...offs) <= most + 1 && Math.max(...offs) > most - 1.5, String(Math.max(...offs)));
    assert.ok(Math.min(...offs) > -1.5);
    // Right after a beacon it is right again: some ten times a second.
    const falls = offs.filter((off, i) => i > 0 && off < offs[i - 1]! - 2).length;
    assert.ok(falls >= 9 && falls <= 10, String(falls));
  });

  it("is followed less well where beacons are missed", () => {
    const offs = new Lab({ ...EXACT, loss: 0.5 }, 40).offs(10_000);
    assert.ok(Math.max(...offs.slice(1000)) > 8);
  });

  it("is left alone by a station that is off by little, where that is how it does it", () => {
    const offs = new Lab({ ...EXACT, deadUs: 5 }, 10).offs(10_000).slice(1000);
    assert.ok(Math.max(...offs) > 5 && Math.max(...offs) < 7.5, String(Math.max(...offs)));
  });

  it("is read to some microseconds, and seldom much worse, which the reading tells", () => {
    const lab = new Lab({ waitUs: 0, loss: 0 }, 0);
    lab.scheduler.runFor(beaconUs);
    const offs = lab.offs(20_000);
    const mean = offs.reduce((a, b) => a + b) / offs.length;
    const near = offs.filter((off) => Math.abs(off - mean) < 6).length;
    assert.ok(near > 19_900, String(near));
  });

  it("begins anew without a word", () => {
    const lab = new Lab(EXACT, 0);
    lab.scheduler.runFor(beaconUs);
    lab.point.restart();
    assert.ok(Math.abs(lab.offUs()!) > 1e6, "before the next beacon");
    lab.scheduler.runFor(beaconUs + 1);
    assert.ok(Math.abs(lab.offUs()!) < 2);
  });

  it("is not read by a station that sleeps", () => {
    const lab = new Lab(EXACT, 0);
    lab.scheduler.runFor(beaconUs);
    lab.point.isAwake = (station) => station !== 3;
    assert.equal(lab.offUs(), undefined);
  });

  it("counts the crystal of the node that it runs on", () => {
    const lab = new Lab(EXACT, 40);
    lab.radio.own = new AccessPoint(lab.scheduler, lab.clock, new Prng("own"), 8, lab.point.model);
    const reading = { network: 0, counterUs: 0, localUs: 0 as LocalUs, withinUs: 0 };
    const ahead = Array.from({ length: 50 }, () => {
      lab.scheduler.runFor(100_000);
      assert.ok(lab.radio.read(OWN, reading));
      assert.equal(reading.network, 8);
      return reading.counterUs - reading.localUs;
    });
    assert.ok(Math.max(...ahead) - Math.min(...ahead) <= 1);
  });
});
