import type { Clock, LocalUs } from "../../src/ports/clock.ts";
import { microseconds } from "./native/machine.ts";

/** Before this a device has not been told the time: it starts in 1970. */
const TOLD_SINCE_MS = Date.UTC(2024, 0, 1);

/** The machine's clocks. */
export class ModdableClock implements Clock {
  /** Where local time begins on the machine's clock. */
  readonly startUs: number = microseconds();

  localUs(): LocalUs {
    return (microseconds() - this.startUs) as LocalUs;
  }

  wallMs(): number | undefined {
    const nowMs = Date.now();
    return nowMs < TOLD_SINCE_MS ? undefined : nowMs;
  }
}
