import { frozen } from "../bytes/frozen.ts";
import type { Battery } from "../ports/battery.ts";
import type { Timer, Timers } from "../ports/timers.ts";

/**
 * Looks after a cell of lithium: as it empties light is dimmed, so that a show comes to its end, and stops before the cell is
 * harmed. LEDs draw a cell's voltage down and it recovers when they are dimmed, so a tier is left again only well above where
 * it began. Tiers as in Open Pixel Poi: 3.45, 3.33 and 3.25 V.
 */

/** One tier of charge. */
export interface Tier {
  readonly name: "good" | "low" | "critical" | "empty";
  /** It begins at this many millivolts or below, and ends at or above so many. */
  readonly fromMv: number;
  readonly untilMv: number;
  /** Share of the light, 0 to 1. */
  readonly light: number;
}

/** The fullest first. What is empty stays so until it is charged. */
export const TIERS: readonly Tier[] = frozen([
  { name: "good", fromMv: Number.POSITIVE_INFINITY, untilMv: Number.POSITIVE_INFINITY, light: 1 },
  { name: "low", fromMv: 3450, untilMv: 3600, light: 0.5 },
  { name: "critical", fromMv: 3330, untilMv: 3480, light: 0.15 },
  { name: "empty", fromMv: 3250, untilMv: 3600, light: 0 },
]);

/** A cell that is good has a half, three quarters, all of its charge above so many millivolts: roughly, as light draws it down. */
const GOOD_MV = frozen([3700, 3850, 4000]);
/** A quarter is left only so far beyond its edge. */
const SLACK_MV = 40;

/** How often the voltage is read. */
const READ_MS = 1000;
/** Weight of a reading in the mean: a flash of all LEDs is no empty cell. */
const WEIGHT = 1 / 4;
/** What is shown is rounded to so many millivolts, so that it does not change all the time. */
const SHOWN_MV = 10;

export class BatteryGauge {
  /** Another tier began. */
  onTier: () => void = () => {};
  private readonly battery: Battery;
  private readonly timers: Timers;
  private meanMv: number | undefined;
  private number = 0;
  /** Of a good cell, 0 to 3. */
  private quarter = 0;
  private timer: Timer | undefined;

  constructor(battery: Battery, timers: Timers) {
    this.battery = battery;
    this.timers = timers;
    this.read();
  }

  get tier(): Tier {
    return TIERS[this.number]!;
  }

  /** Millivolts for people; undefined where they cannot be read. */
  get shownMv(): number | undefined {
    const { meanMv } = this;
    return meanMv === undefined ? undefined : Math.round(meanMv / SHOWN_MV) * SHOWN_MV;
  }

  /** What is left: 1 empty, 2 critical, 3 low, 4 to 7 the quarters of what is good; 0 where nobody knows. */
  get charge(): number {
    const { meanMv, number, quarter } = this;
    if (meanMv === undefined) return 0;
    return TIERS.length - number + (number === 0 ? quarter : 0);
  }

  stop(): void {
    this.timer?.cancel();
  }

  private read(): void {
    this.timer = this.timers.after(READ_MS, () => this.read());
    const mv = this.battery.readMv();
    if (mv === undefined) {
      // Nobody knows: it may be another cell when it is read again.
      this.meanMv = undefined;
      this.turn(0);
      return;
    }
    if (this.meanMv === undefined) {
      this.meanMv = mv;
      this.quarter = quarterAt(mv);
    } else this.meanMv += (mv - this.meanMv) * WEIGHT;
    const { meanMv } = this;
    this.quarter = Math.max(
      quarterAt(meanMv - SLACK_MV),
      Math.min(quarterAt(meanMv + SLACK_MV), this.quarter),
    );
    this.turn(tierAt(this.number, meanMv));
  }

  private turn(number: number): void {
    if (number === this.number) return;
    this.number = number;
    this.onTier();
  }
}

function quarterAt(mv: number): number {
  let quarter = 0;
  while (quarter < GOOD_MV.length && mv >= GOOD_MV[quarter]!) quarter++;
  return quarter;
}

/** The tier that follows one at a voltage. */
export function tierAt(number: number, mv: number): number {
  let next = number;
  while (next + 1 < TIERS.length && mv <= TIERS[next + 1]!.fromMv) next++;
  while (next > 0 && mv >= TIERS[next]!.untilMv) next--;
  return next;
}
