import assert from "node:assert/strict";
import fc from "fast-check";
import { PoiError } from "../../src/ports/poi-error.ts";
import {
  checkSourceSize,
  fitPicture,
  MAX_SOURCE_PIXELS,
  MAX_SOURCE_SIDE,
  spareFactor,
} from "../../src/pov/picture-shape.ts";

describe("fitting a picture onto the strip", () => {
  const cases: [string, number, number, number, [number, number, number, number]][] = [
    ["same size", 40, 32, 32, [40, 32, 0, 32]],
    ["a photo", 3264, 2448, 32, [43, 32, 0, 32]],
    ["one pixel grows to a square", 1, 1, 32, [32, 32, 0, 32]],
    ["a needle keeps a column", 1, 1000, 32, [1, 32, 0, 32]],
    ["halves round up", 3, 2, 1, [2, 1, 0, 1]],
    ["400 columns exactly", 800, 64, 32, [400, 32, 0, 32]],
    ["a banner lies between black rows", 4000, 2, 32, [400, 32, 15, 1]],
    ["a panorama", 1600, 100, 32, [400, 32, 3, 25]],
    ["an odd remainder goes below", 400, 31, 32, [400, 32, 0, 31]],
    ["one LED", 500, 500, 1, [1, 1, 0, 1]],
    ["288 LEDs", 1000, 1000, 288, [288, 288, 0, 288]],
  ];
  for (const [name, width, height, leds, [columns, rows, top, contentRows]] of cases) {
    it(`${name}: ${width} × ${height} on ${leds} LEDs`, () => {
      assert.deepEqual(fitPicture(width, height, leds, 400), { columns, rows, top, contentRows });
    });
  }

  it("may begin with a picture that is shrunk by a whole factor, as long as no pixel has to grow", () => {
    assert.equal(spareFactor(3264, 2448, 32), 75);
    assert.equal(spareFactor(40, 32, 32), 1);
    assert.equal(spareFactor(10, 4, 32), 1);
    const side = fc.integer({ min: 1, max: 4000 });
    const law = fc.property(side, side, fc.integer({ min: 1, max: 288 }), (width, height, leds) => {
      const factor = spareFactor(width, height, leds);
      const { columns, contentRows } = fitPicture(width, height, leds, 400);
      const fits = width / factor >= columns && height / factor >= contentRows;
      assert.ok(factor === 1 || fits, `${factor}`);
      assert.ok(width / (factor + 1) < columns || height / (factor + 1) < contentRows, "and by no more");
    });
    fc.assert(law);
  });

  it("keeps the aspect to half a pixel, fills one side, and stays within the bounds", () => {
    const side = fc.integer({ min: 1, max: MAX_SOURCE_SIDE });
    const leds = fc.integer({ min: 1, max: 288 });
    const maxColumns = fc.integer({ min: 1, max: 400 });
    const law = fc.property(side, side, leds, maxColumns, (width, height, leds, maxColumns) => {
      const shape = fitPicture(width, height, leds, maxColumns);
      assert.equal(shape.rows, leds);
      assert.ok(shape.columns >= 1 && shape.columns <= maxColumns);
      assert.ok(shape.top >= 0 && shape.contentRows >= 1 && shape.top + shape.contentRows <= leds);
      const below = leds - shape.top - shape.contentRows;
      assert.ok(below === shape.top || below === shape.top + 1);
      if (shape.contentRows === leds) {
        const error = Math.abs(shape.columns - (width * leds) / height);
        assert.ok(error <= 0.5 || shape.columns === 1 || shape.columns === maxColumns);
      } else {
        assert.equal(shape.columns, maxColumns);
        const error = Math.abs(shape.contentRows - (height * maxColumns) / width);
        assert.ok(error <= 0.5 || shape.contentRows === 1);
      }
    });
    fc.assert(law, { numRuns: 2000 });
  });
});

describe("the size of a source picture", () => {
  it("may be that of an 8-megapixel camera and of an Ultra HD screen", () => {
    checkSourceSize(3264, 2448);
    checkSourceSize(2448, 3264);
    checkSourceSize(3840, 2160);
    checkSourceSize(1, MAX_SOURCE_SIDE);
    checkSourceSize(4096, 2048);
    assert.equal(4096 * 2048, MAX_SOURCE_PIXELS);
  });

  it("is refused with rule, value and remedy when it is none or too large", () => {
    const message = (width: number, height: number): string => {
      try {
        checkSourceSize(width, height);
      } catch (error) {
        assert.ok(error instanceof PoiError);
        return `${error.code}: ${error.message}`;
      }
      return "";
    };
    assert.equal(message(0, 5), "bad-request: A picture must have pixels, got 0 × 5: save it again.");
    assert.equal(message(Number.NaN, 5).slice(0, 11), "bad-request");
    assert.equal(
      message(4000, 3000),
      "too-large: A picture must have at most 8388608 pixels, got 4000 × 3000 = 12000000: make it smaller.",
    );
    assert.equal(
      message(40000, 2),
      "too-large: A picture must have at most 32768 columns and rows, got 40000 × 2: make it smaller.",
    );
  });
});
