import assert from "node:assert/strict";
import fc from "fast-check";
import { SOLD_ORDERS } from "../../sim/strip/chip-decoder.ts";
import type { LedChipName } from "../../src/pov/led-chip.ts";
import { backToBackMap, reversedMap } from "../../src/pov/led-map.ts";
import { LIGHT_OF_CODE } from "../../src/pov/light.ts";
import type { LedMap, StripOptions } from "../../src/pov/strip-setup.ts";
import { mostColumnsPerS } from "../../src/pov/strip-setup.ts";
import { CHIPS, noisyPicture, StripLab } from "./strip-lab.ts";

/** What the LEDs showed of a picture: for each column, by the clock, the words that they received. */
function play(lab: StripLab, rgb: Uint8Array, columnsPerS: number): (Uint32Array | undefined)[] {
  const { cells } = lab.setup;
  const columns = rgb.length / 3 / cells;
  lab.showPicture(rgb, columnsPerS);
  lab.settle();
  lab.runForMs(100);
  const seen: (Uint32Array | undefined)[] = Array(columns).fill(undefined);
  lab.watch(((columns + 20) / columnsPerS) * 1000, (atUs, words) => {
    // A column is seen until the next one comes: the middle of that time tells which one it is.
    const column = Math.floor((atUs * columnsPerS) / 1e6 + 0.5) % columns;
    if (seen[column] !== undefined)
      assert.deepEqual(words, seen[column], `column ${column} comes again as another`);
    seen[column] = words.slice();
  });
  return seen;
}

/** Light of a LED's colours out of its word, 0 to 1. */
function lightOf(chip: LedChipName, order: string, word: number): number[] {
  const isClocked = chip === "apa102" || chip === "sk9822";
  const share = isClocked ? ((word >>> 24) & 31) / 31 : 1;
  const bytes = isClocked ? 3 : order.length;
  return [..."rgbw"].map((color) => {
    const place = order.indexOf(color);
    return place < 0 ? 0 : (((word >>> (8 * (bytes - 1 - place))) & 255) / 255) * share;
  });
}

/** Light that sRGB codes are, and how much a LED may miss it by. */
function expectedLight(rgb: Uint8Array, at: number, isDeep: boolean): { light: number[]; slip: number } {
  const light = [0, 1, 2].map((channel) => LIGHT_OF_CODE[rgb[at + channel]!]! / 65535);
  const current = isDeep ? Math.max(1, Math.ceil(31 * Math.max(...light))) / 31 : 1;
  // To the nearest step; where the current has just changed, up to the next one.
  return { light, slip: ((isDeep ? 1 : 0.501) / 255) * current + 1e-5 };
}

function check(options: StripOptions, rgb: Uint8Array, columnsPerS?: number): void {
  const lab = new StripLab({ strip: options });
  const { setup } = lab;
  const { cells } = setup;
  const order = options.order ?? SOLD_ORDERS[options.chip];
  const map: LedMap | undefined = options.map;
  // A clock of microseconds cannot place columns of a few.
  const seen = play(lab, rgb, columnsPerS ?? Math.min(5000, mostColumnsPerS(setup)));
  const columns = seen.length;
  for (let column = 0; column < columns; column++) {
    const words = seen[column];
    assert.ok(words !== undefined, `column ${column} of ${columns} was not shown`);
    for (let led = 0; led < options.leds; led++) {
      const cell = map === undefined ? led : map.cellOfLed[led]!;
      const from = map?.isBack?.[led] === 1 ? columns - 1 - column : column;
      // The top row is at the tip, the last cell.
      const at = 3 * (from * cells + cells - 1 - cell);
      const { light, slip } = expectedLight(rgb, at, setup.depth);
      const [red, green, blue, white] = lightOf(options.chip, order, words[led]!);
      [red!, green!, blue!].forEach((each, channel) => {
        const error = Math.abs(each + white! - light[channel]!);
        assert.ok(error <= slip, `column ${column}, LED ${led}, colour ${channel}: off by ${error}`);
      });
    }
  }
}

describe("pictures on LEDs", () => {
  for (const chip of CHIPS) {
    it(`${chip}: pixels are the picture's light, on 1 to 288 LEDs, 400 columns`, () => {
      for (const leds of [1, 20, 32, 36, 55, 72, 144, 288])
        check({ chip, leds }, noisyPicture(400, leds, leds));
    });
  }

  it("apa102 with depth: the same", () => {
    for (const leds of [1, 33, 288]) check({ chip: "apa102", leds, depth: true }, noisyPicture(100, leds));
  });

  it("pictures of 1 to 400 columns, at any rate", () => {
    const columns = fc.oneof(fc.integer({ min: 1, max: 400 }), fc.constantFrom(1, 2, 255, 256, 257, 399));
    fc.assert(
      fc.property(
        fc.constantFrom(...CHIPS),
        columns,
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        (chip, width, leds, share) => {
          const lab = new StripLab({ strip: { chip, leds } });
          check(
            { chip, leds },
            noisyPicture(width, leds, width),
            Math.min(2500, mostColumnsPerS(lab.setup)) * share,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it("colours in all orders", () => {
    for (const order of ["rgb", "rbg", "grb", "gbr", "brg", "bgr"]) {
      check({ chip: "sk9822", leds: 5, order }, noisyPicture(7, 5));
      check({ chip: "ws2812", leds: 5, order }, noisyPicture(7, 5));
    }
    for (const order of ["rgbw", "wrgb", "grbw", "bwgr"])
      check({ chip: "sk6812-rgbw", leds: 5, order }, noisyPicture(7, 5));
  });

  it("strips that are reversed, or back to back and then mirrored behind", () => {
    for (const chip of ["sk9822", "ws2812", "sk6812-rgbw"] as const) {
      check({ chip, leds: 9, map: reversedMap(9) }, noisyPicture(31, 9));
      check({ chip, leds: 10, map: backToBackMap(10) }, noisyPicture(31, 5));
      check({ chip, leds: 66, map: backToBackMap(66, true) }, noisyPicture(12, 33));
    }
  });

  it("columns of a mirrored picture run the other way", () => {
    const rgb = noisyPicture(5, 4);
    const lab = new StripLab({ strip: { chip: "sk9822", leds: 4 } });
    const plain = play(lab, rgb, 500);
    lab.desk.set({ brightness: 255, isMirrored: true });
    assert.deepEqual(play(lab, rgb, 500), plain.reverse());
  });

  it("a column of live mode goes from the hand to the tip, and black is dark", () => {
    const lab = new StripLab({ strip: { chip: "sk9822", leds: 3 } });
    lab.desk.showColumn(Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 0]), {
      originUs: 0,
      columnsPerS: 200,
    } as never);
    lab.settle();
    let words: readonly number[] = [];
    lab.watch(100, (_atUs, each) => {
      words = [...each];
    });
    assert.deepEqual(words, [0xff0000ff, 0xff00ff00, 0xe1000000]);
  });

  it("brightness and balance scale the light", () => {
    for (const chip of CHIPS) {
      const lab = new StripLab({ strip: { chip, leds: 1, whiteShare: 0 } });
      lab.desk.set({ brightness: 51, tone: { gamma: [1, 1, 1], balance: [255, 204, 102] } });
      const seen = play(lab, Uint8Array.from([255, 255, 255]), 500);
      const [red, green, blue] = lightOf(chip, SOLD_ORDERS[chip], seen[0]![0]!);
      assert.ok(
        Math.abs(red! - 0.2) < 0.002 && Math.abs(green! - 0.16) < 0.002 && Math.abs(blue! - 0.08) < 0.002,
      );
    }
  });
});
