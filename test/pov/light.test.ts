import assert from "node:assert/strict";
import { FULL_LIGHT, LIGHT_OF_CODE, nearestCode } from "../../src/pov/light.ts";

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
});
