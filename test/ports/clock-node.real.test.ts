import { NodeClock } from "../../hosts/node/node-clock.ts";
import { NodeTimers } from "../../hosts/node/node-timers.ts";
import { type ClockHarness, clockLaws } from "./clock-laws.ts";
import { describeLaws, NodeStage } from "./stages.ts";
import { timersLaws } from "./timers-laws.ts";

function make(): ClockHarness {
  return { stage: new NodeStage(), clock: new NodeClock(), timers: new NodeTimers() };
}

describeLaws("NodeClock", clockLaws, make);
describeLaws("NodeTimers", timersLaws, make);
