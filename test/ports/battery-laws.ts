import type { Battery } from "../../src/ports/battery.ts";
import { check, equal, type Law } from "./law.ts";

export interface BatteryHarness {
  battery: Battery;
  /** Gives the cell another voltage; undefined where it cannot be read from now on. */
  setMv(mv: number | undefined): void;
}

export const batteryLaws: readonly Law<BatteryHarness>[] = [
  {
    name: "a voltage is unknown, or millivolts of one cell",
    run({ battery }) {
      const mv = battery.readMv();
      check(mv === undefined || (mv >= 0 && mv <= 20_000), `${mv}`);
    },
  },
  {
    name: "a voltage is the one of now",
    run({ battery, setMv }) {
      for (const mv of [4200, 3700, 3250, 0]) {
        setMv(mv);
        const read = battery.readMv();
        check(read !== undefined && Math.abs(read - mv) <= 20, `${read} of ${mv} mV`);
      }
    },
  },
  {
    name: "a cell that cannot be read has no voltage, and has one again when it can",
    run({ battery, setMv }) {
      setMv(3700);
      setMv(undefined);
      equal(battery.readMv(), undefined, "no cell");
      setMv(3600);
      check(battery.readMv() !== undefined, "the cell is back");
    },
  },
];
