import { assert } from "../ports/assert.ts";
import type { File, Files } from "../ports/files.ts";

/** Bytes that a picture, or a stripe of its columns, may take in memory while it is turned. */
export const STRIPE_BYTES = 8192;

/** Path of the second file that turning a large picture takes. */
export function spillPath(path: string): string {
  return `${path}.rows`;
}

export interface RowsToColumnsOptions {
  files: Files;
  /** Path of the file that is made. */
  path: string;
  columns: number;
  rows: number;
}

/**
 * Turns a picture that arrives row by row into a file of columns: column 0 first, in a column row 0 first, 3 bytes a pixel.
 *
 * A small picture waits in memory. A larger one goes to a second file, `<path>.rows`, and comes back in stripes of as many
 * columns as fit the memory: a piece of each row is read and strewn into the stripe, which is then written in one go.
 */
export class RowsToColumns {
  private readonly files: Files;
  private readonly path: string;
  private readonly columns: number;
  private readonly rows: number;
  private readonly byteLength: number;
  private readonly stripeColumns: number;
  /**
   * Rows, or a piece of one, in front; the stripe behind them. One buffer, for `copyWithin`. A picture that waits in its file takes it
   * after the last row, when whoever scales it has given up as much.
   */
  private memory: Uint8Array | undefined;
  private readonly stripeAt: number;
  private spill: File | undefined;
  private into: File | undefined;
  private taken = 0;
  private turned = 0;

  constructor(options: RowsToColumnsOptions) {
    const { files, path, columns, rows } = options;
    this.files = files;
    this.path = path;
    this.columns = columns;
    this.rows = rows;
    this.byteLength = columns * rows * 3;
    this.stripeColumns = Math.min(columns, Math.floor(STRIPE_BYTES / (rows * 3)));
    assert(this.stripeColumns >= 1, "a column fits the stripe");
    const whole = this.stripeColumns === columns;
    this.stripeAt = whole ? this.byteLength : this.stripeColumns * 3;
    if (whole) this.memory = this.makeMemory();
    else this.spill = files.open(spillPath(path), "w");
  }

  /** Takes the next bytes of the rows; they may end anywhere. Throws FilesError. */
  bytes(rgb: Uint8Array): void {
    assert(this.taken + rgb.length <= this.byteLength, "more bytes than the picture has");
    if (this.spill) this.spill.write(rgb, this.taken);
    else this.memory!.set(rgb, this.taken);
    this.taken += rgb.length;
  }

  /** Turns one stripe of columns into the file; true once all are there and the file is closed. Throws FilesError. */
  step(): boolean {
    assert(this.taken === this.byteLength, "all rows are there");
    if (this.turned === this.columns) return true;
    if (!this.into) this.into = this.files.open(this.path, "w");
    this.memory ??= this.makeMemory();
    const { spill, memory, rows, columns, turned } = this;
    const count = Math.min(this.stripeColumns, columns - turned);
    const columnBytes = rows * 3;
    const piece = memory.subarray(0, count * 3);
    for (let row = 0; row < rows; row++) {
      const to = this.stripeAt + row * 3;
      if (spill) {
        const read = spill.read(piece, (row * columns + turned) * 3);
        assert(read === piece.length, "the rows that were written can be read");
        strew(memory, 0, to, count, columnBytes);
      } else {
        strew(memory, row * count * 3, to, count, columnBytes);
      }
    }
    const stripe = memory.subarray(this.stripeAt, this.stripeAt + count * columnBytes);
    this.into.write(stripe, this.turned * columnBytes);
    this.turned += count;
    if (this.turned < this.columns) return false;
    this.close();
    return true;
  }

  /** Closes what is open and removes the second file. The turned file stays. */
  close(): void {
    this.into?.close();
    this.into = undefined;
    if (!this.spill) return;
    this.spill.close();
    this.spill = undefined;
    this.files.remove(spillPath(this.path));
  }

  private makeMemory(): Uint8Array {
    return new Uint8Array(this.stripeAt + this.stripeColumns * this.rows * 3);
  }
}

/**
 * Copies `count` pixels that lie side by side to places that lie `stride` bytes apart.
 * @hot
 */
function strew(memory: Uint8Array, from: number, to: number, count: number, stride: number): void {
  const end = from + count * 3;
  // Four at a time as long as there are four.
  const almost = end - 9;
  while (from < almost) {
    memory.copyWithin(to, from, from + 3);
    to += stride;
    memory.copyWithin(to, from + 3, from + 6);
    to += stride;
    memory.copyWithin(to, from + 6, from + 9);
    to += stride;
    from += 12;
    memory.copyWithin(to, from - 3, from);
    to += stride;
  }
  while (from < end) {
    memory.copyWithin(to, from, from + 3);
    from += 3;
    to += stride;
  }
}
