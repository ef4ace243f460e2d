import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeNrz, NrzTables } from "../../src/pov/nrz-wire.ts";
import { Tone } from "../../src/pov/tone.ts";

const LIGHT = new Tone({ gamma: [1, 1.5, 2], balance: [255, 200, 100] }).light;
const LEVEL = 0.8;

/** The definition: each colour as eight symbols of three bits, a 1 long, a 0 short. */
function naiveBits(values: readonly number[]): string {
  return values
    .map((value) =>
      value
        .toString(2)
        .padStart(8, "0")
        .replace(/[01]/g, (bit) => (bit === "1" ? "110" : "100")),
    )
    .join("");
}

function bitsOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
}

const pwm = (light: number): number => Math.floor(light * ((LEVEL * 255) / 65535) + 0.5);
const rgbOrders = fc.constantFrom([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]);
const rgbwOrders = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });

describe("encodeNrz", () => {
  it("gives what the definition gives, in all orders of colours, with white and without", () => {
    const order = fc.oneof(rgbOrders, rgbwOrders);
    const pixels = fc.uint8Array({ minLength: 3, maxLength: 60 });
    fc.assert(
      fc.property(pixels, order, fc.integer({ min: 0, max: 255 }), (rgb, places, whiteShare) => {
        const count = Math.floor(rgb.length / 3);
        const size = places.length * 3;
        const bytes = new Uint8Array(count * size + 8).fill(0xaa);
        encodeNrz(rgb, 0, 3, count, new NrzTables(LIGHT, LEVEL, whiteShare), places, bytes, 4);
        for (let i = 0; i < count; i++) {
          const light = [0, 1, 2].map((channel) => LIGHT[256 * channel + rgb[3 * i + channel]!]!);
          const white = places.length > 3 ? Math.floor((pwm(Math.min(...light)) * whiteShare) / 255) : 0;
          const values = [...light.map((each) => pwm(each) - white), white];
          const wire: number[] = [];
          places.forEach((place, channel) => {
            wire[place] = values[channel]!;
          });
          assert.equal(bitsOf(bytes.subarray(4 + i * size, 4 + (i + 1) * size)), naiveBits(wire));
        }
        assert.deepEqual([...bytes.subarray(0, 4), ...bytes.subarray(4 + count * size)], Array(8).fill(0xaa));
      }),
    );
  });

  it("encodes pixels from the last to the first", () => {
    const rgb = Uint8Array.from([1, 2, 3, 4, 5, 6]);
    const forth = new Uint8Array(18);
    const back = new Uint8Array(18);
    const tables = new NrzTables(LIGHT, 1, 255);
    encodeNrz(rgb, 0, 3, 2, tables, [1, 0, 2], forth, 0);
    encodeNrz(rgb, 3, -3, 2, tables, [1, 0, 2], back, 0);
    assert.deepEqual(back, Uint8Array.from([...forth.subarray(9), ...forth.subarray(0, 9)]));
  });
});
