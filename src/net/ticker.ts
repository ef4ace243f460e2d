import type { Timer, Timers } from "../ports/timers.ts";

const TICK_MS = 500;

/** Ticks until at least `ms` have passed, wherever between two ticks it begins. */
export function toTicks(ms: number): number {
  return Math.ceil(ms / TICK_MS) + 1;
}

/**
 * Counts half seconds for as long as somebody is interested. Many deadlines then cost one timer, and to move one of them is
 * an addition: a timer for each would be made anew with every packet.
 */
export class Ticker {
  /** Ticks so far; stands still while stopped. */
  now = 0;
  private readonly timers: Timers;
  private readonly onTick: () => void;
  private timer: Timer | undefined;

  constructor(timers: Timers, onTick: () => void) {
    this.timers = timers;
    this.onTick = onTick;
  }

  /** Harmless while it runs. */
  start(): void {
    if (this.timer === undefined) this.timer = this.timers.after(TICK_MS, () => this.tick());
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private tick(): void {
    this.timer = undefined;
    this.now++;
    this.start();
    this.onTick();
  }
}
