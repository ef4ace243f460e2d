import { LIGHT_OF_CODE } from "../../src/pov/light.ts";

/** Area averaging written plainly, to hold the streaming one to. Pixels are RGB bytes, row by row. */

/** In floating point, from the formula of IEC 61966-2-1. */
export function naiveResample(
  rgb: Uint8Array,
  width: number,
  height: number,
  columns: number,
  rows: number,
): number[] {
  const result: number[] = [];
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        let area = 0;
        const [left, right] = [(i * width) / columns, ((i + 1) * width) / columns];
        const [top, bottom] = [(j * height) / rows, ((j + 1) * height) / rows];
        for (let y = Math.floor(top); y < Math.min(height, Math.ceil(bottom)); y++) {
          for (let x = Math.floor(left); x < Math.min(width, Math.ceil(right)); x++) {
            const across = Math.min(x + 1, right) - Math.max(x, left);
            const down = Math.min(y + 1, bottom) - Math.max(y, top);
            sum += across * down * toLight(rgb[(y * width + x) * 3 + channel]! / 255);
            area += across * down;
          }
        }
        result.push(255 * fromLight(sum / area));
      }
    }
  }
  return result;
}

/** In whole numbers, from the light of each code: the nearest code, the brighter of two. Exact for pictures of a few thousand pixels. */
export function exactResample(
  rgb: Uint8Array,
  width: number,
  height: number,
  columns: number,
  rows: number,
): Uint8Array {
  /** Units of `length` that lie between two places. */
  const shared = (from: number, to: number, left: number, right: number) =>
    Math.max(0, Math.min(to, right) - Math.max(from, left));
  const result = new Uint8Array(columns * rows * 3);
  for (let i = 0; i < result.length; i++) {
    const [column, row] = [Math.floor(i / 3) % columns, Math.floor(i / 3 / columns)];
    let sum = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const across = shared(x * columns, (x + 1) * columns, column * width, (column + 1) * width);
        const down = shared(y * rows, (y + 1) * rows, row * height, (row + 1) * height);
        sum += across * down * LIGHT_OF_CODE[rgb[(y * width + x) * 3 + (i % 3)]!]!;
      }
    }
    const distances = Array.from(LIGHT_OF_CODE, (light) => Math.abs(light * width * height - sum));
    result[i] = distances.lastIndexOf(Math.min(...distances));
  }
  return result;
}

export function toLight(code: number): number {
  return code <= 0.04045 ? code / 12.92 : ((code + 0.055) / 1.055) ** 2.4;
}

export function fromLight(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
}
