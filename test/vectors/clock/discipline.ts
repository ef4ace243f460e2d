import { Discipline } from "../../../src/clock/discipline.ts";
import type { GroupUs, LocalUs } from "../../../src/ports/clock.ts";

/** Group times at local ones, in whole microseconds, of a clock that is steered at 0 to what is `offUs` ahead and `ppm` faster. */
export function steered(offUs: number, ppm: number, atUs: number[]): number[] {
  const discipline = new Discipline();
  const rate = 1 + ppm / 1e6;
  discipline.steer({ localUs: 0 as LocalUs, groupUs: offUs as GroupUs, rate }, 0 as LocalUs);
  return atUs.map((us) => Math.round(discipline.groupUs(us as LocalUs)));
}
