import type { Signal } from "../../src/ports/signal.ts";
import { check, equal, type Law } from "./law.ts";

export interface SignalHarness {
  signal: Signal;
  /** What the radio hears from now on; undefined where it is in no network. */
  setDbm(dbm: number | undefined): void;
}

export const signalLaws: readonly Law<SignalHarness>[] = [
  {
    name: "a strength is unknown, or dBm",
    run({ signal }) {
      const dbm = signal.readDbm();
      check(dbm === undefined || (dbm >= -127 && dbm <= 0), `${dbm}`);
    },
  },
  {
    name: "a strength is the one of now",
    run({ signal, setDbm }) {
      for (const dbm of [-30, -67, -95]) {
        setDbm(dbm);
        const read = signal.readDbm();
        check(read !== undefined && Math.abs(read - dbm) <= 1, `${read} of ${dbm} dBm`);
      }
    },
  },
  {
    name: "who is in no network has no strength, and has one again in the next",
    run({ signal, setDbm }) {
      setDbm(-50);
      setDbm(undefined);
      equal(signal.readDbm(), undefined, "no network");
      setDbm(-60);
      check(signal.readDbm() !== undefined, "another network");
    },
  },
];
