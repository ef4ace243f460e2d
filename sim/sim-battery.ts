import type { Battery } from "../src/ports/battery.ts";

/** A cell whose voltage is what somebody says. */
export class SimBattery implements Battery {
  /** Millivolts, undefined where they cannot be read. */
  mv: number | undefined;

  constructor(mv: number | undefined) {
    this.mv = mv;
  }

  readMv(): number | undefined {
    return this.mv;
  }
}
