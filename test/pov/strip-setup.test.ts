import assert from "node:assert/strict";
import { decoderOf } from "../../sim/strip/chip-decoder.ts";
import { SK9822_FACTS } from "../../sim/strip/led-facts.ts";
import { backToBackMap, reversedMap } from "../../src/pov/led-map.ts";
import { ceilingOf, mostColumnsPerS, type StripOptions, stripSetup } from "../../src/pov/strip-setup.ts";
import { CHIPS } from "./strip-lab.ts";

/** How many LEDs show something of data and `tail` bytes of zeros behind it, before anything else comes. */
function shownLeds(leds: number, tail: number): number {
  const bytes = new Uint8Array(8 + 4 * leds + tail);
  bytes.fill(0xff, 8, 8 + 4 * leds);
  let shown = 0;
  decoderOf(SK9822_FACTS, leds, () => shown++).write(bytes, 0, 1);
  return shown;
}

describe("stripSetup", () => {
  it("ends a clocked column with just the zeros after which all LEDs show it, 1 to 288 of them", () => {
    for (let leds = 1; leds <= 288; leds++) {
      const { columnBytes, dataBytes } = stripSetup({ chip: "sk9822", leds });
      const tail = columnBytes - dataBytes;
      assert.equal(shownLeds(leds, tail), leds, `${leds} LEDs, ${tail} bytes`);
      // Whole words: a word less is not enough.
      assert.ok(shownLeds(leds, tail - 4) < leds, `${leds} LEDs, ${tail - 4} bytes`);
    }
  });

  it("leaves a one-wire strip low for as long as its data sheet asks for", () => {
    for (const chip of ["ws2812", "sk6812", "sk6812-rgbw"] as const) {
      for (const leds of [1, 2, 3, 55, 288]) {
        const { columnBytes, ledBytes, hz, chip: facts } = stripSetup({ chip, leds });
        const lowUs = ((columnBytes - leds * ledBytes) * 8e6) / hz;
        assert.ok(lowUs >= facts.latchUs && lowUs < facts.latchUs + 13, `${chip}: ${lowUs} µs`);
      }
    }
  });

  it("takes whole words, for DMA and for words that are written at once", () => {
    for (const chip of CHIPS) {
      for (let leds = 1; leds <= 288; leds++) {
        const { columnBytes, dataBytes, shownBytes } = stripSetup({ chip, leds });
        assert.equal((columnBytes | dataBytes) & 3, 0);
        assert.ok(dataBytes <= columnBytes && shownBytes <= columnBytes);
      }
    }
  });

  it("reaches the column rates that 32 LEDs can: 7,353 a second at 8 MHz, 18,382 at 20 MHz", () => {
    const ceiling = (options: Partial<StripOptions>): number =>
      Math.floor(ceilingOf(stripSetup({ chip: "sk9822", leds: 32, ...options })));
    assert.equal(ceiling({}), 7352);
    assert.equal(ceiling({ hz: 20_000_000 }), 18_382);
    assert.equal(ceiling({ chip: "ws2812" }), 868);
    assert.equal(ceiling({ chip: "sk6812" }), 1054);
    assert.equal(ceiling({ chip: "sk6812-rgbw" }), 809);
    const setup = stripSetup({ chip: "sk9822", leds: 32 });
    assert.equal(mostColumnsPerS(setup), 0.9 * ceilingOf(setup));
  });

  it("uses the current field for depth where it is a current, unless it is told", () => {
    assert.equal(stripSetup({ chip: "sk9822", leds: 1 }).depth, true);
    assert.equal(stripSetup({ chip: "apa102", leds: 1 }).depth, false);
    assert.equal(stripSetup({ chip: "apa102", leds: 1, depth: true }).depth, true);
    assert.equal(stripSetup({ chip: "ws2812", leds: 1, depth: true }).depth, false);
  });

  it("knows the places of colours", () => {
    assert.deepEqual(stripSetup({ chip: "sk9822", leds: 1 }).places, [2, 1, 0]);
    assert.deepEqual(stripSetup({ chip: "sk9822", leds: 1, order: "gbr" }).places, [2, 0, 1]);
    assert.deepEqual(stripSetup({ chip: "sk6812-rgbw", leds: 1 }).places, [1, 0, 2, 3]);
    assert.deepEqual(stripSetup({ chip: "sk6812-rgbw", leds: 1, order: "wrgb" }).places, [1, 2, 3, 0]);
  });

  it("refuses strips that cannot be", () => {
    const refuses = (options: Partial<StripOptions>): void => {
      assert.throws(() => stripSetup({ chip: "sk9822", leds: 32, ...options }), /assertion/);
    };
    for (const leds of [0, 289, 1.5, Number.NaN]) refuses({ leds });
    for (const hz of [0, 999, 41_000_000, Number.NaN]) refuses({ hz });
    for (const order of ["rg", "rgbw", "rgg", "xyz", ""]) refuses({ order });
    refuses({ map: reversedMap(31) });
  });
});

describe("LED maps", () => {
  it("a reversed strip begins at the tip", () => {
    const { cells, cellOfLed } = reversedMap(3);
    assert.deepEqual([cells, [...cellOfLed]], [3, [2, 1, 0]]);
  });

  it("strips back to back meet where the wire turns", () => {
    const map = backToBackMap(6);
    assert.deepEqual(
      [map.cells, [...map.cellOfLed], [...map.isBack!]],
      [3, [0, 1, 2, 2, 1, 0], [0, 0, 0, 1, 1, 1]],
    );
    assert.deepEqual([...backToBackMap(6, true).cellOfLed], [2, 1, 0, 0, 1, 2]);
  });
});
