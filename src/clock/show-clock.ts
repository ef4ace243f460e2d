import type { Clock, GroupUs, LocalUs } from "../ports/clock.ts";
import { Discipline } from "./discipline.ts";
import { ErrorRecord } from "./error-record.ts";
import type { GroupLine } from "./group-line.ts";
import { LineFit, MOST_PPM } from "./line-fit.ts";
import { BY_COUNTER, NO_ROUND_TRIP, SampleWindow } from "./sample-window.ts";
import { MAX_JOINED_S, prevails, SAME_AGE_US } from "./show-order.ts";

/**
 * The show's clock: the one time of all nodes of a group, without a master. A node begins as a show of its own, whose group time
 * is its own clock. When it meets an older show it adopts that one (show-order.ts); from then on it follows those who joined
 * before it: samples of their time (sample-window.ts) make a line (line-fit.ts), towards which its own time bends
 * (discipline.ts). Alone again it goes on along its last line (hold-over).
 *
 * This is the clock alone: what brings samples and tells it of shows is in sync/.
 */

/** A node that knows the time this well is locked, and lets others ask it. */
const LOCKED_US = 1000;
/** How far the rates of two crystals are apart, as a standard deviation, before anything was measured. */
const STRANGE_PPM = 40;
/** Once the rate was measured this well, it is believed to wander no further than this. */
const MEASURED_PPM = 2;
const KNOWN_PPM = 5;
/** Less than this is bent away even where nothing plays. */
const STEP_US = 1000;
/** What is so far behind while it plays is set forward: to bend it away would take longer than eight minutes. */
const FAR_US = 250_000;
/** While the time is not known well, it is set to so many standard deviations before where it probably is. */
const CAUTION = 3;
/** Transit of any packet, at the most that is believed. A node that has its time from one beacon is behind by up to so much. */
const MAX_TRANSIT_US = 1_000_000;
/** Nobody of the show was heard for so long: whoever comes back follows those who stayed. */
const ALONE_US = 30_000_000;
/** A newcomer counts as having joined so much later, so that it stands behind all who were there when it came. */
const NEWCOMER_S = 2;
/** Exchanges that count for what people are shown exceed the shortest by no more than this. */
const SHOWN_QUEUE_US = 2000;

/** What a counter told is the time for so long; then crystals have wandered by as much as exchanges know. */
const COUNTED_US = 30_000_000;

/** Largest error that is told to others; a node that is not locked tells this. */
export const UNKNOWN_ERROR_US = 0xffff;

export interface ShowClockOptions {
  clock: Clock;
  /** 32 random bits: the show that this node begins. */
  show: number;
}

export class ShowClock {
  /** The show that this node is in: 32 bits. */
  show: number;
  /** Second of group time at which this node joined it; 0 where it began it. */
  joinedS = 0;
  /** Group time is known to LOCKED_US. */
  locked = true;
  /** This node has its time from one packet's way alone, and is behind by what that took. */
  rough = false;
  /** Whether something is shown that must not jump back. */
  isPlaying: () => boolean = () => true;
  /** Group time was set by so many microseconds, forward unless nothing plays. */
  onJump: (byUs: number) => void = () => {};
  /** Another show was adopted; `byUs` leads from the group time of the old one to that of the new. */
  onAdopt: (byUs: number) => void = () => {};
  /** The line bent. */
  onLine: () => void = () => {};
  /** How often the node adopted a show, and how often it was set without. */
  adoptions = 0;
  jumps = 0;
  /** Multicasts that others heard at another time than exchanges say. */
  ticksRefused = 0;
  /** Moments that the access point's counter told, and those that exchanges say cannot be. */
  stampsTaken = 0;
  stampsRefused = 0;
  private lastStampUs = Number.NEGATIVE_INFINITY;
  readonly fit = new LineFit();
  readonly errors = new ErrorRecord();

  private readonly clock: Clock;
  private readonly window = new SampleWindow();
  private readonly discipline = new Discipline();
  /** Typical error of those whom this node follows. */
  private upstreamUs = 0;
  private lastMateUs = Number.NEGATIVE_INFINITY;
  private hadMates = false;
  private follows = false;
  /** It was locked to this show before: what is shown is in step with others, and is bent and not set. */
  private wasLocked = true;
  private knownRate = 1;
  private knownPpm = STRANGE_PPM;

  constructor(options: ShowClockOptions) {
    this.clock = options.clock;
    this.show = options.show;
  }

  /** Group time now. */
  nowUs(): GroupUs {
    return this.discipline.groupUs(this.clock.localUs());
  }

  groupUs(localUs: LocalUs): GroupUs {
    return this.discipline.groupUs(localUs);
  }

