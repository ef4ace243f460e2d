import { NodeDigest } from "../../hosts/node/node-digest.ts";
import { SimDigest } from "../../sim/sim-digest.ts";
import { digestLaws } from "./digest-laws.ts";
import { describeLaws } from "./stages.ts";

describeLaws("SimDigest", digestLaws, () => ({ digest: new SimDigest() }));
describeLaws("NodeDigest", digestLaws, () => ({ digest: new NodeDigest() }));
