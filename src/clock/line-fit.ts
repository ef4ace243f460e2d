import type { GroupUs, LocalUs } from "../ports/clock.ts";
import { type GroupLine, groupAt, OWN_LINE } from "./group-line.ts";
import { BY_COUNTER, type SampleWindow, WINDOW_LENGTH, WINDOW_US } from "./sample-window.ts";

/**
 * What group time is, from samples of it. The problem: each packet waits in queues for milliseconds, and the two crystals drift
 * apart by up to 80 µs a second, by a little more or less as they warm. The idea: only exchanges whose round trip was close to
 * the shortest one count, since what a round trip exceeds it by bounds the error; through those a line is laid by weighted
 * least squares, so that offset and drift come from all of them and not from the best one. Samples far off the line are left
 * out, and the line is laid again.
 */

/** Error of an exchange that met no queue at all: stamps are taken by programs, not by radios. */
const STAMP_ERROR_US = 150;
/** What a round trip exceeds the shortest by was spent on one way or the other, any share as likely: 1 / √12 of it. */
const SHARE = 0.29;
/** Round trips in one network are shorter than this. What is longer was kept somewhere, on one way more likely than on both. */
export const LATE_US = 20_000;
/** An exchange with a larger error than this many of the best ones' has too little weight to be worth its work. */
const WORTH = 5;
/** Crystals wander as they warm: after so long a sample has a fourth of its weight. */
const AGED_S = 90;
/**
 * Where an error is of microseconds their wander shows within seconds: the variance in µs² that a counter's sample gains with the cube of
 * its age. A rate that walks by 1 ppm within minutes gains 0.01 (0.1² / 3 for each of two crystals); but samples that are close share
 * most of their readings, so old ones say less than independent ones would. Of 0.01 to 30 this has the least error.
 */
const WANDER_US2 = 1;
/** Samples further off the line than this many of their errors are left out. */
const GATE = 3;
/** So many of the newest samples tell whether the line is still theirs: where they are off by more than errors can explain, it is not. */
const RECENT = 5;
const RECENT_GATE = 5;
const RECENT_ERROR_US = 200;
/** A line through fewer says less than one through all. */
const MIN_USED = 3;
const MIN_GATED = 4;

/** Exchanges of so long, and no fewer, show how quick the quickest packets were; with 1 µs of doubt for each second. */
const LEVEL_US = 100_000_000;
const LEVEL_EXCHANGES = 10;
const LEVEL_RATE = 1e-6;
/** More than so many of its errors the line is not off: what says so is a wrong stamp. */
const LEVEL_ERRORS = 2;
/** What a counter told is worth more than the quickest packets for so long. */
const COUNTED_US = 15_000_000;
/** No two crystals are further apart than this, in parts per million: a line that is has wrong samples. */
export const MOST_PPM = 150;

export class LineFit implements GroupLine {
  /** The line at the moment of the fit. */
  localUs: LocalUs = OWN_LINE.localUs;
  groupUs: GroupUs = OWN_LINE.groupUs;
  rate = OWN_LINE.rate;
  /** Standard deviation of the line's error at that moment, as far as the samples tell. */
  errorUs = Number.POSITIVE_INFINITY;
  /** Shortest round trip, NO_ROUND_TRIP where there is none. */
  roundTripUs = -1;
  /** Standard deviation of its rate as the samples alone tell it, in parts per million. */
  ratePpm = Number.POSITIVE_INFINITY;
  /** Samples that the line was laid through, and those that were worth it and left out. */
  used = 0;
  gated = 0;
  /** The newest few samples are all off the line to one side: those that they follow have moved, and older ones are of no use. */
  isStale = false;
  /** Samples of the window up to the last of the newest few that were worth it. */
  recent = 0;

  /** Where the sums stand: weights, their first and second moments over seconds and over microseconds off the prior line. */
  private sumW = 0;
  private sumX = 0;
  private sumY = 0;
  private sumXX = 0;
  private sumXY = 0;
  private sumYY = 0;
  private queueUs = 0;
  private readonly weights = new Float64Array(WINDOW_LENGTH);
  private readonly seconds = new Float64Array(WINDOW_LENGTH);
  private readonly offsets = new Float64Array(WINDOW_LENGTH);

