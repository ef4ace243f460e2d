import type { Random } from "../ports/random.ts";
import type { Timer, Timers } from "../ports/timers.ts";

/**
 * When to say what everybody should know already (the Trickle algorithm, RFC 6206). While all agree, the interval doubles up to
 * `longestMs`, and who has heard `enough` others say the same in an interval keeps silent: a hundred nodes then say it
 * hardly more often than two. When somebody says something else, the interval falls back to `shortestMs`.
 */
export interface TrickleOptions {
  timers: Timers;
  random: Random;
  /** Imin and Imax of the RFC: the shortest and the longest interval, in milliseconds. */
  shortestMs: number;
  longestMs: number;
  /** k of the RFC. */
  enough: number;
  /** This node has something to say that others do not say for it. */
  mustSpeak?(): boolean;
  /** It is time to speak. */
  onSpeak(): void;
}

export class Trickle {
  /** Speaks in each interval, whatever it has heard. */
  insists = false;
  private readonly options: TrickleOptions;
  private intervalMs: number;
  private heard = 0;
  private timer: Timer | undefined;

  constructor(options: TrickleOptions) {
    this.options = options;
    this.intervalMs = options.shortestMs;
  }

  /** Begins with the shortest interval. */
  start(): void {
    this.intervalMs = this.options.shortestMs;
    this.begin();
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  /** Somebody said what this node would say. */
  consistent(): void {
    this.heard++;
  }

  /** Somebody said something else, or this node has something else to say now. */
  inconsistent(): void {
    if (this.timer === undefined || this.intervalMs <= this.options.shortestMs) return;
    this.start();
  }

  /** The interval of now, in milliseconds. */
  get interval(): number {
    return this.intervalMs;
  }

  private begin(): void {
    const { timers, random } = this.options;
    this.heard = 0;
    this.timer?.cancel();
    // Not in the first half: who begins late would be heard by nobody who then keeps silent (RFC 6206, section 4.2).
    const speakMs = this.intervalMs * (0.5 + chance(random) / 2);
    this.timer = timers.after(speakMs, () => {
      const restMs = this.intervalMs - speakMs;
      this.timer = timers.after(restMs, () => this.end());
      const { enough, mustSpeak, onSpeak } = this.options;
      if (this.insists || this.heard < enough || mustSpeak?.()) onSpeak();
    });
  }

  private end(): void {
    this.intervalMs = Math.min(2 * this.intervalMs, this.options.longestMs);
    this.begin();
  }
}

/** 0 ≤ x < 1, in steps of 2^-16. */
export function chance(random: Random): number {
  const bytes = new Uint8Array(2);
  random.fill(bytes);
  return (bytes[0]! * 256 + bytes[1]!) / 65_536;
}
