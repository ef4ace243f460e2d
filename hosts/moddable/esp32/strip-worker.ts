/** The loop that feeds the strip, on the second core. Not preloaded: a module of a worker's own touches `self` when it loads. */
import SPI from "embedded:io/spi";
import Timer from "timer";
import type { Self } from "worker";
import { PATTERNS } from "../../../src/patterns/patterns.ts";
import type { LocalUs } from "../../../src/ports/clock.ts";
import { REST_MS } from "../../../src/ports/strip.ts";
import { StripStream } from "../../../src/pov/strip-stream.ts";
import { microseconds } from "../native/machine.ts";

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

/** SPI2, whose pins lead to the bus without a detour. */
const PORT = 1;
/** So many blocks in a row, some 0.3 s; then the machine may hear that it is to end. */
const BLOCKS = 32;

// The type also tells the compiler what `self` is.
(self as Self).onmessage = ({ memory, out, clock, hz, startUs }: StripOrder): void => {
  const bus = new SPI({ out, clock, hz, mode: 0, port: PORT });
  const stream = new StripStream(memory, PATTERNS);
  const run = (): void => {
    for (let i = 0; i < BLOCKS; i++) {
      const bytes = stream.next((microseconds() - startUs) as LocalUs);
      if (bytes === undefined) {
        Timer.set(run, REST_MS);
        return;
      }
      // Returns when the last byte has left.
      bus.write(bytes);
    }
    Timer.set(run, 0);
  };
  run();
};
