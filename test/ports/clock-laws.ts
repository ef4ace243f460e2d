import type { Clock } from "../../src/ports/clock.ts";
import type { Timers } from "../../src/ports/timers.ts";
import { check, type Law, type Stage } from "./law.ts";

export interface ClockHarness {
  stage: Stage;
  clock: Clock;
  timers: Timers;
}

export const clockLaws: readonly Law<ClockHarness>[] = [
  {
    name: "local time never runs backwards",
    run({ clock }) {
      let last: number = clock.localUs();
      check(last >= 0, "local time is negative");
      for (let i = 0; i < 10_000; i++) {
        const now = clock.localUs();
        check(now >= last, `${now} after ${last}`);
        last = now;
      }
    },
  },
  {
    name: "local time is in whole microseconds, exactly",
    run({ clock }) {
      check(Number.isSafeInteger(clock.localUs()), `${clock.localUs()}`);
    },
  },
  {
    name: "local time advances with the timers' time",
    async run({ clock, timers, stage }) {
      const startUs = clock.localUs();
      let tookUs = -1;
      timers.after(20, () => {
        tookUs = clock.localUs() - startUs;
        stage.poke();
      });
      await stage.until(() => tookUs >= 0, "a timer of 20 ms");
      check(tookUs >= 20_000 && tookUs < 5_000_000, `20 ms were ${tookUs} µs`);
    },
  },
  {
    name: "wall time is unknown, or whole milliseconds",
    run({ clock }) {
      const wallMs = clock.wallMs();
      check(wallMs === undefined || Number.isSafeInteger(wallMs), `${wallMs}`);
    },
  },
];
