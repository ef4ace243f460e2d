import assert from "node:assert/strict";
import {
  type OneWireFacts,
  SK6812_FACTS,
  SK6812_RGBW_FACTS,
  WS2812B_FACTS,
  WS2812B_NEW_FACTS,
} from "../../../sim/strip/led-facts.ts";
import { OneWireDecoder } from "../../../sim/strip/one-wire-decoder.ts";

/** A wire of which each bit of a byte is 125 ns, to draw pulses on by hand. */
const BIT_NS = 125;

/** Draws pulses: pairs of nanoseconds, high and low. */
function draw(pulses: readonly (readonly [number, number])[]): Uint8Array {
  const bits: number[] = [];
  for (const [highNs, lowNs] of pulses) {
    for (let ns = 0; ns < highNs; ns += BIT_NS) bits.push(1);
    for (let ns = 0; ns < lowNs; ns += BIT_NS) bits.push(0);
  }
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => {
    bytes[i >> 3]! |= bit << (7 - (i & 7));
  });
  return bytes;
}

const ZERO = [375, 875] as const;
const ONE = [750, 500] as const;

function pulsesOf(value: number, bits: number): (readonly [number, number])[] {
  return Array.from({ length: bits }, (_, i) => (((value / 2 ** (bits - 1 - i)) & 1) === 1 ? ONE : ZERO));
}

function decode(facts: OneWireFacts, leds: number, writes: readonly Uint8Array[], waitUs = 1000) {
  const shown: { led: number; atUs: number; word: number }[] = [];
  const decoder = new OneWireDecoder(facts, leds, (led, atUs, word) => shown.push({ led, atUs, word }));
  let atUs = 0;
  for (const bytes of writes) {
    decoder.write(bytes, atUs, (8 * BIT_NS) / 1000);
    atUs += bytes.length * 8 * BIT_NS * 1e-3 + waitUs;
    decoder.wait(atUs);
  }
  return { shown, faults: decoder.faults };
}

describe("OneWireDecoder", () => {
  it("the first LED keeps the first 24 bits, the next one the next, and all show them after the latch time", () => {
    for (const facts of [WS2812B_FACTS, WS2812B_NEW_FACTS, SK6812_FACTS]) {
      const bytes = draw([...pulsesOf(0x123456, 24), ...pulsesOf(0xfedcba, 24)]);
      const { shown, faults } = decode(facts, 2, [bytes]);
      const fellUs = (48 * 1250 - 875) / 1000;
      assert.deepEqual(
        shown.map(({ led, word }) => [led, word]),
        [
          [0, 0x123456],
          [1, 0xfedcba],
        ],
      );
      for (const { atUs } of shown) assert.ok(Math.abs(atUs - fellUs - facts.latchNs / 1000) < 1e-6);
      assert.equal(faults, 0);
    }
  });

  it("with white a colour has 32 bits", () => {
    const { shown } = decode(SK6812_RGBW_FACTS, 1, [draw(pulsesOf(0x89abcdef, 32))]);
    assert.deepEqual(
      shown.map(({ word }) => word),
      [0x89abcdef],
    );
  });

  it("nothing is shown before the wire was low for long enough", () => {
    const bytes = draw(pulsesOf(0x123456, 24));
    assert.deepEqual(decode(WS2812B_NEW_FACTS, 1, [bytes], 270).shown, []);
    assert.equal(decode(WS2812B_NEW_FACTS, 1, [bytes], 290).shown.length, 1);
    assert.equal(decode(WS2812B_FACTS, 1, [bytes], 60).shown.length, 1);
  });

  it("a short pause in the middle of a column is no end of it where the data sheet's bit may be so long", () => {
    const [first, second] = [draw(pulsesOf(0x123, 12)), draw(pulsesOf(0x456, 12))];
    assert.deepEqual(
      decode(WS2812B_FACTS, 1, [first, second], 0.25).shown.map(({ word }) => word),
      [],
    );
    const { shown, faults } = decode(WS2812B_FACTS, 1, [first, second, new Uint8Array(400)], 0.25);
    assert.deepEqual([shown.map(({ word }) => word), faults], [[0x123456], 0]);
  });

  it("pulses that are neither a 0 nor a 1, and bits that take too long, are faults, and that column is not shown", () => {
    const good = pulsesOf(0x123456, 24);
    const with500 = [[625, 625] as const, ...good.slice(1)];
    const slow = [[375, 2000] as const, ...good.slice(1)];
    const long = [[1250, 500] as const, ...good.slice(1)];
    for (const pulses of [with500, slow, long]) {
      const { shown, faults } = decode(WS2812B_FACTS, 1, [draw(pulses), draw(good)]);
      assert.deepEqual([shown.length, faults], [1, 1]);
    }
    // New chips know 625 ns as a 1, and SK6812 as well.
    assert.equal(decode(WS2812B_NEW_FACTS, 1, [draw(with500)]).faults, 0);
    assert.equal(decode(SK6812_FACTS, 1, [draw(with500)]).faults, 0);
  });

  it("a colour that is cut off is a fault", () => {
    const { shown, faults } = decode(WS2812B_FACTS, 2, [draw(pulsesOf(0x123456, 30))]);
    assert.deepEqual([shown.length, faults], [0, 1]);
  });

  it("bits for more LEDs than there are run out at the end", () => {
    const { shown, faults } = decode(WS2812B_FACTS, 1, [draw([...pulsesOf(1, 24), ...pulsesOf(2, 24)])]);
    assert.deepEqual([shown.map(({ word }) => word), faults], [[1], 0]);
  });
});
