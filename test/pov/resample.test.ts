import assert from "node:assert/strict";
import fc from "fast-check";
import { LIGHT_OF_CODE } from "../../src/pov/light.ts";
import { AreaResampler } from "../../src/pov/resample.ts";
import { exactResample, naiveResample } from "./naive-resample.ts";
import { noise } from "./noise.ts";

/** Scales a whole picture, given in pieces of `pieceBytes`. */
function resample(
  rgb: Uint8Array,
  width: number,
  height: number,
  columns: number,
  rows: number,
  pieceBytes = rgb.length,
): Uint8Array {
  const result: number[] = [];
  const resampler = new AreaResampler(width, height, columns, rows, (row) => result.push(...row));
  for (let at = 0; at < rgb.length; at += pieceBytes) resampler.bytes(rgb.subarray(at, at + pieceBytes));
  return Uint8Array.from(result);
}

/** Mean light of a channel, 0..65535. */
function meanLight(rgb: Uint8Array, channel: number): number {
  let sum = 0;
  for (let i = channel; i < rgb.length; i += 3) sum += LIGHT_OF_CODE[rgb[i]!]!;
  return sum / (rgb.length / 3);
}

/** The first ten pixels of a halved picture. */
function exactCorner(rgb: Uint8Array, width: number): Uint8Array {
  const corner = new Uint8Array(2 * 20 * 3);
  for (let y = 0; y < 2; y++) corner.set(rgb.subarray(y * width * 3, y * width * 3 + 60), y * 60);
  return exactResample(corner, 20, 2, 10, 1);
}

const side = fc.integer({ min: 1, max: 40 });

