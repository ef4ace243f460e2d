import { assert } from "../../src/ports/assert.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Timer, Timers } from "../../src/ports/timers.ts";
import { Alarm } from "./native/alarm.ts";

/** The alarm is set at most this far ahead, and set again: its milliseconds are 31 bits. */
const MAX_ALARM_MS = 3_600_000;
/** What is due is called back this often before sockets have a turn. */
const MOST_CALLS = 16;

/** All timers of a node over one alarm: a binary heap by time, in which each knows its place so that it can leave. */
export class ModdableTimers implements Timers {
  private readonly clock: Clock;
  private readonly alarm: TimersAlarm;
  private readonly heap: PendingTimer[] = [];
  private count = 0;
  private setForUs = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.clock = clock;
    this.alarm = new TimersAlarm(this);
  }

  after(delayMs: number, callback: () => void): Timer {
    assert(delayMs >= 0 && delayMs < Number.POSITIVE_INFINITY, "delay out of range");
    const timer = new PendingTimer(this, this.clock.localUs() + delayMs * 1000, callback);
    this.rise(timer, this.count++);
    if (timer.dueUs < this.setForUs) this.setAlarm();
    return timer;
  }

  /** Called by the alarm. */
  callDue(): void {
    this.setForUs = Number.NEGATIVE_INFINITY;
    for (let calls = 0; calls < MOST_CALLS && this.count > 0; calls++) {
      const timer = this.heap[0]!;
      if (timer.dueUs > this.clock.localUs()) break;
      this.remove(timer);
      timer.callback();
    }
    this.setForUs = Number.POSITIVE_INFINITY;
    if (this.count > 0) this.setAlarm();
  }

  remove(timer: PendingTimer): void {
    const { at } = timer;
    if (at < 0) return;
    timer.at = -1;
    this.count--;
    const last = this.heap[this.count]!;
    this.heap.length = this.count;
    if (last === timer) return;
    this.rise(last, at);
    this.sink(last);
  }

  private setAlarm(): void {
    this.setForUs = this.heap[0]!.dueUs;
    const leftMs = Math.ceil((this.setForUs - this.clock.localUs()) / 1000);
    this.alarm.set(Math.max(0, Math.min(leftMs, MAX_ALARM_MS)));
  }

  /** Puts a timer at a place, or nearer to the top where it is due before those above. */
  private rise(timer: PendingTimer, place: number): void {
    let at = place;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = this.heap[above]!;
      if (other.dueUs <= timer.dueUs) break;
      this.heap[at] = other;
      other.at = at;
      at = above;
    }
    this.heap[at] = timer;
    timer.at = at;
  }

  private sink(timer: PendingTimer): void {
    let { at } = timer;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= this.count) break;
      if (below + 1 < this.count && this.heap[below + 1]!.dueUs < this.heap[below]!.dueUs) below++;
      const other = this.heap[below]!;
      if (other.dueUs >= timer.dueUs) break;
      this.heap[at] = other;
      other.at = at;
      at = below;
    }
    this.heap[at] = timer;
    timer.at = at;
  }
}

class TimersAlarm extends Alarm {
  private readonly timers: ModdableTimers;

  constructor(timers: ModdableTimers) {
    super();
    this.timers = timers;
  }

  override onDue(): void {
    this.timers.callDue();
  }
}

class PendingTimer implements Timer {
  readonly dueUs: number;
  readonly callback: () => void;
  /** Place in the heap, or -1 where it waits no more. */
  at = -1;
  private readonly timers: ModdableTimers;

  constructor(timers: ModdableTimers, dueUs: number, callback: () => void) {
    this.timers = timers;
    this.dueUs = dueUs;
    this.callback = callback;
  }

  cancel(): void {
    this.timers.remove(this);
  }
}
