import { Prng } from "../../sim/prng.ts";
import { SimStrip } from "../../sim/strip/sim-strip.ts";
import { World } from "../../sim/world.ts";
import { describeLaws, VirtualStage } from "./stages.ts";
import { stripLaws } from "./strip-laws.ts";

for (const gapUs of [[0, 0] as const, [0, 300] as const]) {
  describeLaws(`SimStrip with gaps of ${gapUs.join(" to ")} µs`, stripLaws, () => {
    const world = new World({ seed: 5 });
    const host = world.addHost();
    host.boot();
    const strip = new SimStrip(world.scheduler, host.clock, new Prng(5), { patterns: [], gapUs });
    return {
      stage: new VirtualStage(world),
      strip,
      listen: (tap) => {
        strip.tap = tap;
      },
    };
  });
}
