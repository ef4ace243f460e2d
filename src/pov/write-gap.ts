/** Weight of a new gap in the mean, once many were heard: slow enough that the mean of gaps of 0 to 300 µs stays within 4 µs. */
const LEAST_WEIGHT = 1 / 256;

/** Weight of a new gap in the spread: it is known within some blocks, and follows when it changes. */
const SPREAD_WEIGHT = 1 / 64;

/** A gap that is longer than this many usual ones, and by this much, happened by accident: the mean takes only so much of it. */
const OUTLIER = 4;
const OUTLIER_US = 200;

/** The block that was made last is an old one, and each of the two blocks is laid out anew once, which takes long. */
const PASSING = 3;

/** What it is taken to vary by before that is known. */
const FIRST_SPREAD_US = 64;

/** The mean time between two writes: what a scheduler, a driver and the making of the next block take. */
export class WriteGap {
  /** Microseconds. */
  meanUs = 0;
  /** What a gap is off the mean by, on average. */
  spreadUs = FIRST_SPREAD_US;
  private lastEndUs = 0;
  private weight = 1;
  /** So many gaps to come say nothing of later ones. */
  private passing = 0;

  /**
   * Hears that what was sent has left the bus.
   *
   * @param endUs when the last byte left it
   * @param sentUs how long the bus took for it; 0 where nothing was sent
   */
  heard(endUs: number, sentUs: number): void {
    if (sentUs > 0 && this.passing > 0) this.passing--;
    else if (sentUs > 0) {
      const gapUs = Math.max(
        0,
        Math.min(endUs - sentUs - this.lastEndUs, OUTLIER * this.meanUs + OUTLIER_US),
      );
      const offUs = gapUs - this.meanUs;
      this.meanUs += offUs * this.weight;
      this.spreadUs += (Math.abs(offUs) - this.spreadUs) * SPREAD_WEIGHT;
      this.weight = Math.max(LEAST_WEIGHT, this.weight / (1 + this.weight));
    }
    this.lastEndUs = endUs;
  }

  /** Blocks are made differently from now on: what was heard before counts no more. */
  restart(): void {
    this.weight = 1;
    this.relaid();
  }

  /** Blocks are laid out anew, and then made as before. */
  relaid(): void {
    this.passing = PASSING;
  }
}
