import type { Signal } from "../src/ports/signal.ts";

/** A radio whose strength is what somebody says. */
export class SimSignal implements Signal {
  /** dBm, undefined where it is in no network. */
  dbm: number | undefined;

  constructor(dbm: number | undefined) {
    this.dbm = dbm;
  }

  readDbm(): number | undefined {
    return this.dbm;
  }
}