  /** The local moment of a group time, along the line of now. */
  localUs(groupUs: GroupUs): LocalUs {
    return this.discipline.localUs(groupUs);
  }

  /** The line that holds now, and until when in local time. */
  line(): GroupLine {
    return this.discipline.lineAt(this.clock.localUs());
  }

  lineEndsUs(): number {
    return this.discipline.boundaryUs(this.clock.localUs());
  }

  /** The rate that is followed once all bends are over. */
  get rate(): number {
    return this.discipline.target.rate;
  }

  /** Whether this node follows others: false for who came first, and for who is alone. */
  get isFollower(): boolean {
    return this.follows;
  }

  /** Whether the time comes from the access point's counter: to microseconds, and not to some tens of them. */
  get isCounted(): boolean {
    return this.follows && this.clock.localUs() - this.lastStampUs < COUNTED_US;
  }

  /** How well this node knows the time of its show, as a standard deviation in microseconds; for others and for people. */
  get errorUs(): number {
    if (!this.locked || this.rough) return UNKNOWN_ERROR_US;
    if (!this.follows) return 0;
    const { errorUs } = this.fit;
    const restUs = this.discipline.errorUs(this.clock.localUs());
    const sum = errorUs * errorUs + this.upstreamUs * this.upstreamUs + restUs * restUs;
    return Math.min(UNKNOWN_ERROR_US - 1, Math.sqrt(sum));
  }

  /**
   * A node of this show was heard. Who was alone for long, and no longer is, stands behind those who stayed together.
   *
   * @returns whether it was so
   */
  hearMate(localUs: LocalUs): boolean {
    const wasAlone = localUs - this.lastMateUs > ALONE_US;
    if (this.hadMates && wasAlone) {
      this.rejoin(localUs, 0);
      // It may be warmer or colder by now.
      this.knownPpm = STRANGE_PPM;
    }
    this.lastMateUs = localUs;
    this.hadMates = true;
    return wasAlone;
  }

  /**
   * A beacon of another show. It left at `groupUs` of that show and took its time, so that show is at least as old as it says.
   *
   * @returns whether an exchange is needed to tell which show goes on
   */
  hearShow(show: number, groupUs: GroupUs, localUs: LocalUs): boolean {
    const aheadUs = groupUs - this.groupUs(localUs);
    const surelyUs = this.rough ? MAX_TRANSIT_US : SAME_AGE_US;
    if (aheadUs > surelyUs) {
      this.adopt(show, localUs, groupUs);
      this.rough = true;
      return true;
    }
    return aheadUs > -MAX_TRANSIT_US;
  }

  /**
   * Takes an exchange of four stamps with a node that is locked (Cristian 1989; NTP, RFC 5905 section 8).
   *
   * @param localUs the local moment in the middle of it
   * @param groupUs the other's time in the middle: wrong by half of what the two ways differ, at most by half the round trip
   * @param errorUs how well that node knows the time
   * @param senior whether it joined before this one; of others nothing but another show counts
   */
  takeExchange(
    localUs: LocalUs,
    groupUs: GroupUs,
    roundTripUs: number,
    show: number,
    errorUs: number,
    senior: boolean,
  ): void {
    const aheadUs = groupUs - this.groupUs(localUs);
    if (show !== this.show) {
      const prefers = this.rough
        ? aheadUs > -MAX_TRANSIT_US
        : prevails(show, this.show, aheadUs, roundTripUs / 2);
      if (!prefers) return;
      // Not beyond what is certain: while something plays it could not be taken back.
      const surelyUs = this.isPlaying() ? groupUs - roundTripUs / 2 : groupUs;
      this.adopt(show, localUs, surelyUs as GroupUs);
    } else if (!senior) return;
    this.take(localUs, groupUs, roundTripUs, errorUs);
    const { roundTripUs: shortest } = this.fit;
    if (this.locked && shortest >= 0 && roundTripUs - shortest < SHOWN_QUEUE_US)
      this.errors.add(localUs, aheadUs);
  }

  /**
   * Takes a multicast that a senior heard at `groupUs` and this node at `localUs`. One that exchanges say cannot be is left
   * out: a node on a wire hears a multicast before those that the access point tells at its next beacon.
   */
  takeTick(localUs: LocalUs, groupUs: GroupUs, errorUs: number): void {
    if (this.fit.roundTripUs < 0 || !this.locked || this.isBeyond(localUs, groupUs)) {
      this.ticksRefused++;
      return;
    }
    this.window.add(localUs, groupUs, NO_ROUND_TRIP, errorUs);
  }

