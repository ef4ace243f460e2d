import type { GroupUs, LocalUs } from "../ports/clock.ts";

/**
 * Four stamps of a question and its answer (Cristian 1989; NTP, RFC 5905 section 8): asked at `askedUs` and answered at
 * `answeredUs` by the asker's own clock, heard at `heardUs` and replied to at `repliedUs` in the group time of the other.
 */
export interface Exchange {
  readonly askedUs: LocalUs;
  readonly heardUs: GroupUs;
  readonly repliedUs: GroupUs;
  readonly answeredUs: LocalUs;
}

/** Time that both packets were on their way, in microseconds: what the other did in between is left out. */
export function roundTripUs({ askedUs, heardUs, repliedUs, answeredUs }: Exchange): number {
  return answeredUs - askedUs - (repliedUs - heardUs);
}

/** The local moment in the middle of an exchange. */
export function middleUs({ askedUs, answeredUs }: Exchange): LocalUs {
  return ((askedUs + answeredUs) / 2) as LocalUs;
}

/**
 * The other's group time at `middleUs`. Exact where both ways took the same time; else wrong by half the difference, never by
 * more than half the round trip.
 */
export function groupInMiddle({ heardUs, repliedUs }: Exchange): GroupUs {
  return ((heardUs + repliedUs) / 2) as GroupUs;
}
