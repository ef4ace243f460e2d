/**
 * Who follows whom, with no master. Two orders, both of facts that all nodes see alike:
 *
 * - Of two **shows** that meet, the older one goes on (Ableton Link's rule), so that a newcomer never moves a show that runs.
 *   Group time counts from the beginning of a show: the greater is the older. Where two differ by less than can be measured, the
 *   lesser id goes on.
 * - Within a show, each node follows those who **joined before it**, and nobody else. So nobody follows in a circle, a newcomer
 *   is followed by no older hand, and who came first follows only its own crystal. When it leaves, the next one is first,
 *   without an election: it knows the time as well as anybody, and goes on.
 */

/** Shows that began within this time of one another are as old as one another, however well that is measured. */
export const SAME_AGE_US = 2000;

/**
 * Whether their show goes on where two meet.
 *
 * @param aheadUs how far their group time is ahead
 * @param withinUs the most that this can be wrong
 */
export function prevails(theirShow: number, myShow: number, aheadUs: number, withinUs: number): boolean {
  const doubtUs = Math.max(SAME_AGE_US, withinUs);
  if (aheadUs > doubtUs) return true;
  if (aheadUs < -doubtUs) return false;
  return theirShow < myShow;
}

/** Latest time of joining, in seconds of group time: 24 bits, half a year. */
export const MAX_JOINED_S = 0xffffff;

/** Whether another node joined the show before this one: by the second of joining, then by the lesser id. */
export function isSenior(theirJoinedS: number, theirId: number, myJoinedS: number, myId: number): boolean {
  return theirJoinedS !== myJoinedS ? theirJoinedS < myJoinedS : theirId < myId;
}
