import { World } from "../../sim/world.ts";
import { type ClockHarness, clockLaws } from "./clock-laws.ts";
import { describeLaws, VirtualStage } from "./stages.ts";
import { timersLaws } from "./timers-laws.ts";

for (const driftPpm of [0, 40, -40]) {
  const make = (): ClockHarness => {
    const world = new World({ seed: driftPpm });
    const { clock, timers } = world.addHost({ driftPpm, wall: "wild" }).boot();
    return { stage: new VirtualStage(world), clock, timers };
  };
  describeLaws(`SimClock at ${driftPpm} ppm`, clockLaws, make);
  describeLaws(`SimTimers at ${driftPpm} ppm`, timersLaws, make);
}
