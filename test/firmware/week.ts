import { startXs, type Xs, type XsHeap } from "../xs/xs.ts";

const FILE = "test/firmware/week.xs.ts";
const MODULE = "test/firmware/week.xs";
const HOURS_A_DAY = 24;
const QUARTERS_AN_HOUR = 4;
/** Of the last hours of a day the one counts in which least was under way. */
const SAMPLES = 6;
/** One to look at first, three until as much is there as ever will be, deletions included, and two until those are forgotten. */
export const LEAST_DAYS = 6;
/**
 * How much more may be held at one time than at another with the same items: timers and packets that are under way. Whatever grew by
 * a slot for each of the 96 times a day that somebody comes by would be ten times this.
 */
const ALLOWED_SLOTS = 10;
const ALLOWED_BYTES = 1000;

/** What both nodes hold, and what of it is left out: code. */
interface Day extends XsHeap {
  items: number[];
}

/**
 * Two nodes on XS for days of virtual time. On the first one they are looked at, then used, and on the last two, when all that was made has
 * been deleted, looked at again. Tells what they hold on each day, and answers whether that comes to rest while they are used and
 * returns to the start in the end.
 */
export async function runDays(days: number, say: (line: string) => void): Promise<boolean> {
  const xs = await startXs({ programs: [FILE] });
  try {
    await xs.call(MODULE, "start");
    const held: Day[] = [];
    const lastOfUse = days - 2;
    for (let day = 1; day <= days; day++) {
      held.push(await runDay(xs, day > 1 && day <= lastOfUse));
      say(`day ${day}: ${describeDay(held.at(-1)!)}`);
      if (day === lastOfUse) await xs.call(MODULE, "clear");
    }
    const inUse = isNoMore(
      "the last day of use",
      held[lastOfUse - 1]!,
      "the day before",
      held[lastOfUse - 2]!,
      say,
    );
    const inTheEnd = isNoMore("the last day", held[days - 1]!, "the first", held[0]!, say);
    return inUse && inTheEnd;
  } finally {
    await xs.close();
  }
}

/** The least that was held at the end of one of the last hours. */
async function runDay(xs: Xs, making: boolean): Promise<Day> {
  const least = { slots: Number.POSITIVE_INFINITY, chunkBytes: Number.POSITIVE_INFINITY };
  let names = 0;
  for (let hour = 0; hour < HOURS_A_DAY; hour++) {
    for (let i = 0; i < QUARTERS_AN_HOUR; i++) await xs.call(MODULE, "quarter", making);
    if (hour < HOURS_A_DAY - SAMPLES) continue;
    await xs.call(MODULE, "rest");
    const heap = await xs.heap();
    least.slots = Math.min(least.slots, heap.slots - xs.code.slots);
    least.chunkBytes = Math.min(least.chunkBytes, heap.chunkBytes - xs.code.chunkBytes);
    names = heap.names;
  }
  return { ...least, names, items: (await xs.call(MODULE, "items")).value as number[] };
}

function describeDay({ slots, chunkBytes, names, items }: Day): string {
  return `${slots} slots, ${chunkBytes} chunk bytes held by two nodes of ${items} items; ${names} names so far`;
}

function isNoMore(what: string, now: Day, before: string, then: Day, say: (line: string) => void): boolean {
  const slots = now.slots - then.slots;
  const bytes = now.chunkBytes - then.chunkBytes;
  const names = now.names - then.names;
  say(
    `${what}, beside ${before}: ${signed(slots)} slots, ${signed(bytes)} chunk bytes, ${signed(names)} names`,
  );
  return slots <= ALLOWED_SLOTS && bytes <= ALLOWED_BYTES && names === 0;
}

function signed(value: number): string {
  return value < 0 ? `${value}` : `+${value}`;
}
