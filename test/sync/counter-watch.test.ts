import assert from "node:assert/strict";
import type { SimHost } from "../../sim/sim-host.ts";
import { World } from "../../sim/world.ts";
import type { LocalUs } from "../../src/ports/clock.ts";
import { type CounterReading, JOINED, OWN, type RadioClock } from "../../src/ports/radio-clock.ts";
import { CounterWatch, networkName } from "../../src/sync/counter-watch.ts";

const NETWORK = 0x24a43c5a0c1d;
const MINE = 0x0a0000000001;
const BEACON_US = 102_400;
const AHEAD_US = 5e9;

/** A radio that notes when it was read. */
class Radio implements RadioClock {
  /** Networks by place, 0 for none. */
  networks = [NETWORK, 0];
  withinUs = 21;
  offUs = 0;
  readonly readsUs: number[] = [];
  private readonly host: SimHost;

  constructor(host: SimHost) {
    this.host = host;
  }

  read(place: number, into: CounterReading): boolean {
    const network = this.networks[place]!;
    if (place === JOINED) this.readsUs.push(this.host.clock.localUs() + AHEAD_US);
    if (network === 0) return false;
    into.network = network;
    into.localUs = this.host.clock.localUs();
    into.counterUs = into.localUs + AHEAD_US * (1 + place) + this.offUs;
    into.withinUs = this.withinUs;
    return true;
  }
}

function make(timerLateUs = 0) {
  const world = new World({ seed: 1 });
  const host = world.addHost({ driftPpm: 0, timerLateUs });
  const { clock, timers } = host.boot();
  const radio = new Radio(host);
  const watch = new CounterWatch({ clock, timers }, radio);
  return { world, radio, watch, now: () => clock.localUs() };
}

describe("CounterWatch", () => {
  it("reads the counter soon after each beacon", () => {
    const { world, radio, watch } = make(3000);
    watch.start();
    world.runForMs(10_000);
    const phases = radio.readsUs.slice(1).map((us) => us % BEACON_US);
    assert.ok(phases.length >= 96 && phases.length <= 99, String(phases.length));
    for (const phase of phases) assert.ok(phase >= 3999 && phase < 7100, String(phase));
    watch.stop();
    world.runForMs(1000);
    assert.equal(radio.readsUs.length, phases.length + 1);
  });

  it("leaves out readings that come long after a beacon", () => {
    const { world, watch, now } = make(100_000);
    watch.start();
    // Timers that are late by up to 100 ms: one in five is in time, and those are used.
    world.runForMs(20_000);
    const known = [];
    for (let i = 0; i < 100; i++) {
      world.runForMs(100);
      const track = watch.find(networkName(NETWORK), now());
      if (track !== undefined) known.push(track.counterAt(now()) - now() - AHEAD_US);
    }
    assert.ok(known.length > 20);
    for (const off of known) assert.ok(Math.abs(off) < 0.1, String(off));
  });

  it("looks for one once a second where there is none", () => {
    const { world, radio, watch, now } = make();
    radio.networks = [0, 0];
    watch.start();
    world.runForMs(10_000);
    assert.ok(radio.readsUs.length <= 11, String(radio.readsUs.length));
    assert.equal(watch.name(JOINED, now()), 0);
    radio.networks = [NETWORK, 0];
    world.runForMs(1600);
    assert.equal(watch.name(JOINED, now()), networkName(NETWORK));
  });

  it("knows both of its networks, by their names", () => {
    const { world, radio, watch, now } = make();
    radio.networks = [NETWORK, MINE];
    watch.start();
    world.runForMs(2000);
    assert.deepEqual(
      [JOINED, OWN].map((place) => watch.name(place, now())),
      [networkName(NETWORK), networkName(MINE)],
    );
    for (const [place, network] of [NETWORK, MINE].entries()) {
      const track = watch.find(networkName(network), now())!;
      assert.ok(Math.abs(track.counterAt(now()) - now() - AHEAD_US * (1 + place)) < 0.01);
    }
    assert.equal(watch.find(0, now()), undefined);
    assert.equal(watch.find(networkName(MINE) ^ 1, now()), undefined);
    radio.networks = [0, 0];
    world.runForMs(2000);
    assert.equal(watch.find(networkName(NETWORK), now()), undefined);
  });

  it("leaves out readings that are less exact than the others", () => {
    const { world, radio, watch, now } = make();
    watch.start();
    world.runForMs(2000);
    radio.withinUs = 60;
    radio.offUs = 25;
    world.runForMs(1000);
    const track = watch.find(networkName(NETWORK), now() as LocalUs)!;
    assert.ok(Math.abs(track.counterAt(now()) - now() - AHEAD_US) < 0.01);
  });

  it("calls hardly two access points of a house alike, and none 0", () => {
    const names = new Set<number>();
    for (let i = 0; i < 256; i++) names.add(networkName(NETWORK + i));
    assert.ok(names.size >= 254, String(names.size));
    assert.ok(!names.has(0));
  });
});
