import type { GroupUs, LocalUs } from "../ports/clock.ts";

/**
 * A straight line from a node's own clock to group time, `groupUs + rate · (local − localUs)`: that is g = a · local + b with a
 * point of the line in place of b, so that doubles stay exact to a thousandth of a microsecond for a hundred days.
 */
export interface GroupLine {
  /** Any moment of the local clock, and the group time of that moment. */
  readonly localUs: LocalUs;
  readonly groupUs: GroupUs;
  /** Microseconds of group time in one of the local clock: 1 and some millionths. */
  readonly rate: number;
}

/** Group time of a node that is alone: its own clock. */
export const OWN_LINE: GroupLine = Object.freeze({
  localUs: 0 as LocalUs,
  groupUs: 0 as GroupUs,
  rate: 1,
});

/** The group time of a local moment. */
export function groupAt(line: GroupLine, localUs: LocalUs): GroupUs {
  return (line.groupUs + line.rate * (localUs - line.localUs)) as GroupUs;
}

/** The local moment of a group time. */
export function localAt(line: GroupLine, groupUs: GroupUs): LocalUs {
  return (line.localUs + (groupUs - line.groupUs) / line.rate) as LocalUs;
}

/** How much faster group time runs than the local clock, in parts per million. */
export function skewPpm(line: GroupLine): number {
  return (line.rate - 1) * 1e6;
}
