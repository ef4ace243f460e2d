import { Use } from "../xs/inside/use.ts";

/** Of steps: after so many all that is done, all that is made and all ids have come round. */
const ROUND = 12;

const state: { use?: Use } = {};

export function start(): void {
  state.use = new Use({ pauseMs: 10_000, most: 6, ids: 9 });
}

/** One round of use, then quiet. */
export function round(): void {
  const { use } = state;
  for (let i = 0; i < ROUND; i++) use!.step();
  use!.rest();
}

export function items(): number[] {
  return state.use!.items;
}
