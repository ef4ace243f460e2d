import { NodeRandom } from "../../hosts/node/node-random.ts";
import { Prng } from "../../sim/prng.ts";
import { SimRandom } from "../../sim/sim-random.ts";
import { randomLaws } from "./random-laws.ts";
import { describeLaws } from "./stages.ts";

describeLaws("SimRandom", randomLaws, () => ({ random: new SimRandom(new Prng(1)) }));
describeLaws("NodeRandom", randomLaws, () => ({ random: new NodeRandom() }));
