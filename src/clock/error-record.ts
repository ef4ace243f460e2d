import type { LocalUs } from "../ports/clock.ts";

const LENGTH = 64;
const MINUTE_US = 60_000_000;

/** Errors of the last minute, at most 64 of them, for people to see. */
export class ErrorRecord {
  private readonly atUs = new Float64Array(LENGTH);
  private readonly errorsUs = new Float64Array(LENGTH);
  private count = 0;
  private next = 0;

  /** Notes an error, of either sign. */
  add(localUs: LocalUs, errorUs: number): void {
    this.atUs[this.next] = localUs;
    this.errorsUs[this.next] = Math.abs(errorUs);
    this.next = (this.next + 1) % LENGTH;
    if (this.count < LENGTH) this.count++;
  }

  /** What the given share of the last minute's errors stayed below, in microseconds; undefined where there was none. */
  quantile(share: number, nowUs: LocalUs): number | undefined {
    const recent: number[] = [];
    for (let i = 0; i < this.count; i++) {
      if (nowUs - this.atUs[i]! <= MINUTE_US) recent.push(this.errorsUs[i]!);
    }
    if (recent.length === 0) return undefined;
    recent.sort((a, b) => a - b);
    return recent[Math.min(recent.length - 1, Math.floor(share * recent.length))];
  }

  clear(): void {
    this.count = 0;
  }
}
