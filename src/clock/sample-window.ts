import type { GroupUs, LocalUs } from "../ports/clock.ts";

/** How many samples are remembered. */
export const WINDOW_LENGTH = 120;
/** A sample that is older says too little of what the crystal does now. */
export const WINDOW_US = 240_000_000;

/** `roundTripUs` of a sample that is no exchange: its error is known beforehand. */
export const NO_ROUND_TRIP = -1;
/** The same of one that a counter told: of microseconds, so that even the wander of crystals shows. */
export const BY_COUNTER = -2;

/**
 * The last samples of a group's time, from whomever: at this local moment group time was that. Kinds differ in what is known
 * of their error alone:
 *
 * | kind | round trip | typical error |
 * | --- | --- | --- |
 * | exchange of four stamps | measured: half of what it exceeds the shortest one is the most it can be wrong | that of who answered |
 * | a multicast that both heard | none | TICK_ERROR_US |
 * | the counter of the access point where both are (TSF) | none | what both say, some microseconds |
 */
export class SampleWindow {
  readonly localUs = new Float64Array(WINDOW_LENGTH);
  readonly groupUs = new Float64Array(WINDOW_LENGTH);
  readonly roundTripUs = new Float64Array(WINDOW_LENGTH);
  readonly errorUs = new Float64Array(WINDOW_LENGTH);
  /** Samples that count, and where the next one goes. */
  count = 0;
  next = 0;

  /**
   * Adds a sample.
   *
   * @param roundTripUs of an exchange, else NO_ROUND_TRIP or BY_COUNTER
   * @param errorUs standard deviation of the error beside what the round trip tells
   * @hot
   */
  add(localUs: LocalUs, groupUs: GroupUs, roundTripUs: number, errorUs: number): void {
    const at = this.next;
    this.localUs[at] = localUs;
    this.groupUs[at] = groupUs;
    this.roundTripUs[at] = roundTripUs;
    this.errorUs[at] = errorUs;
    this.next = at + 1 === WINDOW_LENGTH ? 0 : at + 1;
    if (this.count < WINDOW_LENGTH) this.count++;
  }

  /** Forgets all but the last `keep` samples. */
  shorten(keep: number): void {
    if (keep < this.count) this.count = keep;
  }

  /** Index of the newest sample but `age`: 0 is the newest. */
  at(age: number): number {
    const at = this.next - 1 - age;
    return at < 0 ? at + WINDOW_LENGTH : at;
  }
}

/** Typical error of a multicast that both heard: programs hear it at different times after the radio. */
export const TICK_ERROR_US = 250;
