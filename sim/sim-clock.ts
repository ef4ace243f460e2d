import type { Clock, LocalUs } from "../src/ports/clock.ts";
import type { Scheduler } from "./scheduler.ts";

export interface SimClockOptions {
  /** How much faster than the world this clock runs, in parts per million. */
  driftPpm: number;
  /** What `localUs` says at boot. */
  startUs: number;
  /** What `wallMs` says at boot; undefined where nobody told the node. */
  wallMs: number | undefined;
}

/** A node's clock from one boot to the next: a straight line over the world's time, bent where the drift changes. */
export class SimClock implements Clock {
  private readonly scheduler: Scheduler;
  private rate: number;
  private anchorWorldUs: number;
  private anchorLocalUs: number;
  private wallAtZeroMs: number | undefined;

  constructor(scheduler: Scheduler, options: SimClockOptions) {
    this.scheduler = scheduler;
    this.rate = 1 + options.driftPpm / 1e6;
    this.anchorWorldUs = scheduler.nowUs;
    this.anchorLocalUs = options.startUs;
    this.setWallMs(options.wallMs);
  }

  localUs(): LocalUs {
    return Math.floor(this.exactUs()) as LocalUs;
  }

  wallMs(): number | undefined {
    if (this.wallAtZeroMs === undefined) return undefined;
    return Math.floor(this.wallAtZeroMs + this.exactUs() / 1000);
  }

  /** Somebody tells the node the time, rightly or wrongly, or it forgets. */
  setWallMs(wallMs: number | undefined): void {
    this.wallAtZeroMs = wallMs === undefined ? undefined : wallMs - this.exactUs() / 1000;
  }

  /** From now on the clock runs at another rate; it does not step. */
  setDriftPpm(driftPpm: number): void {
    this.anchorLocalUs = this.exactUs();
    this.anchorWorldUs = this.scheduler.nowUs;
    this.rate = 1 + driftPpm / 1e6;
  }

  /** When, in the world's time, `localUs` will have reached `localUs`, at the rate of now; never before now. */
  worldUsAt(localUs: number): number {
    const us = Math.ceil(this.anchorWorldUs + (localUs - this.anchorLocalUs) / this.rate);
    return Math.max(us, this.scheduler.nowUs);
  }

  /** What `localUs` says, with its fraction. */
  exactUs(): number {
    return this.anchorLocalUs + (this.scheduler.nowUs - this.anchorWorldUs) * this.rate;
  }
}
