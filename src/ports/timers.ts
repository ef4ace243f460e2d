/** A pending callback. */
export interface Timer {
  /** Stops the callback from running. Harmless once it ran. */
  cancel(): void;
}

/** One-shot timers. A repeated job sets the next one when it ran, so that a slow job never piles up. */
export interface Timers {
  /** Calls `callback` once, at the earliest after `delayMs` (≥ 0), never before this call returns. */
  after(delayMs: number, callback: () => void): Timer;
}
