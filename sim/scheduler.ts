import { assert } from "../src/ports/assert.ts";
import type { Trace } from "./trace.ts";

/** Something that happens at one moment of virtual time. Subclasses carry their own data, so that no closure is made. */
export abstract class SimEvent {
  /** When it happens, in virtual microseconds since the world began. */
  atUs = 0;
  /** Of two events of one moment the one that was scheduled first happens first. */
  order = 0;
  /** Place in the scheduler's heap, -1 while it is not scheduled. */
  slot = -1;

  abstract fire(): void;
}

class Call extends SimEvent {
  private readonly callback: () => void;

  constructor(callback: () => void) {
    super();
    this.callback = callback;
  }

  override fire(): void {
    this.callback();
  }
}

/**
 * The virtual world's one queue: a binary heap of events by (time, order). Time moves only from event to event, so an idle
 * hour costs nothing.
 */
export class Scheduler {
  /** Virtual microseconds since the world began; a whole number. */
  nowUs = 0;
  /** How many events have happened. */
  fired = 0;
  /** Whether an error thrown by an event is dealt with already; all others end the run. */
  absorb: (error: unknown) => boolean = () => false;

  private readonly heap: SimEvent[] = [];
  /** Each event's time beside it: comparing them touches one array and no object. */
  private times = new Float64Array(256);
  private readonly trace: Trace | undefined;
  private nextOrder = 0;

  constructor(trace?: Trace) {
    this.trace = trace;
  }

  /** How many events are waiting. */
  get pending(): number {
    return this.heap.length;
  }

  /** When the next event happens, Infinity where none is waiting. */
  get nextUs(): number {
    return this.heap.length === 0 ? Number.POSITIVE_INFINITY : this.times[0]!;
  }

  /** Schedules an event, which must not be scheduled already; fractions of a microsecond round up. */
  at(event: SimEvent, atUs: number): void {
    assert(event.slot < 0, "event scheduled twice");
    assert(atUs >= this.nowUs && atUs < Number.MAX_SAFE_INTEGER, "event in the past or at no time");
    event.atUs = Math.ceil(atUs);
    event.order = this.nextOrder++;
    const slot = this.heap.length;
    if (slot === this.times.length) {
      const grown = new Float64Array(slot * 2);
      grown.set(this.times);
      this.times = grown;
    }
    this.heap.push(event);
    this.rise(event, slot);
  }

  after(event: SimEvent, delayUs: number): void {
    this.at(event, this.nowUs + delayUs);
  }

  /** Calls back once; for scenarios, where a closure more does not count. */
  call(delayUs: number, callback: () => void): SimEvent {
    const event = new Call(callback);
    this.after(event, delayUs);
    return event;
  }

  /** Takes an event out of the queue; harmless where it is not in it. */
  cancel(event: SimEvent): void {
    const slot = event.slot;
    if (slot < 0) return;
    event.slot = -1;
    const last = this.heap.pop()!;
    if (last === event) return;
    this.rise(last, slot);
    this.sink(last, last.slot);
  }

  /** Lets the next event happen; false where none is waiting. */
  step(): boolean {
    const event = this.heap[0];
    if (event === undefined) return false;
    const last = this.heap.pop()!;
    if (last !== event) this.sink(last, 0);
    event.slot = -1;
    this.nowUs = event.atUs;
    this.fired++;
    if (this.trace !== undefined) {
      this.trace.mix(event.atUs);
      this.trace.mix(event.order);
    }
    try {
      event.fire();
    } catch (error) {
      if (!this.absorb(error)) throw error;
    }
    return true;
  }

  /** Lets all happen that is due up to and at `atUs`, which is then the time. */
  runUntil(atUs: number): void {
    while (this.heap.length > 0 && this.times[0]! <= atUs) this.step();
    if (atUs > this.nowUs) this.nowUs = atUs;
  }

  runFor(us: number): void {
    this.runUntil(this.nowUs + us);
  }

  /** Runs until the condition holds, asked after every event; false where `limitUs` passed or nothing more could happen. */
  runUntilTrue(condition: () => boolean, limitUs: number): boolean {
    const endUs = this.nowUs + limitUs;
    while (!condition()) {
      if (this.nextUs > endUs) {
        this.runUntil(endUs);
        return condition();
      }
      this.step();
    }
    return true;
  }

  private rise(event: SimEvent, from: number): void {
    const { heap, times } = this;
    const { atUs, order } = event;
    let slot = from;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      const parentUs = times[parent]!;
      const above = heap[parent]!;
      if (parentUs < atUs || (parentUs === atUs && above.order < order)) break;
      heap[slot] = above;
      times[slot] = parentUs;
      above.slot = slot;
      slot = parent;
    }
    heap[slot] = event;
    times[slot] = atUs;
    event.slot = slot;
  }

  private sink(event: SimEvent, from: number): void {
    const { heap, times } = this;
    const { atUs, order } = event;
    const length = heap.length;
    let slot = from;
    for (;;) {
      let child = 2 * slot + 1;
      if (child >= length) break;
      const right = child + 1;
      if (right < length) {
        const leftUs = times[child]!;
        const rightUs = times[right]!;
        if (rightUs < leftUs || (rightUs === leftUs && heap[right]!.order < heap[child]!.order))
          child = right;
      }
      const childUs = times[child]!;
      const below = heap[child]!;
      if (atUs < childUs || (atUs === childUs && order < below.order)) break;
      heap[slot] = below;
      times[slot] = childUs;
      below.slot = slot;
      slot = child;
    }
    heap[slot] = event;
    times[slot] = atUs;
    event.slot = slot;
  }
}
