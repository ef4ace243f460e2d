import { startXs } from "../xs/xs.ts";

const FILE = "test/firmware/week.xs.ts";
const MODULE = "test/firmware/week.xs";
/** Of an hour: the engine must answer within a minute. */
const QUARTERS_A_DAY = 96;
/** What comes and goes by itself: a table that grows, a session that ends just now. */
const ALLOWED_SLOTS = 200;

/**
 * Two nodes on XS for days of virtual time, with uploads, syncs and pages; what they hold is told at the end of each day. Answers
 * whether they hold no more than after the second day, when as many items are there as ever will be.
 */
export async function runDays(days: number, say: (line: string) => void): Promise<boolean> {
  const xs = await startXs({ programs: [FILE] });
  try {
    await xs.call(MODULE, "start");
    const start = await xs.heap();
    const held: number[] = [];
    let computrons = 0;
    for (let day = 1; day <= days; day++) {
      for (let i = 0; i < QUARTERS_A_DAY; i++) computrons += (await xs.call(MODULE, "quarter")).computrons;
      const heap = await xs.heap();
      const items = (await xs.call(MODULE, "items")).value;
      held.push(heap.slots - start.slots);
      const slots = `${heap.slots - xs.code.slots} slots, ${heap.chunkBytes - xs.code.chunkBytes} chunk bytes held`;
      say(
        `day ${day}: ${slots} by two nodes of ${items} items; ${Math.round(computrons / 1e6)} million computrons so far`,
      );
    }
    const growth = held.at(-1)! - (held[1] ?? held[0]!);
    say(`from the second day's end to the last's: ${growth} slots`);
    return growth <= ALLOWED_SLOTS;
  } finally {
    await xs.close();
  }
}
