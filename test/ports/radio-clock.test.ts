import { AccessPoint, PLAIN_COUNTER, SimRadioClock } from "../../sim/access-point.ts";
import { SimClock } from "../../sim/sim-clock.ts";
import { World } from "../../sim/world.ts";
import { type RadioClockHarness, radioClockLaws } from "./radio-clock-laws.ts";
import { describeLaws, VirtualStage } from "./stages.ts";

/** A node between -40 and 40 ppm, at an access point on the other side, which has a network of its own as well or not. */
function harness(driftPpm: number, hasOwn: boolean): RadioClockHarness {
  const world = new World({ seed: driftPpm });
  const { scheduler } = world;
  const host = world.addHost({ driftPpm });
  host.boot();
  const clock = new SimClock(scheduler, { driftPpm: -driftPpm, startUs: 0, wallMs: undefined });
  const point = new AccessPoint(scheduler, clock, world.prng.fork("point"), 0x24a43c5a0c1d, PLAIN_COUNTER);
  const radio = new SimRadioClock(host.clock, world.prng.fork("radio"));
  if (hasOwn)
    radio.own = new AccessPoint(scheduler, host.clock, world.prng.fork("own"), 0x0a0000000001, PLAIN_COUNTER);
  return {
    stage: new VirtualStage(world),
    clock: host.clock,
    radio,
    pass: async (ms) => world.runForMs(ms),
    join: () => {
      radio.join(point);
      return point.network;
    },
    leave: () => radio.join(undefined),
  };
}

describeLaws("SimRadioClock", radioClockLaws, () => harness(40, false));
describeLaws("SimRadioClock of a node with its own network", radioClockLaws, () => harness(-40, true));
