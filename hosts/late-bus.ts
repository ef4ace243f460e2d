import type { LocalUs } from "../src/ports/clock.ts";
import { REST_MS, type StripSource, type StripTap } from "../src/ports/strip.ts";

/** How often the bus catches up with the time: as long as a block lasts. */
const TURN_MS = 10;

/** A bus that is further behind, because the computer slept or is too slow, does not make up for it. */
const FAR_BEHIND_US = 500_000;

/**
 * A bus that exists as bytes alone. A computer's timers are far too coarse to write a block at its microsecond, so the bus has a time of
 * its own, the node's clock, which is made up for every few milliseconds: all writes since then are made at once, each with the
 * moment at which a real bus would have sent it. Whoever listens hears of them up to 10 ms late, and exactly.
 */
export class LateBus {
  /** Microseconds of a byte. */
  readonly byteUs: number;
  /** Microseconds for which nothing was sent because it was too far behind. */
  lostUs = 0;
  private readonly source: StripSource;
  private readonly madeUs: () => number;
  /** Until when the bus has sent. */
  private endUs: number;

  /**
   * @param hz bits a second
   * @param nowUs local time
   * @param madeUs how long the source took to make its last bytes, in which the bus waits; default: no time
   */
  constructor(source: StripSource, hz: number, nowUs: number, madeUs: () => number = () => 0) {
    this.source = source;
    this.byteUs = 8e6 / hz;
    this.endUs = nowUs;
    this.madeUs = madeUs;
  }

  /** Makes all writes until local time `nowUs`. Returns after how many milliseconds to be called again. */
  catchUp(nowUs: number, tap: StripTap): number {
    const { source, byteUs } = this;
    const behindUs = nowUs - this.endUs;
    if (behindUs > FAR_BEHIND_US) {
      this.lostUs += behindUs;
      this.endUs = nowUs;
    }
    while (this.endUs <= nowUs) {
      const bytes = source.next(Math.floor(this.endUs) as LocalUs);
      if (bytes === undefined) {
        this.endUs = nowUs;
        return REST_MS;
      }
      const startUs = this.endUs + this.madeUs();
      tap(bytes, startUs, byteUs);
      this.endUs = startUs + bytes.length * byteUs;
    }
    return TURN_MS;
  }
}
