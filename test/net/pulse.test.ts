import assert from "node:assert/strict";
import { World } from "../../sim/world.ts";
import { PULSE_MS, Pulse } from "../../src/net/pulse.ts";

function setUp() {
  const world = new World({ seed: 1 });
  const host = world.addHost({ driftPpm: 0 });
  const { timers } = host.boot();
  return { world, host, pulse: new Pulse(timers), beats: [] as string[] };
}

describe("Pulse", () => {
  it("calls all who are there every five seconds, with one timer", () => {
    const { world, host, pulse, beats } = setUp();
    pulse.add(() => beats.push("a"));
    world.runForMs(2000);
    pulse.add(() => beats.push("b"));
    assert.equal(host.timers.count, 1);
    world.runForMs(3001);
    assert.deepEqual(beats, ["a", "b"]);
    world.runForMs(2 * PULSE_MS);
    assert.deepEqual(beats, ["a", "b", "a", "b", "a", "b"]);
  });

  it("rests where nobody is left, and begins again", () => {
    const { world, host, pulse, beats } = setUp();
    const listener = () => beats.push("a");
    pulse.add(listener);
    pulse.remove(listener);
    pulse.remove(listener);
    assert.equal(host.timers.count, 0);
    world.runForMs(60_000);
    assert.deepEqual(beats, []);
    pulse.add(listener);
    world.runForMs(PULSE_MS + 1);
    assert.deepEqual(beats, ["a"]);
  });

  it("does not call who was removed by the one before", () => {
    const { world, pulse, beats } = setUp();
    const second = () => beats.push("second");
    pulse.add(() => pulse.remove(second));
    pulse.add(second);
    world.runForMs(60_000);
    assert.deepEqual(beats, []);
  });
});
