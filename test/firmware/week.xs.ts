/** A pair of poi and somebody who uses it, for as long as the host asks. */
import { Use } from "../xs/inside/use.ts";

const QUARTER_MS = 900_000;
/** Of each kind some 13: with 96 deletions less a quarter that are remembered for a day, 134 items. */
const MOST_ITEMS = 40;

const state: { use?: Use } = {};

export function start(): void {
  state.use = new Use({ pauseMs: QUARTER_MS, most: MOST_ITEMS });
}

/** A quarter of an hour in which things are made and deleted, or in which they are only looked at. */
export function quarter(making: boolean): void {
  if (making) state.use!.step();
  else state.use!.look();
}

export function rest(): void {
  state.use!.rest();
}

/** Deletes all that was made. */
export function clear(): void {
  state.use!.clear();
}

/** Items of both nodes. */
export function items(): number[] {
  return state.use!.items;
}
