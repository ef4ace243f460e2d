import type { LocalUs } from "../ports/clock.ts";

/**
 * What the counter of an access point shows at any moment, from readings of it. The problem: a reading is off by some microseconds,
 * since it takes longer than that, and now and then by many, where the program was interrupted; and the two crystals drift apart. The
 * idea: a line through the readings of the last seconds, so that their errors cancel. It is laid by an expanding-memory filter,
 * which equals least squares for the first LENGTH readings and then forgets as it learns (Brookner, "Tracking and Kalman Filtering
 * Made Easy", 1998, section 1.2.10): a few multiplications a reading, and no window to keep.
 */

/** Readings that count, at ten a second: longer, and the wander of crystals is more than what is left of the readings' errors. */
const LENGTH = 30;
/** A reading that is further off the line is left out, */
const GATE_US = 30;
/** and so much more for each second since the last one: no two crystals are further apart (line-fit.ts). */
const GATE_PPM = 150;
/** So many in a row, and it is the counter that has jumped. */
const MOST_REFUSED = 3;
/** After so long without a reading the line is not trusted. */
const STALE_US = 1_500_000;
/** It is begun anew after so long. */
const FORGOTTEN_US = 3_000_000;
/** Readings that follow one another faster say nothing of the rate. */
const LEAST_APART_US = 20_000;
/** Fewer readings than this tell too little. */
const FEW = 3;
/** Typical error of a reading before there are enough to tell. */
const READING_US = 5;
/** Error that all share, and that none shows: whole microseconds, and how radios stamp beacons. */
const FLOOR_US = 0.7;

export class CounterTrack {
  /** The access point, by its BSSID; 0 for none. */
  network = 0;
  /** Readings that were left out, in all. */
  refused = 0;
  private atUs = 0;
  private counterUs = 0;
  /** Microseconds of the counter in one of the local clock. */
  private rate = 1;
  private count = 0;
  private squareUs = READING_US * READING_US;
  private refusedInARow = 0;

  /** Forgets all. */
  clear(): void {
    this.network = 0;
    this.count = 0;
  }

  /** Takes a reading. @hot */
  add(network: number, localUs: LocalUs, counterUs: number): void {
    const apartUs = localUs - this.atUs;
    if (this.count === 0 || network !== this.network || apartUs > FORGOTTEN_US) {
      this.begin(network, localUs, counterUs);
      return;
    }
    if (apartUs < LEAST_APART_US) return;
    const expectedUs = this.counterUs + this.rate * apartUs;
    const offUs = counterUs - expectedUs;
    if (Math.abs(offUs) > GATE_US + (GATE_PPM * apartUs) / 1e6) {
      this.refused++;
      if (++this.refusedInARow >= MOST_REFUSED) this.begin(network, localUs, counterUs);
      return;
    }
    this.refusedInARow = 0;
    if (this.count < LENGTH) this.count++;
    const n = this.count;
    this.atUs = localUs;
    this.counterUs = expectedUs + ((2 * (2 * n - 1)) / (n * (n + 1))) * offUs;
    this.rate += ((6 / (n * (n + 1))) * offUs) / apartUs;
    // The first two lay the line, so they are never off it.
    if (n > 2) this.squareUs += (offUs * offUs - this.squareUs) / n;
  }

  /** Whether enough readings are fresh enough. */
  isKnown(localUs: LocalUs): boolean {
    return this.count >= FEW && localUs - this.atUs < STALE_US;
  }

  /** What the counter shows at a local moment. */
  counterAt(localUs: LocalUs): number {
    return this.counterUs + this.rate * (localUs - this.atUs);
  }

  /** The local moment at which the counter shows that. */
  localAt(counterUs: number): LocalUs {
    return (this.atUs + (counterUs - this.counterUs) / this.rate) as LocalUs;
  }

  /** How well the line is known where it ends, as a standard deviation in microseconds. */
  get errorUs(): number {
    // Of a line through n points at its end: 2 / √n (the same, section 1.2.10).
    return FLOOR_US + 2 * Math.sqrt(this.squareUs / this.count);
  }

  private begin(network: number, localUs: LocalUs, counterUs: number): void {
    this.network = network;
    this.atUs = localUs;
    this.counterUs = counterUs;
    this.rate = 1;
    this.count = 1;
    this.squareUs = READING_US * READING_US;
    this.refusedInARow = 0;
  }
}
