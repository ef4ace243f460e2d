import assert from "node:assert/strict";
import fc from "fast-check";
import { Prng } from "../../sim/prng.ts";
import { CounterTrack } from "../../src/clock/counter-track.ts";
import type { LocalUs } from "../../src/ports/clock.ts";

const NETWORK = 0x24a43c5a0c1d;
const EVERY_US = 102_400;

/** Readings of a counter that runs `ppm` faster than the node's clock. */
class Lab {
  readonly track = new CounterTrack();
  readonly prng: Prng;
  us = 1e9;
  counterUs = 3e12;
  ppm: number;

  constructor(ppm: number, seed = 1) {
    this.ppm = ppm;
    this.prng = new Prng(seed);
  }

  get now(): LocalUs {
    return this.us as LocalUs;
  }

  pass(us: number): void {
    this.us += us;
    this.counterUs += us * (1 + this.ppm / 1e6);
  }

  read(offUs = 0, network = NETWORK): void {
    this.pass(EVERY_US);
    this.track.add(network, this.now, this.counterUs + offUs);
  }

  /** How far the track is off the counter. */
  get offUs(): number {
    return this.track.counterAt(this.now) - this.counterUs;
  }
}

describe("CounterTrack", () => {
  it("knows nothing at first, and the counter after three readings", () => {
    const lab = new Lab(40);
    assert.equal(lab.track.isKnown(lab.now), false);
    for (let i = 0; i < 3; i++) lab.read();
    assert.equal(lab.track.isKnown(lab.now), true);
    lab.pass(1_000_000);
    assert.ok(Math.abs(lab.offUs) < 0.01, String(lab.offUs));
  });

  it("leads from the counter to the node's clock and back", () => {
    const lab = new Lab(-60);
    for (let i = 0; i < 10; i++) lab.read();
    for (const aheadUs of [-5e6, 0, 1234, 9e6]) {
      const localUs = (lab.us + aheadUs) as LocalUs;
      assert.ok(Math.abs(lab.track.localAt(lab.track.counterAt(localUs)) - localUs) < 0.01);
    }
  });

  it("lets the errors of readings cancel, and says how well", () => {
    let squares = 0;
    let told = 0;
    for (let seed = 0; seed < 200; seed++) {
      const lab = new Lab(25, seed);
      for (let i = 0; i < 100; i++) lab.read(lab.prng.between(-4, 4));
      squares += lab.offUs ** 2;
      told += lab.track.errorUs / 200;
    }
    const sigma = Math.sqrt(squares / 200);
    assert.ok(sigma < 1, `${sigma} µs of readings with 2.6 µs`);
    assert.ok(told > 0.8 * sigma && told < 3 * sigma, `${told} µs told`);
  });

  it("leaves out readings that were interrupted", () => {
    const lab = new Lab(10);
    for (let i = 0; i < 100; i++) lab.read(i % 5 === 4 ? 80 : 0);
    assert.ok(Math.abs(lab.offUs) < 0.1);
    assert.equal(lab.track.refused, 20);
  });

  it("begins anew where the counter jumps, with the third reading", () => {
    for (const jumpUs of [-3e12, -500, 500, 7e12]) {
      const lab = new Lab(10);
      for (let i = 0; i < 50; i++) lab.read();
      lab.counterUs += jumpUs;
      for (let i = 0; i < 2; i++) lab.read();
      assert.ok(Math.abs(lab.offUs + jumpUs) < 1, "the old one for now");
      lab.read();
      assert.equal(lab.track.isKnown(lab.now), false);
      for (let i = 0; i < 2; i++) lab.read();
      assert.ok(lab.track.isKnown(lab.now) && Math.abs(lab.offUs) < 0.01);
    }
  });

  it("begins anew at another access point, and after a long silence", () => {
    const lab = new Lab(10);
    for (let i = 0; i < 50; i++) lab.read();
    lab.read(0, NETWORK + 1);
    assert.equal(lab.track.network, NETWORK + 1);
    assert.equal(lab.track.isKnown(lab.now), false);
    for (let i = 0; i < 50; i++) lab.read(0, NETWORK + 1);
    lab.pass(1_600_000);
    assert.equal(lab.track.isKnown(lab.now), false);
    lab.pass(2_000_000);
    lab.read(0, NETWORK + 1);
    assert.equal(lab.track.isKnown(lab.now), false);
  });

  it("stays finite whatever it is told", () => {
    const reading = fc.tuple(fc.nat(3), fc.nat(5_000_000), fc.maxSafeNat());
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 50 }), (readings) => {
        const track = new CounterTrack();
        let us = 0;
        for (const [network, waitUs, counterUs] of readings) {
          us += waitUs;
          track.add(network, us as LocalUs, counterUs);
          assert.ok(Number.isFinite(track.counterAt(us as LocalUs)));
          assert.ok(Number.isFinite(track.localAt(counterUs)));
          assert.ok(track.errorUs >= 0 && Number.isFinite(track.errorUs));
        }
      }),
    );
  });
});
