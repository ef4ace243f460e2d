import type { GroupUs } from "../../src/ports/clock.ts";
import type { Strip, StripTap } from "../../src/ports/strip.ts";
import { LightDesk } from "../../src/pov/light-desk.ts";
import { makeLightMemory } from "../../src/pov/light-memory.ts";
import { stripSetup } from "../../src/pov/strip-setup.ts";
import { check, equal, failure, type Law, type Stage } from "./law.ts";

export interface StripHarness {
  stage: Stage;
  strip: Strip;
  /** Lets the law hear all writes, in microseconds of one clock. */
  listen(tap: StripTap): void;
}

/** A strip of three LEDs, whose columns are told apart by their first byte of colour. */
const LEDS = 3;

interface Write {
  bytes: Uint8Array;
  startUs: number;
  endUs: number;
}

function start({ strip, listen, stage }: StripHarness, hz = 1_000_000) {
  const setup = stripSetup({ chip: "sk9822", leds: LEDS, hz: strip.actualHz(hz), depth: false });
  const memory = makeLightMemory(setup);
  const desk = new LightDesk(memory, setup);
  const writes: Write[] = [];
  listen((bytes, startUs, byteUs) => {
    equal(bytes.byteOffset % 4, 0, "a write begins at a multiple of four, beyond");
    writes.push({ bytes: bytes.slice(), startUs, endUs: startUs + bytes.length * byteUs });
    stage.poke();
  });
  return { setup, memory, desk, writes };
}

/** Whether a write holds a column whose first LED has this much red. */
function shows(write: Write | undefined, red: number): boolean {
  const { bytes } = write ?? { bytes: new Uint8Array(0) };
  const at = bytes.indexOf(0xff);
  return at >= 0 && bytes[at + 3] === red;
}

function showRed(desk: LightDesk, red: number, columnsPerS = 1000): void {
  desk.set({ brightness: 255, tone: { gamma: [1, 1, 1] } });
  desk.showColumn(new Uint8Array(3 * LEDS).fill(red), { originUs: 0 as GroupUs, columnsPerS });
}

export const stripLaws: readonly Law<StripHarness>[] = [
  {
    name: "a bus of a rate is as near as the hardware comes, not above, and no further when asked again",
    run({ strip }) {
      for (const hz of [100_000, 2_666_667, 8_000_000, 20_000_000]) {
        const actual = strip.actualHz(hz);
        check(Number.isInteger(actual) && actual <= hz && actual > hz * 0.8, `${hz} became ${actual}`);
        equal(strip.actualHz(actual), actual, "the same again");
      }
    },
  },
  {
    name: "nothing is called or sent before `play` returns",
    async run(harness) {
      const { memory, writes } = start(harness);
      harness.strip.play(memory);
      equal(writes.length, 0, "writes during the call");
      await harness.stage.until(() => writes.length > 0, "a dark column");
      harness.strip.stop();
    },
  },
  {
    name: "what is published goes over the bus, and takes the place of what was before",
    async run(harness) {
      const { memory, desk, writes } = start(harness);
      harness.strip.play(memory);
      for (const red of [17, 18, 19]) {
        await harness.stage.until(() => desk.isFree, "the desk is free");
        showRed(desk, red);
        await harness.stage.until(() => shows(writes.at(-1), red), `red ${red} is shown`);
      }
      harness.strip.stop();
    },
  },
  {
    name: "writes are whole numbers of words, at most 65,532 bytes, and follow one another without overlapping",
    async run(harness) {
      const { memory, desk, writes, setup } = start(harness);
      showRed(desk, 5, 333);
      harness.strip.play(memory);
      await harness.stage.until(() => writes.length > 40, "40 writes");
      harness.strip.stop();
      const byteUs = 8e6 / setup.hz;
      let endUs = Number.NEGATIVE_INFINITY;
      for (const write of writes) {
        const { length } = write.bytes;
        check(length > 0 && length % 4 === 0 && length <= 65_532, `a write of ${length} bytes`);
        check(
          write.startUs >= endUs - 1e-3,
          `a write begins ${endUs - write.startUs} µs before the last one ends`,
        );
        const tookUs = write.endUs - write.startUs;
        check(Math.abs(tookUs / (length * byteUs) - 1) < 1e-3, `${length} bytes took ${tookUs} µs`);
        endUs = write.endUs;
      }
    },
  },
  {
    name: "the bus is busy without a break of more than two columns' time",
    async run(harness) {
      const { memory, desk, writes } = start(harness);
      showRed(desk, 5);
      harness.strip.play(memory);
      await harness.stage.until(() => writes.length > 40, "40 writes");
      harness.strip.stop();
      for (let i = 10; i < 40; i++) {
        const breakUs = writes[i]!.startUs - writes[i - 1]!.endUs;
        check(breakUs <= 2000, `a break of ${breakUs} µs`);
      }
    },
  },
  {
    name: "darkness is written, then the bus falls silent until something is published",
    async run(harness) {
      const { memory, desk, writes } = start(harness);
      harness.strip.play(memory);
      await harness.stage.until(() => writes.length >= 2, "dark columns");
      const before = writes.length;
      check(
        writes.every(({ bytes }) => bytes.every((byte) => byte === 0 || byte === 0xe0)),
        "all is dark",
      );
      await harness.stage.settle();
      const perS = writes.length - before;
      check(perS < 20, `${perS} writes while dark`);
      showRed(desk, 9);
      await harness.stage.until(() => shows(writes.at(-1), 9), "light again");
      harness.strip.stop();
    },
  },
  {
    name: "after `stop` nothing is sent; stopping is harmless at any time, and a strip plays again",
    async run(harness) {
      const { memory, desk, writes } = start(harness);
      harness.strip.stop();
      showRed(desk, 3);
      harness.strip.play(memory);
      await harness.stage.until(() => writes.length > 3, "writes");
      harness.strip.stop();
      harness.strip.stop();
      const before = writes.length;
      await harness.stage.settle();
      equal(writes.length, before, "writes after the end");
      harness.strip.play(memory);
      await harness.stage.until(() => writes.length > before, "writes again");
      harness.strip.stop();
    },
  },
  {
    name: "a strip that plays cannot play twice",
    run(harness) {
      const { memory } = start(harness);
      harness.strip.play(memory);
      failure(() => harness.strip.play(memory), "a second memory");
      harness.strip.stop();
    },
  },
];