  /**
   * Lays the line; false, and nothing changes, where there are no samples.
   *
   * @param prior a line that is not far off; samples are few at first, and then its rate counts
   * @param priorPpm standard deviation of that rate
   * @hot
   */
  fit(window: SampleWindow, nowUs: LocalUs, prior: GroupLine, priorPpm: number): boolean {
    this.findShortest(window, nowUs);
    const count = this.weigh(window, nowUs, prior);
    if (count === 0) return false;
    const stiffness = 1 / (priorPpm * priorPpm);
    if (count >= MIN_GATED) this.gate(count, stiffness);
    const { sumW } = this;
    const meanX = this.sumX / sumW;
    const meanY = this.sumY / sumW;
    const spread = this.sumXX - sumW * meanX * meanX + stiffness;
    this.ratePpm = 1 / Math.sqrt(Math.max(1e-9, spread - stiffness));
    const shared = this.sumXY - sumW * meanX * meanY;
    const slope = shared / spread;
    const squares = this.sumYY - sumW * meanY * meanY - slope * shared;
    this.findStale(count, meanY - slope * meanX, slope);
    const excess = this.used > 2 ? Math.max(1, squares / (this.used - 2)) : 1;
    const kept = this.roundTripUs > LATE_US ? SHARE * (this.roundTripUs - LATE_US) : 0;
    this.errorUs = Math.sqrt(excess * (1 / sumW + (meanX * meanX) / spread) + kept * kept);
    const most = MOST_PPM / 1e6;
    this.rate = Math.min(1 + most, Math.max(1 - most, prior.rate + slope / 1e6));
    this.groupUs = (groupAt(prior, nowUs) + meanY - slope * meanX) as GroupUs;
    this.localUs = nowUs;
    this.level(window);
    return true;
  }

  /**
   * Moves the line to where the quickest packet of either way took as long as that of the other. Seldom are both ways of one
   * exchange quick, but of a hundred exchanges one was quick there and another one back (Paxson, "On Calibrating Measurements of
   * Packet Transit Times", 1998).
   */
  private level(window: SampleWindow): void {
    const { localUs, groupUs, roundTripUs, count } = window;
    const { rate, localUs: nowUs, groupUs: lineUs } = this;
    let thereUs = Number.POSITIVE_INFINITY;
    let backUs = thereUs;
    let exchanges = 0;
    for (let age = 0; age < count; age++) {
      const i = window.at(age);
      const agoUs = nowUs - localUs[i]!;
      if (agoUs > LEVEL_US) break;
      const trip = roundTripUs[i]!;
      // Moments that all heard tell more, and so does a counter while it is told.
      if (trip < 0) {
        if (trip === BY_COUNTER && agoUs > COUNTED_US) continue;
        return;
      }
      const off = groupUs[i]! - lineUs + rate * agoUs;
      // No packet arrives before it was sent.
      if (2 * off > trip || 2 * off < -trip) continue;
      // The line of then is known a little less well with each second.
      const half = trip / 2 + agoUs * LEVEL_RATE;
      if (half + off < thereUs) thereUs = half + off;
      if (half - off < backUs) backUs = half - off;
      exchanges++;
    }
    if (exchanges < LEVEL_EXCHANGES) return;
    const most = LEVEL_ERRORS * this.errorUs;
    const offUs = Math.min(most, Math.max(-most, (thereUs - backUs) / 2));
    this.groupUs = (lineUs + offUs) as GroupUs;
  }

  /** Finds the shortest round trip, and from the next two what the shortest itself probably waited in queues. */
  private findShortest(window: SampleWindow, nowUs: LocalUs): void {
    const { localUs, roundTripUs, count } = window;
    const oldestUs = nowUs - WINDOW_US;
    let first = Number.POSITIVE_INFINITY;
    let second = first;
    let third = first;
    for (let age = 0; age < count; age++) {
      const i = window.at(age);
      if (localUs[i]! < oldestUs) break;
      const us = roundTripUs[i]!;
      if (us < 0 || us >= third) continue;
      if (us >= second) third = us;
      else {
        third = second;
        if (us >= first) second = us;
        else {
          second = first;
          first = us;
        }
      }
    }
    this.roundTripUs = first < Number.POSITIVE_INFINITY ? first : -1;
    this.queueUs = Math.min(first, third - first);
  }

