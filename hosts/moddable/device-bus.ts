/** What the device's bus and memory can do, for all hosts that do as it does. */

/** All of the light lies in the chip's own RAM, of which Wi-Fi needs its share: two pictures of 250 columns of 32 LEDs. */
export const DEVICE_MEMORY = Object.freeze({ arenaBytes: 65_536, blockBytes: 8192 });

/** The bus divides one clock by whole numbers. */
const SOURCE_HZ = 80_000_000;
/** What GPIO pins without a place of their own on the bus still carry well. */
const MAX_HZ = 20_000_000;

/** Bits a second that the bus makes when asked for `hz`. */
export function deviceHz(hz: number): number {
  return Math.floor(SOURCE_HZ / Math.ceil(SOURCE_HZ / Math.min(hz, MAX_HZ)));
}

/**
 * The machine that feeds a device's strip. Its heap is fixed: the loop allocates nothing. In how many buckets its names lie is not said
 * here: they lie in the node's table, and by another number none of them is found.
 */
export const STRIP_MACHINE = Object.freeze({
  static: 0,
  chunk: Object.freeze({ initial: 4096, incremental: 0 }),
  heap: Object.freeze({ initial: 1024, incremental: 0 }),
  stack: 256,
  nativeStack: 4096,
  keys: Object.freeze({ initial: 32, incremental: 0 }),
});
