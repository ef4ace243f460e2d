import type { Timer, Timers } from "../ports/timers.ts";

/** How often what nobody tells of is looked at. */
export const PULSE_MS = 5000;

/** One timer for all that a node looks at every few seconds: a device wakes once for them. */
export class Pulse {
  private readonly timers: Timers;
  /** Made anew by each change, so that a beat may change it. */
  private listeners: readonly (() => void)[] = [];
  private timer: Timer | undefined;

  constructor(timers: Timers) {
    this.timers = timers;
  }

  /** Calls back every 5 s, from at most that time on. */
  add(listener: () => void): void {
    this.listeners = [...this.listeners, listener];
    this.timer ??= this.timers.after(PULSE_MS, this.beat);
  }

  /** Ends that; harmless where it was ended before. */
  remove(listener: () => void): void {
    this.listeners = this.listeners.filter((other) => other !== listener);
    if (this.listeners.length > 0) return;
    this.timer?.cancel();
    this.timer = undefined;
  }

  private readonly beat = (): void => {
    this.timer = this.timers.after(PULSE_MS, this.beat);
    // Who is called may end its own calls, and those of others.
    for (const listener of this.listeners) if (this.listeners.includes(listener)) listener();
  };
}
