import type { Timer } from "../../src/ports/timers.ts";
import type { ClockHarness } from "./clock-laws.ts";
import { check, equal, type Law } from "./law.ts";

/** Past 2^31 ms, where JavaScript's own timers overflow to "at once". */
const SIXTY_DAYS_MS = 60 * 86_400_000;

export const timersLaws: readonly Law<ClockHarness>[] = [
  {
    name: "a callback never runs before `after` returns, not even with no delay",
    async run({ timers, stage }) {
      let ran = 0;
      timers.after(0, () => {
        ran++;
        stage.poke();
      });
      equal(ran, 0, "during the call");
      await stage.until(() => ran > 0, "a timer without delay");
    },
  },
  {
    name: "a callback never runs early by the node's own clock",
    async run({ clock, timers, stage }) {
      let left = 0;
      for (let delayMs = 0; delayMs < 12; delayMs += 0.4) {
        const dueUs = clock.localUs() + delayMs * 1000;
        left++;
        timers.after(delayMs, () => {
          check(clock.localUs() >= dueUs, `${dueUs - clock.localUs()} µs early`);
          left--;
          stage.poke();
        });
      }
      await stage.until(() => left === 0, "timers of up to 12 ms");
    },
  },
  {
    name: "callbacks run in the order of their times",
    async run({ timers, stage }) {
      const order: number[] = [];
      for (const delayMs of [9, 3, 6, 1]) {
        timers.after(delayMs, () => {
          order.push(delayMs);
          stage.poke();
        });
      }
      await stage.until(() => order.length === 4, "four timers");
      equal(order.join(), "1,3,6,9", "order");
    },
  },
  {
    name: "a timer runs once",
    async run({ timers, stage }) {
      let ran = 0;
      let end = false;
      timers.after(1, () => ran++);
      timers.after(15, () => {
        end = true;
        stage.poke();
      });
      await stage.until(() => end, "the later timer");
      equal(ran, 1, "runs");
    },
  },
  {
    name: "a cancelled timer does not run, also when it is due already",
    async run({ timers, stage }) {
      let ran = 0;
      let end = false;
      const count = (): void => {
        ran++;
      };
      timers.after(1, count).cancel();
      const due: Timer[] = [];
      timers.after(2, () => {
        for (const timer of due) timer.cancel();
      });
      for (let i = 0; i < 3; i++) due.push(timers.after(2, count));
      timers.after(15, () => {
        end = true;
        stage.poke();
      });
      await stage.until(() => end, "the later timer");
      equal(ran, 0, "runs of cancelled timers");
    },
  },
  {
    name: "cancelling is harmless twice, after the callback and within it",
    async run({ timers, stage }) {
      let ran = 0;
      const timer = timers.after(1, () => {
        timer.cancel();
        ran++;
        stage.poke();
      });
      await stage.until(() => ran > 0, "the timer");
      timer.cancel();
      timer.cancel();
      const other = timers.after(1, () => {});
      other.cancel();
      other.cancel();
    },
  },
  {
    name: "a callback may set the next timer",
    async run({ clock, timers, stage }) {
      const startUs = clock.localUs();
      let ran = 0;
      const again = (): void => {
        ran++;
        if (ran < 5) timers.after(2, again);
        stage.poke();
      };
      timers.after(2, again);
      await stage.until(() => ran === 5, "five timers in a row");
      check(clock.localUs() - startUs >= 10_000, "five times 2 ms took less than 10");
    },
  },
  {
    name: "a timer of sixty days waits",
    async run({ timers, stage }) {
      let ran = 0;
      let end = false;
      const long = timers.after(SIXTY_DAYS_MS, () => ran++);
      timers.after(10, () => {
        end = true;
        stage.poke();
      });
      await stage.until(() => end, "a timer of 10 ms");
      equal(ran, 0, "runs after 10 ms");
      long.cancel();
    },
  },
];
