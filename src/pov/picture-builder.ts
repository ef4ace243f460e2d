import { assert } from "../ports/assert.ts";
import type { Files } from "../ports/files.ts";
import { PoiError } from "../ports/poi-error.ts";
import { checkSourceSize, fitPicture, MAX_COLUMNS, type PictureShape } from "./picture-shape.ts";
import { AreaResampler } from "./resample.ts";
import { RowsToColumns, spillPath } from "./rows-to-columns.ts";

export interface PictureBuilderOptions {
  files: Files;
  /** Path of the file that will hold the pixels; `<path>.rows` is used for larger ones on the way. */
  path: string;
  /** Rows of the stored picture: the LEDs of the strip, 1..288. */
  leds: number;
  /** Columns of the stored picture at the most, 1..400. */
  maxColumns?: number;
}

/**
 * Makes the stored picture out of a decoded one while its rows arrive: fits it onto the strip, scales it, and writes it as
 * columns (see `RowsToColumns`). A picture that has the strip's height and fits comes through bit for bit.
 *
 * Memory, whatever the size of the source: 51 bytes a column of the target, at most 4 KB for two rows that are taken together,
 * and at most 17 KB more for turning.
 */
export class PictureBuilder {
  private readonly options: PictureBuilderOptions;
  private shape: PictureShape | undefined;
  private turner: RowsToColumns | undefined;
  private resampler: AreaResampler | undefined;
  private expected = 0;
  private received = 0;
  private bordered = false;

  constructor(options: PictureBuilderOptions) {
    this.options = options;
  }

  /**
   * States the size of the source picture, once, before its first row. Throws PoiError "bad-request" or "too-large", and
   * FilesError.
   */
  begin(width: number, height: number): void {
    assert(!this.shape, "begin is called once");
    checkSourceSize(width, height);
    const { files, path, leds } = this.options;
    const shape = fitPicture(width, height, leds, this.options.maxColumns ?? MAX_COLUMNS);
    const turner = new RowsToColumns({ files, path, columns: shape.columns, rows: shape.rows });
    this.shape = shape;
    this.turner = turner;
    this.expected = width * height * 3;
    if (width !== shape.columns || height !== shape.contentRows) {
      const onRow = (rgb: Uint8Array) => turner.bytes(rgb);
      this.resampler = new AreaResampler(width, height, shape.columns, shape.contentRows, onRow);
    }
    this.blacken(shape.top);
  }

  /** Takes the next bytes of the source, RGB row by row from the top; they may end anywhere. Throws FilesError. */
  rows(rgb: Uint8Array): void {
    assert(this.turner !== undefined, "begin comes first");
    this.received += rgb.length;
    assert(this.received <= this.expected, "no more bytes than width · height · 3");
    if (this.resampler) this.resampler.bytes(rgb);
    else this.turner.bytes(rgb);
  }

  /**
   * Does one stripe of the work that is left after the last row; true once the file is whole and closed (not flushed: that
   * is up to whoever keeps it). Throws PoiError "bad-request" where rows are missing, and FilesError.
   */
  step(): boolean {
    const { shape, turner } = this;
    assert(shape !== undefined && turner !== undefined, "begin comes first");
    if (this.received < this.expected) {
      throw new PoiError(
        "bad-request",
        `The picture must go on to its last row, got ${this.received} of ${this.expected} bytes: send it again.`,
      );
    }
    if (!this.bordered) {
      this.resampler = undefined;
      this.blacken(shape.rows - shape.top - shape.contentRows);
      this.bordered = true;
    }
    return turner.step();
  }

  /** Does all steps. Returns the size of the stored picture. */
  finish(): { columns: number; rows: number } {
    while (!this.step());
    const { columns, rows } = this.shape!;
    return { columns, rows };
  }

  /** Gives up: closes and removes what was written. Harmless before `begin` and after `finish`, whose file it removes. */
  cancel(): void {
    const { files, path } = this.options;
    this.turner?.close();
    files.remove(path);
    files.remove(spillPath(path));
  }

  private blacken(rows: number): void {
    if (rows === 0) return;
    const black = new Uint8Array(this.shape!.columns * 3);
    for (let i = 0; i < rows; i++) this.turner!.bytes(black);
  }
}
