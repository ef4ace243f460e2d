import { frozen } from "../../../src/bytes/frozen.ts";
import type { RowSource } from "../../../src/pov/picture-bands.ts";
import type { DecodedRows } from "./decoded-rows.ts";
import type { RowFile } from "./row-file.ts";

/** What comes after another: every so manieth pixel from the first on, across and down. */
interface Pass {
  readonly left: number;
  readonly top: number;
  readonly across: number;
  readonly down: number;
}

function pass(left: number, top: number, across: number, down: number): Pass {
  return Object.freeze({ left, top, across, down });
}

/** W3C PNG, section 8: Adam7. */
const PNG_PASSES: readonly Pass[] = frozen([
  pass(0, 0, 8, 8),
  pass(4, 0, 8, 8),
  pass(0, 4, 4, 8),
  pass(2, 0, 4, 4),
  pass(0, 2, 2, 4),
  pass(1, 0, 2, 2),
  pass(0, 1, 1, 2),
]);

/** GIF 89a, appendix E. */
const GIF_PASSES: readonly Pass[] = frozen([
  pass(0, 0, 1, 8),
  pass(0, 4, 1, 8),
  pass(0, 2, 1, 4),
  pass(0, 1, 1, 2),
]);

/** Of what `prepare` counts: a row of a pass is decoded and written to flash. */
const STEPS_OF_A_ROW = 5000;

/** Rows of a picture that comes in passes: all of them go to a file as they come, and each row is put together from it. */
export class InterlacedRows implements RowSource {
  readonly width: number;
  readonly height: number;
  private readonly source: DecodedRows;
  private readonly file: RowFile;
  private readonly passes: readonly Pass[];
  /** Where the rows of each pass begin in the file. */
  private readonly starts: number[] = [];
  private readonly piece: Uint8Array;
  private pass = 0;
  private row = 0;

  /** Takes both over. */
  constructor(source: DecodedRows, file: RowFile, isPng: boolean) {
    this.width = source.width;
    this.height = source.height;
    this.source = source;
    this.file = file;
    this.passes = isPng ? PNG_PASSES : GIF_PASSES;
    this.piece = new Uint8Array(source.width * 3);
    let start = 0;
    for (const each of this.passes) {
      this.starts.push(start);
      start +=
        countFrom(this.width, each.left, each.across) * countFrom(this.height, each.top, each.down) * 3;
    }
  }

  prepare(steps: number): boolean {
    for (let left = steps; left > 0; left -= STEPS_OF_A_ROW) {
      const pixels = this.nextPixels();
      if (pixels === 0) return true;
      this.source.read(0, this.piece, 0, pixels);
      this.file.append(this.piece.subarray(0, pixels * 3));
      this.row++;
    }
    return false;
  }

  /** Throws FilesError. */
  read(y: number, rgb: Uint8Array, at: number): void {
    for (let i = 0; i < this.passes.length; i++) {
      const { left, top, across, down } = this.passes[i]!;
      const count = countFrom(this.width, left, across);
      if (y < top || (y - top) % down !== 0 || count === 0) continue;
      const bytes = this.piece.subarray(0, count * 3);
      this.file.read(bytes, this.starts[i]! + ((y - top) / down) * count * 3);
      for (let from = 0, to = at + left * 3; from < bytes.length; from += 3, to += across * 3) {
        rgb[to] = bytes[from]!;
        rgb[to + 1] = bytes[from + 1]!;
        rgb[to + 2] = bytes[from + 2]!;
      }
    }
  }

  close(): void {
    this.source.close();
    this.file.close();
  }

  /** Pixels of the next row of a pass; 0 behind the last. */
  private nextPixels(): number {
    for (; this.pass < this.passes.length; this.pass++, this.row = 0) {
      const { left, top, across, down } = this.passes[this.pass]!;
      const count = countFrom(this.width, left, across);
      if (count > 0 && this.row < countFrom(this.height, top, down)) return count;
    }
    return 0;
  }
}

/** Of so many, how many are there from the first on, each so manieth. */
function countFrom(length: number, first: number, step: number): number {
  return length <= first ? 0 : Math.ceil((length - first) / step);
}
