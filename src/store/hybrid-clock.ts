import type { Clock } from "../ports/clock.ts";

/** 2020-01-01T00:00:00Z in Unix milliseconds: where stamps start. */
export const STAMP_EPOCH_MS = 1_577_836_800_000;
/** Stamps a millisecond: the low 12 bits count what happens within one. */
export const STAMPS_PER_MS = 4096;
/** Greatest stamp that is believed: the year 2054. Leaves a clock that has seen it room to go on counting. */
export const MAX_STAMP = 2 ** 52;

/**
 * Hybrid logical clock (Kulkarni et al., "Logical Physical Clocks", 2014). A stamp is milliseconds since 2020 times 4,096
 * plus a count, later than every stamp this node has seen. Without the time of day it runs on from the latest stamp seen.
 */
export class HybridClock {
  private readonly clock: Clock;
  /** Latest stamp that was given out or seen. */
  private latest = 0;
  /** Local time at which `latest` was seen, to let the clock run on without the time of day. */
  private latestAtUs = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** A stamp later than every one before. */
  next(): number {
    this.observe(Math.max(this.now(), this.latest + 1));
    return this.latest;
  }

  /** Takes note of another node's stamp. */
  observe(stamp: number): void {
    if (stamp <= this.latest) return;
    this.latest = stamp;
    this.latestAtUs = this.clock.localUs();
  }

  /** What the clock shows, without counting on. */
  now(): number {
    const wallMs = this.clock.wallMs();
    const elapsedMs = Math.floor((this.clock.localUs() - this.latestAtUs) / 1000);
    const running = this.latest + elapsedMs * STAMPS_PER_MS;
    if (wallMs === undefined || wallMs < STAMP_EPOCH_MS) return running;
    return Math.max(this.latest, (wallMs - STAMP_EPOCH_MS) * STAMPS_PER_MS);
  }
}

/** Unix milliseconds of a stamp, for people. */
export function stampToUnixMs(stamp: number): number {
  return Math.floor(stamp / STAMPS_PER_MS) + STAMP_EPOCH_MS;
}

/** First stamp of a Unix millisecond, held within the stamps that are believed. */
export function unixMsToStamp(unixMs: number): number {
  return Math.min(MAX_STAMP, Math.max(0, Math.floor(unixMs - STAMP_EPOCH_MS) * STAMPS_PER_MS));
}
