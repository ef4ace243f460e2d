import { NodeDatagrams } from "../../hosts/node/node-datagrams.ts";
import { type DatagramsHarness, datagramsLaws } from "./datagrams-laws.ts";
import { describeLaws, NodeStage } from "./stages.ts";

let groups = 0;

describeLaws("NodeDatagrams on loopback", datagramsLaws, () => {
  const harness: DatagramsHarness = {
    stage: new NodeStage(),
    left: new NodeDatagrams({ interfaces: "loopback" }),
    right: new NodeDatagrams({ interfaces: "loopback" }),
    group: `239.255.77.${++groups}`,
    opened: [],
  };
  const dispose = (): void => {
    for (const socket of harness.opened) socket.close();
  };
  return { ...harness, dispose };
});
