import { AreaResampler } from "../../../src/pov/resample.ts";

/** Scales a whole picture that comes in pieces. */
export function resample(
  rgb: Uint8Array,
  width: number,
  height: number,
  columns: number,
  rows: number,
  pieceBytes: number,
): Uint8Array {
  const result = new Uint8Array(columns * rows * 3);
  let at = 0;
  const resampler = new AreaResampler(width, height, columns, rows, (row) => {
    result.set(row, at);
    at += row.length;
  });
  for (let from = 0; from < rgb.length; from += pieceBytes)
    resampler.bytes(rgb.subarray(from, from + pieceBytes));
  return result;
}
