import { World } from "../../sim/world.ts";
import { datagramsLaws } from "./datagrams-laws.ts";
import { describeLaws, VirtualStage } from "./stages.ts";

describeLaws("SimDatagrams", datagramsLaws, () => {
  const world = new World({ seed: 1 });
  return {
    stage: new VirtualStage(world),
    left: world.addHost().boot().datagrams,
    right: world.addHost().boot().datagrams,
    group: "239.1.2.3",
    opened: [],
  };
});
