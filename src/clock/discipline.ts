import type { GroupUs, LocalUs } from "../ports/clock.ts";
import { type GroupLine, groupAt, OWN_LINE } from "./group-line.ts";

/**
 * Group time as a node shows it. The problem: estimates of group time jump about by fractions of a millisecond, and pictures
 * must not. The idea: the node's own line bends towards the estimate, by at most MAX_SLEW_PPM, and ends on it by itself, so that
 * a node whose peers fall silent in the middle of a bend goes on along the last estimate. A node that plays is never set back.
 */

/** Most that group time is slewed by, in parts per million: a column at 4,000 a second in half a second, the turn of a fast poi. */
export const MAX_SLEW_PPM = 450;
/** A bend within that limit takes so long: longer than the time between estimates would never end, shorter shows their noise. */
const BEND_US = 2_000_000;
/** An error of more than this many standard deviations of the estimate is an error of what is shown: it is bent away sooner. */
const SURE = 4;
/** Errors below this are not worth a bend. */
const NO_ERROR_US = 0.5;

export class Discipline {
  /** The line that is followed now, up to `endUs`, then `after`. */
  private now: GroupLine = OWN_LINE;
  private after: GroupLine = OWN_LINE;
  private endUs = Number.NEGATIVE_INFINITY;

  /** Group time of a local moment, not before the last call of `steer` or `jump`. */
  groupUs(localUs: LocalUs): GroupUs {
    return groupAt(localUs < this.endUs ? this.now : this.after, localUs);
  }

  /** The line that holds at a local moment. */
  lineAt(localUs: LocalUs): GroupLine {
    return localUs < this.endUs ? this.now : this.after;
  }

  /** Until when, in local time, `lineAt` holds; Infinity where no bend is under way. */
  boundaryUs(localUs: LocalUs): number {
    return localUs < this.endUs ? this.endUs : Number.POSITIVE_INFINITY;
  }

  /** The line that is followed in the end. */
  get target(): GroupLine {
    return this.after;
  }

  /** How far the target is ahead of what is shown, in microseconds. */
  errorUs(localUs: LocalUs): number {
    return groupAt(this.after, localUs) - this.groupUs(localUs);
  }

  /** The local moment at which group time is or was `groupUs`. */
  localUs(groupUs: GroupUs): LocalUs {
    const onNow = inverse(this.now, groupUs);
    return onNow < this.endUs ? onNow : inverse(this.after, groupUs);
  }

  /**
   * Bends towards a line.
   *
   * @param doubtUs how well that line is known, as a standard deviation
   */
  steer(target: GroupLine, localUs: LocalUs, doubtUs = Number.POSITIVE_INFINITY): void {
    const shownUs = this.groupUs(localUs);
    const errorUs = groupAt(target, localUs) - shownUs;
    this.after = { localUs: target.localUs, groupUs: target.groupUs, rate: target.rate };
    if (errorUs < NO_ERROR_US && errorUs > -NO_ERROR_US) {
      // What is left of the error is carried along, so that not even this much is a step.
      this.after = { localUs, groupUs: shownUs, rate: target.rate };
      this.endUs = Number.NEGATIVE_INFINITY;
      return;
    }
    const most = MAX_SLEW_PPM / 1e6;
    const sure = Math.max(1, Math.abs(errorUs) / (SURE * doubtUs));
    const slew = Math.min(most, Math.max(-most, (errorUs / BEND_US) * sure));
    this.now = { localUs, groupUs: shownUs, rate: target.rate + slew };
    this.endUs = localUs + errorUs / slew;
  }

  /** Follows a line at once. */
  jump(target: GroupLine): void {
    this.after = { localUs: target.localUs, groupUs: target.groupUs, rate: target.rate };
    this.endUs = Number.NEGATIVE_INFINITY;
  }
}

function inverse(line: GroupLine, groupUs: GroupUs): LocalUs {
  return (line.localUs + (groupUs - line.groupUs) / line.rate) as LocalUs;
}
