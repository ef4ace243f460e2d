/** The loop that feeds the strip, in a machine of its own. Not preloaded: a module of a worker's own touches `self` when it loads. */
import type { Self } from "worker";
import { PATTERNS } from "../../../src/patterns/patterns.ts";
import type { StripTap } from "../../../src/ports/strip.ts";
import { LightMemory, WORD } from "../../../src/pov/light-memory.ts";
import { StripStream } from "../../../src/pov/strip-stream.ts";
import { LateBus } from "../../late-bus.ts";
import { exit, microseconds, say } from "../native/machine.ts";
import { tellLine } from "./strip-line.ts";

/** What the node tells its worker first; each message after it says that it is time to catch up. */
export interface StripOrder {
  memory: SharedArrayBuffer;
  /** Where the node's local time begins on the machine's clock. */
  startUs: number;
  /** A Unix socket that somebody may listen at. */
  path: string;
}

let turn: (() => void) | undefined;

function begin({ memory, startUs, path }: StripOrder): void {
  const now = (): number => microseconds() - startUs;
  const hz = new LightMemory(memory).word(WORD.hz);
  const bus = new LateBus(new StripStream(memory, PATTERNS), hz, now());
  const tap: StripTap = (bytes, atUs, byteUs) => tellLine(path, bytes, startUs + atUs, byteUs);
  turn = () => void bus.catchUp(now(), tap);
}

// The type also tells the compiler what `self` is.
(self as Self).onmessage = (order: StripOrder | undefined): void => {
  try {
    if (order !== undefined) begin(order);
    else turn?.();
  } catch (error) {
    // The SDK would pass over it.
    say(`${error}\n${(error as Error).stack}`);
    exit(1);
  }
};
