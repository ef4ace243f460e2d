import { assert } from "../../src/ports/assert.ts";
import type { Timer, Timers } from "../../src/ports/timers.ts";

/** Past 2^31 - 1 ms Node calls back at once; longer delays are waited for in turns. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Node's timers, which overflow at 25 days and may come up to a millisecond early, mended on both counts. */
export class NodeTimers implements Timers {
  after(delayMs: number, callback: () => void): Timer {
    assert(delayMs >= 0 && delayMs < Number.POSITIVE_INFINITY, "delay out of range");
    return new PendingTimer(delayMs, callback);
  }
}

class PendingTimer implements Timer {
  private readonly callback: () => void;
  private readonly dueMs: number;
  private timeout: NodeJS.Timeout;

  constructor(delayMs: number, callback: () => void) {
    this.callback = callback;
    this.dueMs = performance.now() + delayMs;
    this.timeout = this.wait(delayMs);
  }

  cancel(): void {
    clearTimeout(this.timeout);
  }

  private wait(leftMs: number): NodeJS.Timeout {
    return setTimeout(() => this.wake(), Math.min(Math.ceil(leftMs), MAX_DELAY_MS));
  }

  private wake(): void {
    const leftMs = this.dueMs - performance.now();
    if (leftMs > 0) this.timeout = this.wait(leftMs);
    else this.callback();
  }
}
