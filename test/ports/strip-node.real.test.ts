import { NodeClock } from "../../hosts/node/node-clock.ts";
import { NodeStrip } from "../../hosts/node/node-strip.ts";
import { describeLaws, NodeStage } from "./stages.ts";
import { stripLaws } from "./strip-laws.ts";

describeLaws("NodeStrip", stripLaws, () => {
  const strip = new NodeStrip(new NodeClock(), []);
  return {
    stage: new NodeStage(),
    strip,
    listen: (tap) => void strip.listen(tap),
    dispose: () => strip.stop(),
  };
});
