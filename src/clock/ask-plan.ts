import { frozen } from "../bytes/frozen.ts";
import type { LocalUs } from "../ports/clock.ts";
import { LATE_US } from "./line-fit.ts";

/**
 * When to ask for the time. The problem: packets are few (one a second once all is settled), and of those only the ones with a
 * short round trip tell something. Stations that save power are asleep most of the time, and then no single question finds
 * both ends awake. The idea: a question that is not answered soon is asked again, which keeps the asker's radio awake until the
 * other one's wakes, and one that was answered late is asked once more while both are. What that costs is saved afterwards.
 */

/** A station stays awake for 50 ms after it sent or received (ESP-IDF's default): this keeps it so. */
const AGAIN_US = 40_000;
/** Questions of one round, at the most: those of 400 ms. */
const MAX_QUESTIONS = 10;
/** A round trip that took so much longer than the shortest is late as well where all take long. */
const LATE_BEYOND_US = 10_000;
/** Rounds after which the shortest round trip is believed to be short. */
const TRIED_ROUNDS = 4;

/** Questions a second of a pair at the most in the long run; answers to others come on top. */
const MAX_RATE = 0.65;
/** How often somebody to ask is looked for where there was nobody. */
const LOOK_US = 1_000_000;
/** What may be saved up, or owed, in questions. */
const MAX_SAVED = 10;
/** Where a round is not answered, the next waits so long, then twice as long: many may be asking the same node. */
const SILENCE_US = 250_000;
const MAX_SILENCES = 5;

/** How often rounds begin, by the time since the node found its show: in a hurry at first. */
const HURRY: readonly { readonly untilUs: number; readonly everyUs: number }[] = frozen([
  { untilUs: 1_500_000, everyUs: 100_000 },
  { untilUs: 10_000_000, everyUs: 250_000 },
  { untilUs: 30_000_000, everyUs: 500_000 },
]);

export class AskPlan {
  /** When the next question is due. */
  nextUs: number;
  /** Time between two rounds once all is settled. */
  everyUs = 1_500_000;
  /** How much less often this node asks than in a pair, since those whom it asks are asked by others as well. */
  crowd = 1;
  private sinceUs: number;
  /** Whether it asks more often than it will once all is settled. */
  isHurrying = true;
  private questions = 0;
  private rounds = 0;
  private silences = 0;
  private saved = 0;
  private savedAtUs: number;
  private readonly chance: () => number;

  /** `chance` draws from 0 to 1. */
  constructor(localUs: LocalUs, chance: () => number) {
    this.chance = chance;
    this.nextUs = localUs;
    this.sinceUs = localUs;
    this.savedAtUs = localUs;
  }

  /** Whether a round is under way: what is asked next belongs to it. */
  get isOpen(): boolean {
    return this.questions > 0;
  }

  /** There is nobody to be asked. */
  skip(localUs: LocalUs): void {
    this.questions = 0;
    this.nextUs = localUs + LOOK_US;
  }

  /** Starts over in a hurry: the node found another show, or is back after having been alone. */
  restart(localUs: LocalUs): void {
    this.sinceUs = localUs;
    this.isHurrying = true;
    this.questions = 0;
    this.rounds = 0;
    this.silences = 0;
    this.nextUs = Math.min(this.nextUs, localUs);
  }

  /** A question is sent. */
  asked(localUs: LocalUs): void {
    this.save(localUs);
    this.saved--;
    this.questions++;
    this.nextUs = localUs + AGAIN_US;
    if (this.questions < MAX_QUESTIONS) return;
    this.endRound(localUs);
    this.silences = Math.min(MAX_SILENCES, this.silences + 1);
    const waitUs = SILENCE_US * 2 ** this.silences * (0.5 + this.chance());
    this.nextUs = Math.max(this.nextUs, localUs + waitUs);
  }

  /**
   * A question was answered.
   *
   * @param shortestUs the shortest round trip that is known, negative for none
   */
  answered(localUs: LocalUs, roundTripUs: number, shortestUs: number): void {
    const isLate =
      roundTripUs > LATE_US &&
      (this.rounds < TRIED_ROUNDS || roundTripUs > shortestUs + LATE_BEYOND_US || shortestUs < 0);
    this.silences = 0;
    if (this.questions === 0) return;
    if (isLate) this.nextUs = localUs;
    else this.endRound(localUs);
  }

  private endRound(localUs: LocalUs): void {
    this.questions = 0;
    this.rounds++;
    const ageUs = localUs - this.sinceUs;
    let everyUs = this.everyUs;
    let owedUs = 0;
    const hurry = HURRY.find(({ untilUs }) => ageUs < untilUs);
    this.isHurrying = hurry !== undefined;
    if (hurry !== undefined) {
      everyUs = Math.min(everyUs, hurry.everyUs * this.crowd);
      this.saved = 0;
    }
    if (this.saved < 0) owedUs = ((-this.saved * this.crowd) / MAX_RATE) * 1e6;
    // Rounds of different nodes must not fall into step, nor with the beacons of the access point.
    this.nextUs = localUs + Math.max(everyUs, owedUs) * (0.9 + 0.2 * this.chance());
  }

  private save(localUs: LocalUs): void {
    const saved = this.saved + (((localUs - this.savedAtUs) / 1e6) * MAX_RATE) / this.crowd;
    this.saved = Math.min(MAX_SAVED, Math.max(-MAX_SAVED, saved));
    this.savedAtUs = localUs;
  }
}
