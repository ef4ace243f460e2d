import type { Signal } from "../ports/signal.ts";

/**
 * Strong is what planners ask for where people talk (-67 dBm, Cisco's guide to voice over Wi-Fi); fair loses few packets of the
 * slower rates.
 */
const STRONG_DBM = -67;
const FAIR_DBM = -80;
/** What a hand in the way is good for: a level is left only so far beyond its edge, or each swing would be news to all others. */
const SLACK_DB = 4;

/** How well a node's radio hears, in words that do not change all the time. */
export class SignalGauge {
  private readonly signal: Signal | undefined;
  private last = 0;

  constructor(signal: Signal | undefined) {
    this.signal = signal;
  }

  /** 1 weak, 2 fair, 3 strong; 0 where that is not known. */
  get level(): number {
    const dbm = this.signal?.readDbm();
    if (dbm === undefined) this.last = 0;
    else if (this.last === 0) this.last = levelOf(dbm);
    else this.last = Math.max(levelOf(dbm - SLACK_DB), Math.min(levelOf(dbm + SLACK_DB), this.last));
    return this.last;
  }
}

function levelOf(dbm: number): number {
  if (dbm >= STRONG_DBM) return 3;
  return dbm >= FAIR_DBM ? 2 : 1;
}
