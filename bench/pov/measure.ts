import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Scheduler } from "../../sim/scheduler.ts";
import { StripRig } from "../../sim/strip/strip-rig.ts";
import { RAINBOW } from "../../src/patterns/rainbow.ts";
import { ceilingOf, mostColumnsPerS, type StripOptions } from "../../src/pov/strip-setup.ts";
import type { Program } from "../../test/xs/inside/program.ts";
import { startXs } from "../../test/xs/xs.ts";
import { COLUMNS, fullPicture, fullRainbow, picture, rainbow } from "./loops.xs.ts";

const LOOPS = { picture, fullPicture, rainbow, fullRainbow } as const;
export type LoopName = keyof typeof LOOPS;

/** What a column costs. */
export interface LoopCost {
  loop: LoopName;
  /** On this computer. */
  columnsPerS: number;
  /** Of the JavaScript heap on Node. */
  bytesPerColumn: number;
  /** On XS; slots and bytes of chunks are those of a whole block. */
  computronsPerColumn: number;
  slotsPerBlock: number;
  chunkBytesPerBlock: number;
}

const WARM_UP_MS = 200;

/** Measures all loops, on Node for `ms` each and on XS once. */
export async function measureLoops(ms: number): Promise<LoopCost[]> {
  const xs = await startXs({ sources: [], programs: ["bench/pov/loops.xs.ts"] });
  try {
    const costs: LoopCost[] = [];
    for (const loop of Object.keys(LOOPS) as LoopName[]) {
      const { computrons, slots, chunkBytes } = await xs.measure("bench/pov/loops.xs", loop);
      costs.push({
        loop,
        ...measureOnNode(LOOPS[loop] as Program<unknown>, ms),
        computronsPerColumn: computrons / COLUMNS,
        slotsPerBlock: slots,
        chunkBytesPerBlock: chunkBytes,
      });
    }
    return costs;
  } finally {
    await xs.close();
  }
}

function measureOnNode({ prepare, run }: Program<unknown>, ms: number) {
  const state = prepare(undefined as never);
  repeat(run, state, WARM_UP_MS);
  const startMs = performance.now();
  const runs = repeat(run, state, ms);
  const columnsPerS = (runs * COLUMNS * 1000) / (performance.now() - startMs);
  return { columnsPerS, bytesPerColumn: allocated(run, state) / COLUMNS };
}

function repeat(run: (state: unknown) => unknown, state: unknown, ms: number): number {
  const endMs = performance.now() + ms;
  let runs = 0;
  while (performance.now() < endMs) {
    for (let i = 0; i < 100; i++) run(state);
    runs += 100;
  }
  return runs;
}

/** So few that no collection comes in between. */
const COUNTED_RUNS = 1000;

/** Bytes that a run leaves on the heap, dead or not. */
function allocated(run: (state: unknown) => unknown, state: unknown): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < COUNTED_RUNS; i++) run(state);
  const bytes = process.memoryUsage().heapUsed - before;
  return Math.max(0, bytes) / COUNTED_RUNS;
}

/** How much of what a bus could carry is reached. */
export interface Reached {
  strip: StripOptions;
  ceiling: number;
  /** Whole columns a second that were decoded. */
  columnsPerS: number;
}

/** How long a loop takes on a device, by an estimate, in microseconds. */
export interface Device {
  columnUs: number;
  gapUs: readonly [number, number];
}

const SECONDS = 3;

/** Plays a pattern at the highest rate on the virtual strip, and counts the columns that its LEDs show. */
export function measureReached(strip: StripOptions, device: Device): Reached {
  const scheduler = new Scheduler();
  const rig = new StripRig({ strip, scheduler, patterns: [RAINBOW], ...device });
  const rgb = new Uint8Array(3 * rig.setup.cells * 7).map((_, i) => i * 73);
  const rate = mostColumnsPerS(rig.setup);
  rig.showPicture(rgb, rate);
  rig.runForMs(2000);
  let columns = 0;
  rig.listener = (led) => {
    if (led === rig.setup.leds - 1) columns++;
  };
  rig.runForMs(SECONDS * 1000);
  return { strip, ceiling: ceilingOf(rig.setup), columnsPerS: columns / SECONDS };
}
