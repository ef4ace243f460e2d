import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import type { Timer, Timers } from "../ports/timers.ts";

/**
 * When to say what everybody should know already (the Trickle algorithm, RFC 6206). While all agree, the interval doubles up to
 * `longestMs`, and who has heard `enough` others say the same in an interval keeps silent: a hundred nodes then say it
 * hardly more often than two. When somebody says something else, the interval falls back to `shortestMs`.
 */
export interface TrickleOptions {
  timers: Timers;
  clock: Clock;
  random: Random;
  /** Imin and Imax of the RFC: the shortest and the longest interval, in milliseconds. */
  shortestMs: number;
  longestMs: number;
  /** k of the RFC. */
  enough: number;
  /** This node has something to say that others do not say for it. */
  mustSpeak?(): boolean;
  /** Who was silent for so long speaks, whatever it has heard: the others shall know that it is there. In milliseconds. */
  silenceMs(): number;
  /** It is time to speak. */
  onSpeak(): void;
}

/** Of the longest silence so much is left to chance: who began together must not speak together. */
const SPREAD = 0.3;
/** Who has been silent for that long speaks so early in an interval's second half: who hears it may be silent for once more. */
const EARLY = 0.2;

export class Trickle {
  /** Speaks in each interval, whatever it has heard. */
  insists = false;
  private readonly options: TrickleOptions;
  /** Length of the interval that begins, or began, at `beginsUs`, and of the one before. */
  private intervalMs: number;
  private previousMs: number;
  private beginsUs = 0;
  private heard = 0;
  /** Until when it may be silent. */
  private silentUntilUs = 0;
  private timer: Timer | undefined;

  constructor(options: TrickleOptions) {
    this.options = options;
    this.intervalMs = options.shortestMs;
    this.previousMs = options.shortestMs;
  }

  /** Begins with the shortest interval. */
  start(): void {
    if (this.silentUntilUs === 0) this.beSilent();
    this.intervalMs = this.options.shortestMs;
    this.begin(this.options.clock.localUs());
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  /** Somebody said what this node would say. */
  consistent(): void {
    // What was said before the interval began does not count.
    if (this.options.clock.localUs() >= this.beginsUs) this.heard++;
  }

  /** Somebody said something else, or this node has something else to say now. */
  inconsistent(): void {
    if (this.timer === undefined || this.interval <= this.options.shortestMs) return;
    this.start();
  }

  /** The interval of now, in milliseconds. */
  get interval(): number {
    return this.options.clock.localUs() < this.beginsUs ? this.previousMs : this.intervalMs;
  }

  /** One timer an interval: when it is time to speak it is known as well when the next one begins. */
  private begin(beginsUs: number): void {
    const { timers, clock, random } = this.options;
    this.heard = 0;
    this.beginsUs = beginsUs;
    this.timer?.cancel();
    // Not in the first half: who begins late would be heard by nobody who then keeps silent (RFC 6206, section 4.2).
    const share = beginsUs >= this.silentUntilUs ? EARLY : 1;
    const speakMs = this.intervalMs * (0.5 + (share * chance(random)) / 2);
    this.timer = timers.after((beginsUs - clock.localUs()) / 1000 + speakMs, this.onTime);
  }

  private beSilent(): void {
    const { clock, random, silenceMs } = this.options;
    this.silentUntilUs = clock.localUs() + 1000 * silenceMs() * (1 - SPREAD * chance(random));
  }

  private readonly onTime = (): void => {
    const { clock, enough, longestMs, mustSpeak, onSpeak } = this.options;
    const nowUs = clock.localUs();
    const isEnough = this.heard >= enough && nowUs < this.silentUntilUs;
    const speaks = this.insists || !isEnough || mustSpeak?.() === true;
    this.previousMs = this.intervalMs;
    this.intervalMs = Math.min(2 * this.intervalMs, longestMs);
    this.begin(Math.max(nowUs, this.beginsUs + this.previousMs * 1000));
    if (!speaks) return;
    this.beSilent();
    onSpeak();
  };
}

/** 0 ≤ x < 1, in steps of 2^-16. */
export function chance(random: Random): number {
  const bytes = new Uint8Array(2);
  random.fill(bytes);
  return (bytes[0]! * 256 + bytes[1]!) / 65_536;
}
