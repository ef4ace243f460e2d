import type { Clock, LocalUs } from "../../src/ports/clock.ts";
import { type CounterReading, JOINED, OWN, type RadioClock } from "../../src/ports/radio-clock.ts";
import { check, equal, type Law, type Stage } from "./law.ts";

export interface RadioClockHarness {
  stage: Stage;
  clock: Clock;
  radio: RadioClock;
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>;
  /** Becomes a station of an access point that others share; `network` is its BSSID. */
  join(): number;
  leave(): void;
}

/** No two crystals are further apart, in parts per million. */
const MOST_PPM = 150;
/** What a station's crystal may be off by from one beacon to the next, and one that was missed, in microseconds. */
const BETWEEN_BEACONS_US = 15;
const HEARD_MS = 1000;
/** Reads that are interrupted take longer, and do not count. */
const MOST_WITHIN_US = 150;

function empty(): CounterReading {
  return { network: -1, counterUs: -1, localUs: -1 as LocalUs, withinUs: -1 };
}

function readNow({ radio }: RadioClockHarness): CounterReading {
  const reading = empty();
  check(radio.read(JOINED, reading), "a reading");
  return reading;
}

async function joined(harness: RadioClockHarness): Promise<number> {
  const network = harness.join();
  await harness.pass(HEARD_MS);
  return network;
}

export const radioClockLaws: readonly Law<RadioClockHarness>[] = [
  {
    name: "there is no counter before a network is joined, and the reading is left alone",
    run({ radio }) {
      const reading = empty();
      equal(radio.read(JOINED, reading), false, "a reading");
      equal(reading.network + reading.counterUs + reading.localUs + reading.withinUs, -4, "what was there");
    },
  },
  {
    name: "a reading is whole microseconds of now, of the access point that was joined",
    async run(harness) {
      const network = await joined(harness);
      const beforeUs = harness.clock.localUs();
      const reading = readNow(harness);
      equal(reading.network, network, "BSSID");
      check(Number.isSafeInteger(reading.counterUs) && reading.counterUs >= 0, `${reading.counterUs}`);
      check(reading.withinUs >= 0 && reading.withinUs < MOST_WITHIN_US, `within ${reading.withinUs} µs`);
      const lateUs = reading.localUs - beforeUs;
      check(lateUs >= 0 && lateUs < 100_000, `read ${lateUs} µs from now`);
    },
  },
  {
    name: "the counter advances as the node's own clock does",
    async run(harness) {
      await joined(harness);
      const first = readNow(harness);
      for (let i = 0; i < 20; i++) {
        await harness.pass(500);
        const { counterUs, localUs, withinUs } = readNow(harness);
        const passedUs = localUs - first.localUs;
        const offUs = Math.abs(counterUs - first.counterUs - passedUs);
        const mostUs = (MOST_PPM * passedUs) / 1e6 + first.withinUs + withinUs + BETWEEN_BEACONS_US;
        check(offUs <= mostUs, `off by ${offUs} µs after ${passedUs} µs`);
      }
    },
  },
  {
    name: "there is none once the network was left, and another reading after it was joined again",
    async run(harness) {
      const network = await joined(harness);
      harness.leave();
      equal(harness.radio.read(JOINED, empty()), false, "a reading");
      await joined(harness);
      equal(readNow(harness).network, network, "BSSID");
    },
  },
  {
    name: "its own network, where it has one, is another one",
    async run(harness) {
      const network = await joined(harness);
      const reading = empty();
      if (harness.radio.read(OWN, reading)) check(reading.network !== network, "two BSSIDs");
      else equal(reading.network, -1, "what was there");
    },
  },
];
