import type { Random } from "../../src/ports/random.ts";
import { check, equal, type Law } from "./law.ts";

export interface RandomHarness {
  random: Random;
}

export const randomLaws: readonly Law<RandomHarness>[] = [
  {
    name: "fills the view, all of it and nothing beside it",
    run({ random }) {
      const changed = new Uint8Array(40);
      for (let round = 0; round < 40; round++) {
        const whole = new Uint8Array(40);
        random.fill(whole.subarray(7, 30));
        for (let i = 0; i < 40; i++) changed[i]! |= whole[i]!;
      }
      for (let i = 0; i < 40; i++) equal(changed[i]! !== 0, i >= 7 && i < 30, `byte ${i} was written`);
    },
  },
  {
    name: "takes any length, none and 100,000 included",
    run({ random }) {
      random.fill(new Uint8Array(0));
      const long = new Uint8Array(100_000);
      random.fill(long);
      let zeros = 0;
      for (const byte of long) if (byte === 0) zeros++;
      check(zeros < 1000, `${zeros} zeros`);
    },
  },
  {
    name: "never says the same twice",
    run({ random }) {
      const seen = new Set<string>();
      for (let i = 0; i < 1000; i++) {
        const bytes = new Uint8Array(8);
        random.fill(bytes);
        seen.add(bytes.join());
      }
      equal(seen.size, 1000, "distinct draws");
    },
  },
  {
    name: "sets each bit about half of the time",
    run({ random }) {
      const bytes = new Uint8Array(16_000);
      random.fill(bytes);
      for (let bit = 0; bit < 8; bit++) {
        let ones = 0;
        for (const byte of bytes) ones += (byte >> bit) & 1;
        // Six standard deviations: 1 in 500 million.
        check(Math.abs(ones - 8000) < 6 * 63.3, `bit ${bit}: ${ones} of 16000`);
      }
    },
  },
];
