import assert from "node:assert/strict";
import { LIGHT_OF_CODE } from "../../src/pov/light.ts";
import { Tone } from "../../src/pov/tone.ts";

describe("Tone", () => {
  it("is the sRGB curve for all colours, unless it is told another one", () => {
    const { light } = new Tone();
    for (let i = 0; i < 768; i++) assert.equal(light[i], LIGHT_OF_CODE[i & 255]);
  });

  it("raises codes to the exponent of each colour", () => {
    const gamma = [1, 2.2, 3] as const;
    const { light } = new Tone({ gamma });
    gamma.forEach((exponent, channel) => {
      // Steps of 1/32: the nearest to 2.2 is 2.1875.
      const nearest = Math.round(exponent * 32) / 32;
      for (let code = 0; code < 256; code++) {
        const exact = 65535 * (code / 255) ** nearest;
        assert.ok(Math.abs(light[channel * 256 + code]! - exact) <= 0.5001, `${exponent}: code ${code}`);
      }
    });
  });

  it("dims the colours that would make white another colour", () => {
    const { light } = new Tone({ gamma: [1, 1, 1], balance: [255, 51, 0] });
    assert.deepEqual([light[255], light[511], light[767]], [65535, 13107, 0]);
    assert.equal(light[128], Math.round((65535 * 128) / 255));
  });

  it("knows which settings it was made for", () => {
    const tone = new Tone({ gamma: [2, 2, 2], balance: [255, 255, 254] });
    assert.equal(tone.is({ gamma: [2, 2, 2], balance: [255, 255, 254] }), true);
    assert.equal(tone.is({ balance: [255, 255, 254] }), false);
    assert.equal(tone.is({ gamma: [2, 2, 2] }), false);
    assert.equal(new Tone().is({}), true);
  });

  it("refuses exponents and balances that cannot be", () => {
    assert.throws(() => new Tone({ gamma: [0.9, 1, 1] }));
    assert.throws(() => new Tone({ gamma: [1, 4.1, 1] }));
    assert.throws(() => new Tone({ balance: [1, 256, 1] }));
  });
});
