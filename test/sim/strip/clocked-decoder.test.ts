import assert from "node:assert/strict";
import fc from "fast-check";
import { ClockedDecoder } from "../../../sim/strip/clocked-decoder.ts";
import { LedChain } from "../../../sim/strip/led-chain.ts";
import { APA102_FACTS, type ClockedFacts, SK9822_FACTS } from "../../../sim/strip/led-facts.ts";

interface Shown {
  led: number;
  atUs: number;
  word: number;
}

type Decoder = typeof LedChain | typeof ClockedDecoder;

/** What LEDs show of writes that begin 100 µs after the end of the one before, at a microsecond a byte. */
function decode(Kind: Decoder, facts: ClockedFacts, leds: number, writes: readonly Uint8Array[]): Shown[] {
  const shown: Shown[] = [];
  const decoder = new Kind(facts, leds, (led, atUs, word) => shown.push({ led, atUs, word }));
  let startUs = 0;
  for (const bytes of writes) {
    decoder.write(bytes, startUs, 1);
    startUs += bytes.length + 100;
  }
  return shown.sort((a, b) => a.atUs - b.atUs || a.led - b.led);
}

const bytesOf = (...parts: (number | readonly number[])[]): Uint8Array => Uint8Array.from(parts.flat());
const zeros = (count: number): number[] => Array(count).fill(0);
const START = zeros(4);
const RED = [0xff, 0, 0, 200];
const BLUE = [0xe5, 100, 0, 0];

for (const Kind of [LedChain, ClockedDecoder]) {
  describe(`${Kind.name}: APA102`, () => {
    const facts = APA102_FACTS;

    it("a LED shows its colour when the last bit of it is in, each LED an edge later than the one before", () => {
      const [first, second] = decode(Kind, facts, 2, [bytesOf(START, RED, BLUE, 0)]);
      // Bit 63 rises in the middle of the last eighth of byte 7; bit 95 an edge, a sixteenth of a byte, later than for LED 0.
      assert.deepEqual(first, { led: 0, atUs: 8 - 1 / 16, word: 0xff0000c8 });
      assert.deepEqual(second, { led: 1, atUs: 12 - 1 / 16 + 1 / 16, word: 0xe5640000 });
    });

    it("the last LED waits for edges that do not come, where the data end too early", () => {
      const leds = 6;
      const data = bytesOf(START, ...Array(leds).fill(RED));
      const early = decode(Kind, facts, leds, [data]);
      assert.deepEqual(
        early.map(({ led }) => led),
        [0, 1, 2, 3, 4],
      );
      // Bit 223 reaches LED 5 at edge 451, the fourth of the next write: two bits of it.
      const [last] = decode(Kind, facts, leds, [data, bytesOf(0)]).slice(leds - 1);
      assert.deepEqual(last, { led: 5, atUs: data.length + 100 + 2 / 8, word: 0xff0000c8 });
    });

    it("without 32 zeros nothing is taken for a colour", () => {
      assert.deepEqual(decode(Kind, facts, 2, [bytesOf(1, zeros(3), 0x7f, RED, BLUE, 0)]), []);
    });

    it("a column takes the place of the one before after 32 zeros", () => {
      const words = decode(Kind, facts, 1, [bytesOf(START, RED, START, BLUE, 0)]).map(({ word }) => word);
      assert.deepEqual(words, [0xff0000c8, 0xe5640000]);
    });

    it("more colours than LEDs run out at the end, and do not change the first ones", () => {
      assert.equal(decode(Kind, facts, 1, [bytesOf(START, RED, BLUE, BLUE)]).length, 1);
    });
  });

  describe(`${Kind.name}: SK9822`, () => {
    const facts = SK9822_FACTS;

    it("a LED shows its colour at the first edge after 32 zeros, not before", () => {
      const data = bytesOf(START, RED, BLUE, [0xff, 0xff, 0xff, 0xff]);
      assert.deepEqual(decode(Kind, facts, 2, [data]), []);
      const [first, second] = decode(Kind, facts, 2, [bytesOf([...data], START, 0)]);
      assert.deepEqual(first, { led: 0, atUs: 20 + 1 / 16, word: 0xff0000c8 });
      assert.deepEqual(second, { led: 1, atUs: 20 + 2 / 16, word: 0xe5640000 });
    });

    it("shows the last column only when the next one begins, where no zeros follow it", () => {
      // 200 ends with three zeros: 29 more are enough.
      const shown = decode(Kind, facts, 1, [bytesOf(START, RED), bytesOf(START, BLUE)]);
      assert.deepEqual(shown, [{ led: 0, atUs: 8 + 100 + 29.5 / 8, word: 0xff0000c8 }]);
    });
  });
}

describe("ClockedDecoder", () => {
  // Colours, zeros and noise, so that whole columns happen, and what is not one.
  const piece = fc.oneof(
    fc.constantFrom([0], START, [0, 0, 0, 0, 0, 0], [0xff], RED, BLUE, [0xe1, 0, 0, 0], [0x80, 0, 0, 0]),
    fc.uint8Array({ maxLength: 6 }).map((bytes) => [...bytes]),
  );
  const write = fc.array(piece, { maxLength: 30 }).map((pieces) => Uint8Array.from(pieces.flat()));

  it("shows what a chain of LEDs shows, to the edge, whatever comes over the bus", () => {
    fc.assert(
      fc.property(
        fc.array(write, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(APA102_FACTS, SK9822_FACTS),
        (writes, leds, facts) => {
          const expected = decode(LedChain, facts, leds, writes);
          const actual = decode(ClockedDecoder, facts, leds, writes);
          assert.deepEqual(actual, expected);
        },
      ),
      { numRuns: 1500 },
    );
  });
});
