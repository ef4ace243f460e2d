import type { File } from "../ports/files.ts";
import type { BmpHeader } from "./bmp-header.ts";
import { damagedPicture } from "./picture-format.ts";

const WINDOW_BYTES = 1024;

/**
 * Rows of a run-length coded BMP in any order. Rows are of any length in the file and the bottom one comes first, so a first
 * pass notes where each one begins; 6 bytes a row is all that is kept.
 * Source: Microsoft, "Bitmap Compression" (BI_RLE8, BI_RLE4).
 *
 * | first | second | meaning |
 * | --- | --- | --- |
 * | 1..255 | any | as many pixels of this index (RLE4: of its two halves in turn) |
 * | 0 | 0 | end of row |
 * | 0 | 1 | end of picture; rows that were not reached are index 0 |
 * | 0 | 2 | two bytes follow: pixels to the right, rows onward |
 * | 0 | 3..255 | as many indices follow, padded to an even number of bytes |
 */
export class BmpRunLengths {
  private readonly file: File;
  private readonly width: number;
  private readonly height: number;
  private readonly pairs: boolean;
  private readonly window = new Uint8Array(WINDOW_BYTES);
  private windowAt = 0;
  private windowLength = 0;
  /** Where each row of the file begins, 0 for one that is skipped. */
  private readonly starts: Uint32Array;
  /** Column at which it begins. */
  private readonly startColumns: Uint16Array;
  private at: number;
  private row = 0;
  private column = 0;

  constructor(file: File, header: BmpHeader) {
    this.file = file;
    this.width = header.width;
    this.height = header.height;
    this.pairs = header.bitsPerPixel === 4;
    this.starts = new Uint32Array(header.height);
    this.startColumns = new Uint16Array(header.height);
    this.at = header.pixelsAt;
    this.starts[0] = this.at;
  }

  /**
   * Goes on with the first pass for at most `steps` codes; true once it is over. Throws PoiError where the file ends too
   * early, and FilesError.
   */
  scan(steps: number): boolean {
    for (let i = 0; i < steps; i++) {
      if (this.row >= this.height) return true;
      const row = this.row;
      if (!this.code(undefined)) return true;
      if (this.row === row || this.row >= this.height) continue;
      this.starts[this.row] = this.at;
      this.startColumns[this.row] = this.column;
    }
    return false;
  }

  /** Fills `indices` (one byte a pixel) with the row that comes `row`th in the file. Throws FilesError. */
  read(row: number, indices: Uint8Array): void {
    indices.fill(0);
    if (this.starts[row] === 0) return;
    this.at = this.starts[row]!;
    this.row = row;
    this.column = this.startColumns[row]!;
    while (this.row === row && this.code(indices));
  }

  /** Takes one code, drawing it where `indices` are given; false at the end of the picture. */
  private code(indices: Uint8Array | undefined): boolean {
    const first = this.byte();
    const second = this.byte();
    if (first > 0) this.run(first, second, indices);
    else if (second === 0) {
      this.row++;
      this.column = 0;
    } else if (second === 1) return false;
    else if (second === 2) {
      this.column = Math.min(this.width, this.column + this.byte());
      this.row += this.byte();
    } else this.literal(second, indices);
    return true;
  }

  private run(count: number, value: number, indices: Uint8Array | undefined): void {
    const end = Math.min(this.width, this.column + count);
    if (indices) {
      for (let x = this.column; x < end; x++) {
        indices[x] = this.pairs ? ((x - this.column) % 2 === 0 ? value >> 4 : value & 15) : value;
      }
    }
    this.column = end;
  }

  private literal(count: number, indices: Uint8Array | undefined): void {
    const bytes = this.pairs ? (count + 1) >> 1 : count;
    const next = this.at + bytes + (bytes & 1);
    const end = Math.min(this.width, this.column + count);
    if (indices) {
      let value = 0;
      for (let x = this.column; x < end; x++) {
        const second = this.pairs && (x - this.column) % 2 === 1;
        if (!second) value = this.byte();
        indices[x] = this.pairs ? (second ? value & 15 : value >> 4) : value;
      }
    }
    this.column = end;
    this.at = next;
  }

  private byte(): number {
    const at = this.at++;
    if (at < this.windowAt || at >= this.windowAt + this.windowLength) {
      this.windowAt = at;
      this.windowLength = this.file.read(this.window, at);
      if (this.windowLength === 0) throw damagedPicture("bmp", "it ends before its last row");
    }
    return this.window[at - this.windowAt]!;
  }
}
