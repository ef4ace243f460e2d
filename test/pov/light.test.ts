import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeLight, FULL_LIGHT, LIGHT_OF_CODE, nearestCode } from "../../src/pov/light.ts";

describe("light of sRGB codes", () => {
  it("is the formula of IEC 61966-2-1, rounded to 16 bits", () => {
    for (let code = 0; code < 256; code++) {
      const c = code / 255;
      const light = c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
      assert.equal(LIGHT_OF_CODE[code], Math.round(FULL_LIGHT * light), `code ${code}`);
    }
  });

  it("comes back as the same code", () => {
    for (let code = 0; code < 256; code++) assert.equal(nearestCode(2 * LIGHT_OF_CODE[code]!), code);
  });

  it("becomes the code that is nearest, for every amount and every half between two", () => {
    for (let doubled = 0; doubled <= 2 * FULL_LIGHT; doubled++) {
      const code = nearestCode(doubled);
      const distance = Math.abs(doubled - 2 * LIGHT_OF_CODE[code]!);
      if (code > 0) assert.ok(distance <= doubled - 2 * LIGHT_OF_CODE[code - 1]!, `${doubled}`);
      if (code < 255) assert.ok(distance < 2 * LIGHT_OF_CODE[code + 1]! - doubled, `${doubled}`);
    }
  });

  it("grows with the code by at least 19, and reaches all of it at 255", () => {
    for (let code = 1; code < 256; code++) assert.ok(LIGHT_OF_CODE[code]! - LIGHT_OF_CODE[code - 1]! >= 19);
    assert.equal(LIGHT_OF_CODE[0], 0);
    assert.equal(LIGHT_OF_CODE[255], FULL_LIGHT);
  });

  it("is encoded exactly, however large the unit: one less than the middle is below it", () => {
    const unit = fc.oneof(
      fc.integer({ min: 1, max: 8_388_608 }),
      fc.constantFrom(1, 2, 3, 8_388_607, 8_388_608),
    );
    const code = fc.integer({ min: 0, max: 254 });
    const law = fc.property(unit, code, fc.integer({ min: -1, max: 1 }), (unit, code, step) => {
      const limit = BigInt(LIGHT_OF_CODE[code]! + LIGHT_OF_CODE[code + 1]!) * BigInt(unit);
      const light = limit / 2n + BigInt(step);
      const codes = new Uint8Array(1);
      encodeLight(Float64Array.of(Number(light)), unit, codes);
      const upper = 2n * light >= limit;
      // A unit of 1 may step over several codes; the nearest is then what counts.
      const expected = unit > 1 ? code + (upper ? 1 : 0) : nearestCode(Number(2n * light));
      assert.equal(codes[0], expected);
    });
    fc.assert(law, { numRuns: 5000 });
  });
});
