/** The loop that feeds the strip, on the second core. Not preloaded: a module of a worker's own touches `self` when it loads. */
import Timer from "timer";
import type { Self } from "worker";
import { PATTERNS } from "../../../src/patterns/patterns.ts";
import type { LocalUs } from "../../../src/ports/clock.ts";
import { REST_MS } from "../../../src/ports/strip.ts";
import { StripStream } from "../../../src/pov/strip-stream.ts";
import { DEVICE_MEMORY } from "../device-bus.ts";
import { microseconds, say } from "../native/machine.ts";
import { openBus, writeBus } from "./strip-bus.ts";

/** What the node tells its worker, once. */
export interface StripOrder {
  memory: SharedArrayBuffer;
  /** Pins. The clock's is not used by LEDs of one wire, and needs to be free all the same. */
  out: number;
  clock: number;
  hz: number;
  /** Where the node's local time begins on the machine's clock. */
  startUs: number;
}

/** So many blocks in a row, some 0.3 s; then the machine may hear that it is to end. */
const BLOCKS = 32;

function begin({ memory, out, clock, hz, startUs }: StripOrder): void {
  openBus(out, clock, hz, DEVICE_MEMORY.blockBytes);
  const stream = new StripStream(memory, PATTERNS);
  const run = (): void => {
    for (let i = 0; i < BLOCKS; i++) {
      const bytes = stream.next((microseconds() - startUs) as LocalUs);
      if (bytes === undefined) {
        Timer.set(run, REST_MS);
        return;
      }
      writeBus(bytes);
    }
    Timer.set(run, 0);
  };
  run();
}

// The type also tells the compiler what `self` is.
(self as Self).onmessage = (order: StripOrder): void => {
  try {
    begin(order);
  } catch (error) {
    // A poi without light can still be asked what is wrong; the SDK would pass over it.
    say(`no light: ${error}`);
  }
};
