import assert from "node:assert/strict";
import sinon from "sinon";
import { NodeTimers } from "../../hosts/node/node-timers.ts";

const DAY_MS = 86_400_000;

describe("NodeTimers", () => {
  afterEach(() => sinon.restore());

  it("wait out sixty days in turns that Node can wait", () => {
    const clock = sinon.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const wait = sinon.spy(globalThis, "setTimeout");
    let firedMs = -1;
    new NodeTimers().after(60 * DAY_MS, () => {
      firedMs = clock.now;
    });
    for (let day = 0; day < 61; day++) clock.tick(DAY_MS);
    assert.equal(firedMs, 60 * DAY_MS);
    assert.equal(wait.callCount, 3);
    for (const call of wait.getCalls()) assert.ok(call.args[1]! < 2 ** 31);
  });

  it("can be cancelled in any of those turns", () => {
    const clock = sinon.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const timer = new NodeTimers().after(60 * DAY_MS, assert.fail);
    clock.tick(30 * DAY_MS);
    timer.cancel();
    clock.tick(60 * DAY_MS);
    assert.equal(clock.countTimers(), 0);
  });
});