describe("area averaging", () => {
  it("gives an unscaled picture back bit for bit", () => {
    const law = fc.property(side, side, fc.integer(), (width, height, seed) => {
      const rgb = noise(width * height * 3, Math.abs(seed));
      assert.deepEqual(resample(rgb, width, height, width, height), rgb);
    });
    fc.assert(law, { numRuns: 100 });
  });

  it("leaves a constant colour as it is at every ratio", () => {
    const colour = fc.uint8Array({ minLength: 3, maxLength: 3 });
    const law = fc.property(side, side, side, side, colour, (width, height, columns, rows, colour) => {
      const rgb = new Uint8Array(width * height * 3).map((_, i) => colour[i % 3]!);
      const result = resample(rgb, width, height, columns, rows);
      assert.equal(result.length, columns * rows * 3);
      assert.ok(result.every((value, i) => value === colour[i % 3]));
    });
    fc.assert(law, { numRuns: 200 });
  });

  it("equals the plain floating-point mean to within a level at every ratio", () => {
    const law = fc.property(side, side, side, side, fc.nat(), (width, height, columns, rows, seed) => {
      const rgb = noise(width * height * 3, seed);
      const result = resample(rgb, width, height, columns, rows);
      const expected = naiveResample(rgb, width, height, columns, rows);
      for (let i = 0; i < expected.length; i++) assert.ok(Math.abs(result[i]! - expected[i]!) <= 1);
    });
    fc.assert(law, { numRuns: 200 });
  });

  it("is exact where target pixels are whole numbers of source pixels, rows taken in pairs or not", () => {
    const few = fc.integer({ min: 1, max: 6 });
    const law = fc.property(
      few,
      few,
      few,
      few,
      fc.integer({ min: 1, max: 200 }),
      fc.nat(),
      (columns, rows, n, m, pieceBytes, seed) => {
        const [width, height] = [columns * n, rows * m];
        const rgb = noise(width * height * 3, seed);
        const result = resample(rgb, width, height, columns, rows, pieceBytes);
        assert.deepEqual(result, exactResample(rgb, width, height, columns, rows));
      },
    );
    fc.assert(law, { numRuns: 300 });
  });

  it("is exact at any other ratio", () => {
    const few = fc.integer({ min: 1, max: 12 });
    const law = fc.property(few, few, few, few, fc.nat(), (width, height, columns, rows, seed) => {
      const rgb = noise(width * height * 3, seed);
      const result = resample(rgb, width, height, columns, rows);
      assert.deepEqual(result, exactResample(rgb, width, height, columns, rows));
    });
    fc.assert(law, { numRuns: 200 });
  });

  it("is exact for rows of any length, those that are too long for pairs too", () => {
    for (const width of [682, 684, 1400]) {
      const rgb = noise(width * 4 * 3, width);
      assert.deepEqual(resample(rgb, width, 4, 2, 2, 999), exactResample(rgb, width, 4, 2, 2));
      const halved = resample(rgb, width, 4, width / 2, 2, 999);
      assert.deepEqual(halved.subarray(0, 30), exactCorner(rgb, width));
    }
  });

  it("does not care where the bytes are cut", () => {
    const law = fc.property(side, side, side, side, side, (width, height, columns, rows, pieceBytes) => {
      const rgb = noise(width * height * 3);
      const whole = resample(rgb, width, height, columns, rows);
      assert.deepEqual(resample(rgb, width, height, columns, rows, pieceBytes), whole);
    });
    fc.assert(law, { numRuns: 200 });
  });

  it("keeps the light of the whole at integer ratios", () => {
    for (const [across, down] of [
      [2, 2],
      [3, 5],
      [8, 1],
      [1, 7],
    ] as const) {
      const rgb = noise(24 * across * 20 * down * 3);
      const result = resample(rgb, 24 * across, 20 * down, 24, 20);
      for (let channel = 0; channel < 3; channel++) {
        const [before, after] = [meanLight(rgb, channel), meanLight(result, channel)];
        // Each target pixel is off by at most half a code, to either side alike: 480 of them even out.
        assert.ok(Math.abs(after - before) < before * 0.002, `${before} ${after}`);
      }
    }
  });

  it("mixes light and not codes: a checkerboard becomes 188, not 128", () => {
    const rgb = new Uint8Array(64 * 64 * 3);
    for (let i = 0; i < 64 * 64; i++) if ((i + (i >> 6)) % 2 === 0) rgb.fill(255, i * 3, i * 3 + 3);
    assert.deepEqual(resample(rgb, 64, 64, 1, 1), Uint8Array.of(188, 188, 188));
  });

  it("counts pixels at a rim by their part", () => {
    // Three columns onto two: each of the two holds one whole and half of the middle one.
    const rgb = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255);
    // Two thirds of the light is code 213, one third 156.
    assert.deepEqual(resample(rgb, 3, 1, 2, 1), Uint8Array.of(213, 156, 0, 0, 156, 213));
  });

  it("grows pixels to crisp boxes at integer ratios", () => {
    const rgb = noise(5 * 4 * 3);
    const result = resample(rgb, 5, 4, 15, 8);
    for (let y = 0; y < 8; y++) {
      for (let x = 0; x < 15; x++) {
        const from = ((y >> 1) * 5 + Math.floor(x / 3)) * 3;
        assert.deepEqual(
          result.subarray((y * 15 + x) * 3, (y * 15 + x) * 3 + 3),
          rgb.subarray(from, from + 3),
        );
      }
    }
  });

  it("does not mix rows or columns up", () => {
    const rgb = noise(60 * 60 * 3);
    const turned = new Uint8Array(rgb.length);
    for (let y = 0; y < 60; y++) {
      for (let x = 0; x < 60; x++)
        turned.set(rgb.subarray((y * 60 + x) * 3, (y * 60 + x) * 3 + 3), (x * 60 + y) * 3);
    }
    const [a, b] = [resample(rgb, 60, 60, 13, 17), resample(turned, 60, 60, 17, 13)];
    for (let y = 0; y < 17; y++) {
      for (let x = 0; x < 13; x++) assert.equal(a[(y * 13 + x) * 3], b[(x * 17 + y) * 3]);
    }
  });

  it("holds the brightest picture of the widest side without overflow", () => {
    const white = new Uint8Array(32768 * 3).fill(255);
    for (const columns of [1, 3, 400]) {
      const rows: number[] = [];
      const resampler = new AreaResampler(32768, 50, columns, 1, (row) => rows.push(...row));
      for (let y = 0; y < 50; y++) resampler.bytes(white);
      assert.equal(rows.length, columns * 3);
      assert.ok(rows.every((value) => value === 255));
    }
  });
});
