import type { Clock } from "../ports/clock.ts";
import type { Ports } from "../ports/ports.ts";
import type { Random } from "../ports/random.ts";
import type { Timer, Timers } from "../ports/timers.ts";

/** The ports that multicast DNS needs. */
export type MdnsPorts = Pick<Ports, "datagrams" | "timers" | "clock" | "random">;

/** Milliseconds since the node started, with fractions. */
export function nowMs(clock: Clock): number {
  return clock.localUs() / 1000;
}

/** A random time from `low` to `high` milliseconds, uniformly. */
export function randomMs(random: Random, low: number, high: number): number {
  const bytes = new Uint8Array(2);
  random.fill(bytes);
  return low + ((high - low) * (bytes[0]! * 256 + bytes[1]!)) / 0xffff;
}

/** One timer for many deadlines: it keeps the earliest, and whoever is called looks for what is due. */
export class Alarm {
  private readonly timers: Timers;
  private readonly clock: Clock;
  private readonly onRing: () => void;
  private timer: Timer | undefined;
  /** When it rings, in milliseconds of `nowMs`; 0 while it is not set. */
  dueMs = 0;

  constructor(ports: Pick<Ports, "timers" | "clock">, onRing: () => void) {
    this.timers = ports.timers;
    this.clock = ports.clock;
    this.onRing = onRing;
  }

  /** Rings at `dueMs`, or earlier where that was asked for before. `Infinity` asks for nothing. */
  at(dueMs: number): void {
    if (dueMs === Number.POSITIVE_INFINITY || (this.timer !== undefined && this.dueMs <= dueMs)) return;
    this.clear();
    this.dueMs = dueMs;
    // A millisecond later rather than a little earlier, which would find nothing due.
    const delayMs = Math.max(0, Math.ceil(dueMs - nowMs(this.clock)));
    this.timer = this.timers.after(delayMs, this.ring);
  }

  private readonly ring = (): void => {
    this.timer = undefined;
    this.dueMs = 0;
    this.onRing();
  };

  clear(): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.dueMs = 0;
  }
}