  /**
   * Takes what a senior of this show says of the access point's counter: the counter showed the same at group time `groupUs` as
   * here at `localUs`. Like a tick it is left out where exchanges say that it cannot be.
   *
   * @param errorUs how well both know the counter, and the senior the time
   */
  takeStamp(localUs: LocalUs, groupUs: GroupUs, errorUs: number): void {
    if (this.locked && this.isBeyond(localUs, groupUs)) this.stampsRefused++;
    else {
      this.window.add(localUs, groupUs, BY_COUNTER, errorUs);
      this.stampsTaken++;
      this.lastStampUs = localUs;
    }
  }

  /** Whether a moment is further off than the quickest exchange and a lock allow. */
  private isBeyond(localUs: LocalUs, groupUs: GroupUs): boolean {
    const aheadUs = groupUs - this.groupUs(localUs);
    return Math.abs(aheadUs) > this.fit.roundTripUs / 2 + LOCKED_US;
  }

  /** Lays the line anew and bends towards it. Called after samples came. */
  update(): void {
    const { fit, discipline, window } = this;
    const localUs = this.clock.localUs();
    if (!this.lay(localUs)) return;
    if (fit.isStale) {
      // What was known of the rate led there, or came from before.
      this.knownPpm = STRANGE_PPM;
      window.shorten(fit.recent);
      this.lay(localUs);
    }
    if (fit.ratePpm < MEASURED_PPM && Math.abs(fit.rate - 1) < MOST_PPM / 1e6) {
      this.knownRate = fit.rate;
      this.knownPpm = KNOWN_PPM;
    }
    this.set(localUs);
    discipline.steer(fit, localUs, fit.errorUs);
    const restUs = Math.abs(discipline.errorUs(localUs));
    this.locked = fit.used >= 3 && fit.errorUs < LOCKED_US && restUs < (this.locked ? FAR_US : LOCKED_US);
    if (this.locked) {
      this.rough = false;
      this.wasLocked = true;
    }
    this.onLine();
  }

  /**
   * Lays the line anew. What is believed of its rate beforehand comes from long ago alone: what the last few samples said would
   * count twice, and grow.
   */
  private lay(localUs: LocalUs): boolean {
    const prior = { localUs, groupUs: this.discipline.groupUs(localUs), rate: this.knownRate };
    return this.fit.fit(this.window, localUs, prior, this.knownPpm);
  }

  /** Nobody is left to be followed: this node goes on along its line, and that is the time. */
  lead(): void {
    this.follows = false;
    this.rough = false;
    this.locked = true;
    this.wasLocked = true;
  }

  private take(localUs: LocalUs, groupUs: GroupUs, roundTripUs: number, errorUs: number): void {
    this.upstreamUs += (errorUs - this.upstreamUs) / (this.follows ? 8 : 1);
    this.follows = true;
    this.window.add(localUs, groupUs, roundTripUs, errorUs);
  }

  /** Sets group time where bending it would take too long, or where it was not known: while something plays only forward. */
  private set(localUs: LocalUs): void {
    const { fit, discipline } = this;
    const offUs = fit.groupUs - discipline.groupUs(localUs);
    let byUs = 0;
    if (!this.isPlaying()) {
      if (Math.abs(offUs) > STEP_US || !this.locked) byUs = offUs;
    } else if (this.wasLocked) {
      if (offUs > FAR_US) byUs = offUs;
    } else {
      const { roundTripUs } = fit;
      const doubtUs = Math.min(CAUTION * fit.errorUs, roundTripUs < 0 ? FAR_US : roundTripUs / 2);
      if (offUs > doubtUs) byUs = offUs - doubtUs;
    }
    if (byUs === 0) return;
    discipline.jump({ localUs, groupUs: (discipline.groupUs(localUs) + byUs) as GroupUs, rate: fit.rate });
    this.jumps++;
    this.onJump(byUs);
  }

  private adopt(show: number, localUs: LocalUs, groupUs: GroupUs): void {
    const byUs = groupUs - this.groupUs(localUs);
    const line = { localUs, groupUs, rate: 1 };
    this.window.shorten(0);
    this.errors.clear();
    if (byUs >= 0 || !this.isPlaying()) this.discipline.jump(line);
    else this.discipline.steer(line, localUs);
    this.show = show;
    this.locked = false;
    this.wasLocked = false;
    this.rough = false;
    this.follows = true;
    this.upstreamUs = 0;
    this.lastStampUs = Number.NEGATIVE_INFINITY;
    this.knownRate = 1;
    this.knownPpm = STRANGE_PPM;
    this.adoptions++;
    this.hadMates = true;
    this.lastMateUs = localUs;
    this.rejoin(localUs, NEWCOMER_S);
    this.onAdopt(byUs);
    this.onLine();
  }

  private rejoin(localUs: LocalUs, laterS: number): void {
    const second = Math.ceil(this.groupUs(localUs) / 1e6) + laterS;
    this.joinedS = Math.min(MAX_JOINED_S, Math.max(1, second));
  }
}