  /** Gives each sample that is worth it a weight, and adds it to the sums; returns how many there are. */
  private weigh(window: SampleWindow, nowUs: LocalUs, prior: GroupLine): number {
    const { localUs, groupUs, roundTripUs, errorUs, count } = window;
    const { weights, seconds, offsets, queueUs } = this;
    const shortest = this.roundTripUs;
    const worth = WORTH * (STAMP_ERROR_US + SHARE * queueUs);
    const rate = prior.rate;
    const priorUs = groupAt(prior, nowUs);
    const oldestUs = nowUs - WINDOW_US;
    let n = 0;
    this.clear();
    for (let age = 0; age < count; age++) {
      const i = window.at(age);
      const local = localUs[i]!;
      if (local < oldestUs) break;
      const trip = roundTripUs[i]!;
      const queued = trip < 0 ? 0 : SHARE * (trip - shortest + queueUs);
      if (queued > worth) continue;
      const error = errorUs[i]!;
      const x = (local - nowUs) / 1e6;
      const y = groupUs[i]! - priorUs - rate * (local - nowUs);
      const old = x / AGED_S;
      const stamp = trip < 0 ? 0 : STAMP_ERROR_US;
      const known = stamp * stamp + error * error + queued * queued;
      const wander = trip === BY_COUNTER ? -WANDER_US2 * x * x * x : 0;
      const w = 1 / (known * (1 + 3 * old * old) + wander);
      weights[n] = w;
      seconds[n] = x;
      offsets[n] = y;
      this.include(w, x, y);
      if (n < RECENT) this.recent = age + 1;
      n++;
    }
    return n;
  }

  /** Leaves out what is far off the line. */
  private gate(count: number, stiffness: number): void {
    const { sumW } = this;
    const meanX = this.sumX / sumW;
    const meanY = this.sumY / sumW;
    const spread = this.sumXX - sumW * meanX * meanX + stiffness;
    const shared = this.sumXY - sumW * meanX * meanY;
    const slope = shared / spread;
    if (this.leaveOut(count, meanY - slope * meanX, slope, GATE * GATE)) return;
    // One sample that is beyond all errors moves the line off all others: then only those further off than most go.
    const squares = this.sumYY - sumW * meanY * meanY - slope * shared;
    this.leaveOut(count, meanY - slope * meanX, slope, (GATE * GATE * squares) / count);
  }

  /** Leaves out samples off a line by more than the square of that many errors; false, and none, where too few would be left. */
  private leaveOut(count: number, intercept: number, slope: number, most: number): boolean {
    const { weights, seconds, offsets } = this;
    let out = 0;
    for (let i = 0; i < count; i++) {
      const off = offsets[i]! - intercept - slope * seconds[i]!;
      if (off * off * weights[i]! <= most) continue;
      this.include(-weights[i]!, seconds[i]!, offsets[i]!);
      out++;
    }
    this.used = count - out;
    this.gated = out;
    if (this.used >= MIN_USED) return true;
    this.clear();
    for (let i = 0; i < count; i++) this.include(weights[i]!, seconds[i]!, offsets[i]!);
    return false;
  }

  /** Whether the newest few samples are all off a line to one side. */
  private findStale(count: number, intercept: number, slope: number): void {
    const { weights, seconds, offsets } = this;
    const few = Math.min(RECENT, count);
    let sumW = 0;
    let sumOff = 0;
    for (let i = 0; i < few; i++) {
      sumW += weights[i]!;
      sumOff += weights[i]! * (offsets[i]! - intercept - slope * seconds[i]!);
    }
    const limitUs = RECENT_ERROR_US + RECENT_GATE / Math.sqrt(sumW);
    this.isStale = count > 2 * RECENT && Math.abs(sumOff / sumW) > limitUs;
  }

  private clear(): void {
    this.sumW = 0;
    this.sumX = 0;
    this.sumY = 0;
    this.sumXX = 0;
    this.sumXY = 0;
    this.sumYY = 0;
    this.used = 0;
    this.gated = 0;
  }

  private include(w: number, x: number, y: number): void {
    this.sumW += w;
    this.sumX += w * x;
    this.sumY += w * y;
    this.sumXX += w * x * x;
    this.sumXY += w * x * y;
    this.sumYY += w * y * y;
    this.used++;
  }
}
