import assert from "node:assert/strict";
import { SimBattery } from "../../sim/sim-battery.ts";
import { World } from "../../sim/world.ts";
import { BatteryGauge, TIERS, tierAt } from "../../src/playing/battery-gauge.ts";

const NAMES = TIERS.map(({ name }) => name);

function makeGauge(mv: number | undefined) {
  const world = new World({ seed: 1 });
  const { timers } = world.addHost().boot();
  const battery = new SimBattery(mv);
  const gauge = new BatteryGauge(battery, timers);
  const tiers: string[] = [gauge.tier.name];
  gauge.onTier = () => tiers.push(gauge.tier.name);
  const runForS = (s: number) => world.runForMs(1000 * s);
  return { battery, gauge, tiers, runForS };
}

describe("the battery's gauge", () => {
  it("knows the tier that a cell starts in", () => {
    for (const [mv, name] of [
      [4200, "good"],
      [3451, "good"],
      [3450, "low"],
      [3330, "critical"],
      [3251, "critical"],
      [3250, "empty"],
      [0, "empty"],
    ] as const)
      assert.equal(makeGauge(mv).gauge.tier.name, name, `${mv} mV`);
  });

  it("goes down tier by tier as a cell empties, each dimmer than the one before, and ends in the dark", () => {
    const { battery, tiers, runForS } = makeGauge(3700);
    for (let mv = 3700; mv > 3200; mv -= 5) {
      battery.mv = mv;
      runForS(1);
    }
    assert.deepEqual(tiers, NAMES);
    for (let i = 1; i < TIERS.length; i++) assert.ok(TIERS[i]!.light < TIERS[i - 1]!.light);
    assert.equal(TIERS.at(-1)!.light, 0);
  });

  it("says in seven steps what is left, the lower ones as the tiers are, and nothing where nobody knows", () => {
    const charges = [0, 3250, 3330, 3450, 3451, 3700, 3850, 4000, 4200].map(
      (mv) => makeGauge(mv).gauge.charge,
    );
    assert.deepEqual(charges, [1, 1, 2, 3, 4, 5, 6, 7, 7]);
    assert.equal(makeGauge(undefined).gauge.charge, 0);
  });

  it("keeps to a quarter while the voltage wavers about its edge", () => {
    const { battery, gauge, runForS } = makeGauge(3900);
    const charges = [3870, 3840, 3820, 3860, 3800, 3840, 3880, 3900].map((mv) => {
      battery.mv = mv;
      runForS(30);
      return gauge.charge;
    });
    assert.deepEqual(charges, [6, 6, 6, 6, 5, 5, 5, 6]);
  });

  it("does not go back and forth where the voltage wavers by 100 mV as light is dimmed", () => {
    const { battery, gauge, tiers, runForS } = makeGauge(3800);
    for (let mv = 3700; mv > 3150; mv -= 1) {
      // Less light, less current, more voltage.
      battery.mv = mv + 100 * (1 - gauge.tier.light);
      runForS(1);
    }
    assert.deepEqual(tiers, NAMES);
  });

  it("stays empty until it is charged", () => {
    const { battery, gauge, runForS } = makeGauge(3200);
    battery.mv = 3550;
    runForS(60);
    assert.equal(gauge.tier.name, "empty");
    battery.mv = 3900;
    runForS(20);
    assert.equal(gauge.tier.name, "good");
  });

  it("takes no flash of all LEDs for an empty cell", () => {
    const { battery, tiers, runForS } = makeGauge(3700);
    battery.mv = 3000;
    runForS(1.5);
    battery.mv = 3700;
    runForS(10);
    assert.deepEqual(tiers, ["good"]);
  });

  it("says nothing of a cell that cannot be read, and dims nothing", () => {
    const { battery, gauge, runForS } = makeGauge(undefined);
    assert.deepEqual([gauge.shownMv, gauge.tier.name], [undefined, "good"]);
    battery.mv = 3702.4;
    runForS(2);
    assert.equal(gauge.shownMv, 3700);
    battery.mv = 3000;
    runForS(30);
    assert.equal(gauge.tier.name, "empty");
    battery.mv = undefined;
    runForS(2);
    assert.deepEqual([gauge.shownMv, gauge.tier.name], [undefined, "good"]);
  });

  it("leaves a tier only well above where it began", () => {
    for (let number = 1; number < TIERS.length; number++) {
      const { fromMv, untilMv } = TIERS[number]!;
      assert.ok(untilMv - fromMv >= 100);
      assert.equal(tierAt(number, untilMv - 1), number);
      assert.ok(tierAt(number, untilMv) < number);
    }
  });
});
