import type { Timers } from "../../../src/ports/timers.ts";
import type { Stage } from "../../ports/law.ts";

const LIMIT_MS = 10_000;
/** On loopback all that was sent is there within this. */
const SETTLE_MS = 60;

/** Waits for real events in the firmware. */
export class ModdableStage implements Stage {
  private readonly timers: Timers;
  private waiting: (() => void) | undefined;

  constructor(timers: Timers) {
    this.timers = timers;
  }

  until(condition: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const limit = this.timers.after(LIMIT_MS, () => reject(new Error(`not within 10 s: ${what}`)));
      this.waiting = () => {
        if (!condition()) return;
        this.waiting = undefined;
        limit.cancel();
        resolve();
      };
      this.waiting();
    });
  }

  poke(): void {
    this.waiting?.();
  }

  settle(): Promise<void> {
    return new Promise((resolve) => {
      this.timers.after(SETTLE_MS, resolve);
    });
  }
}
