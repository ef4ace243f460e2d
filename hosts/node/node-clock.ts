import type { Clock, LocalUs } from "../../src/ports/clock.ts";

/** The machine's clocks: the monotonic one, counted from the node's start, and the one that people see. */
export class NodeClock implements Clock {
  private readonly startMs = performance.now();

  localUs(): LocalUs {
    return Math.floor((performance.now() - this.startMs) * 1000) as LocalUs;
  }

  wallMs(): number {
    return Date.now();
  }
}
