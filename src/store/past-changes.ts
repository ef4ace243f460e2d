const DAY_US = 86_400_000_000;
/** A tombstone goes at this age even if some member never came back to learn of it. */
const SETTLED_AFTER_US = 180 * DAY_US;
/** How often a mark is set. */
const SPAN_US = 30 * DAY_US;

/** Which change was the latest at a time. */
interface Mark {
  readonly us: number;
  readonly sequence: number;
}

/**
 * Which changes of a store are very old. Told by the time that the node itself has counted since it started, without a break:
 * stamps cannot tell, because a poi that learns the time of day after years without it finds everything years old at once.
 */
export class PastChanges {
  /** The oldest first; at most eight. */
  private readonly marks: Mark[];

  /** `nowUs` is the local time at which the store was opened, with changes up to number 0 in it. */
  constructor(nowUs: number) {
    this.marks = [{ us: nowUs, sequence: 0 }];
  }

  /** Up to which change all are at least 180 days old (to 210, by how marks are set), -1 where none is. Call it now and then. */
  settled(nowUs: number, sequence: number): number {
    const { marks } = this;
    if (nowUs - marks[marks.length - 1]!.us >= SPAN_US) marks.push({ us: nowUs, sequence });
    while (marks.length > 1 && nowUs - marks[1]!.us >= SETTLED_AFTER_US) marks.shift();
    const oldest = marks[0]!;
    return nowUs - oldest.us >= SETTLED_AFTER_US ? oldest.sequence : -1;
  }
}
