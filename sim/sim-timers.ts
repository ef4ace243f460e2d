import { assert } from "../src/ports/assert.ts";
import type { Timer, Timers } from "../src/ports/timers.ts";
import type { Prng } from "./prng.ts";
import { type Scheduler, SimEvent } from "./scheduler.ts";
import type { SimClock } from "./sim-clock.ts";

/** A node's timers, measured by its own drifting clock as on the device, where one oscillator drives both. */
export class SimTimers implements Timers {
  readonly scheduler: Scheduler;
  readonly clock: SimClock;
  private readonly pending = new Set<PendingTimer>();
  private readonly lateness: Prng | undefined;
  private readonly lateUs: number;
  private dead = false;

  /** Where `lateUs` is given, every callback comes late by 0 to `lateUs`, as behind a busy loop. */
  constructor(scheduler: Scheduler, clock: SimClock, lateUs = 0, prng?: Prng) {
    assert(lateUs === 0 || prng !== undefined, "lateness needs a source of chance");
    this.scheduler = scheduler;
    this.clock = clock;
    this.lateUs = lateUs;
    this.lateness = prng;
  }

  after(delayMs: number, callback: () => void): Timer {
    assert(delayMs >= 0 && delayMs < Number.MAX_SAFE_INTEGER / 1e6, "delay out of range");
    const timer = new PendingTimer(this, this.clock.localUs() + delayMs * 1000, callback);
    if (this.dead) return timer;
    this.pending.add(timer);
    const lateUs = this.lateUs > 0 ? this.lateness!.below(this.lateUs + 1) : 0;
    this.scheduler.at(timer, this.clock.worldUsAt(timer.deadlineUs) + lateUs);
    return timer;
  }

  /** How many timers are waiting. */
  get count(): number {
    return this.pending.size;
  }

  /** The node is gone: nothing of it runs any more. */
  crash(): void {
    this.dead = true;
    for (const timer of this.pending) this.scheduler.cancel(timer);
    this.pending.clear();
  }

  /** @internal */
  forget(timer: PendingTimer): void {
    this.pending.delete(timer);
  }
}

class PendingTimer extends SimEvent implements Timer {
  readonly deadlineUs: number;
  private readonly owner: SimTimers;
  private readonly callback: () => void;

  constructor(owner: SimTimers, deadlineUs: number, callback: () => void) {
    super();
    this.owner = owner;
    this.deadlineUs = deadlineUs;
    this.callback = callback;
  }

  cancel(): void {
    this.owner.scheduler.cancel(this);
    this.owner.forget(this);
  }

  override fire(): void {
    const { clock, scheduler } = this.owner;
    if (clock.localUs() < this.deadlineUs) {
      // The clock was slowed down meanwhile, or a fraction of a microsecond is missing.
      scheduler.at(this, Math.max(scheduler.nowUs + 1, clock.worldUsAt(this.deadlineUs)));
      return;
    }
    this.owner.forget(this);
    this.callback();
  }
}
