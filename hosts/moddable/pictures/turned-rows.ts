import type { RowSource } from "../../../src/pov/picture-bands.ts";
import type { RowFile } from "./row-file.ts";

/** Bytes of the columns that are brought into memory at once, to become rows. */
const BAND_BYTES = 6144;
/** Of what `prepare` counts: a row is decoded and written to flash. */
const STEPS_OF_A_ROW = 5000;

/**
 * The upright picture of one that a camera noted to lie (Exif 2.32, tag 274). Its rows go to a file as they come. From 5 on an upright
 * row is a column of the file, and some columns are brought at a time.
 *
 * | orientation | 2 | 3 | 4 | 5 | 6 | 7 | 8 |
 * | --- | --- | --- | --- | --- | --- | --- | --- |
 * | its rows are the file's | rows | rows, back | rows, back | columns | columns | columns, back | columns, back |
 * | its pixels come | back | back | onward | onward | back | back | onward |
 */
export class TurnedRows implements RowSource {
  readonly width: number;
  readonly height: number;
  private readonly source: RowSource;
  private readonly file: RowFile;
  private readonly isTurned: boolean;
  /** As the table says. */
  private readonly rowsBack: boolean;
  private readonly pixelsBack: boolean;
  /** A row of the file; or some of its columns, row by row. */
  private readonly band: Uint8Array;
  private readonly bandColumns: number;
  /** The first column of the band; -1 for none. */
  private bandStart = -1;
  private row = 0;

  /** Takes both over. */
  constructor(source: RowSource, file: RowFile, orientation: number) {
    this.source = source;
    this.file = file;
    this.isTurned = orientation > 4;
    this.width = this.isTurned ? source.height : source.width;
    this.height = this.isTurned ? source.width : source.height;
    this.rowsBack = orientation === 3 || orientation === 4 || orientation === 7 || orientation === 8;
    this.pixelsBack = orientation === 2 || orientation === 3 || orientation === 6 || orientation === 7;
    this.bandColumns = Math.max(1, Math.min(source.width, Math.floor(BAND_BYTES / (source.height * 3))));
    const bandBytes = this.isTurned ? this.bandColumns * source.height * 3 : 0;
    this.band = new Uint8Array(Math.max(source.width * 3, bandBytes));
  }

  prepare(steps: number): boolean {
    if (!this.source.prepare(steps)) return false;
    for (let left = steps; left > 0; left -= STEPS_OF_A_ROW) {
      if (this.row === this.source.height) return true;
      this.source.read(this.row++, this.band, 0);
      this.file.append(this.band.subarray(0, this.source.width * 3));
    }
    return false;
  }

  /** Throws FilesError. */
  read(y: number, rgb: Uint8Array, at: number): void {
    const line = this.rowsBack ? this.height - 1 - y : y;
    let from = 0;
    let step = 3;
    if (this.isTurned) {
      from = this.bringColumn(line) * 3;
      step = this.bandColumns * 3;
    } else this.file.read(this.band.subarray(0, this.width * 3), line * this.width * 3);
    let to = this.pixelsBack ? at + (this.width - 1) * 3 : at;
    const onward = this.pixelsBack ? -3 : 3;
    for (let x = 0; x < this.width; x++) {
      rgb[to] = this.band[from]!;
      rgb[to + 1] = this.band[from + 1]!;
      rgb[to + 2] = this.band[from + 2]!;
      from += step;
      to += onward;
    }
  }

  close(): void {
    this.source.close();
    this.file.close();
  }

  /** Brings a column of the file into the band; returns where in it. */
  private bringColumn(column: number): number {
    const { width, height } = this.source;
    const start = Math.min(column - (column % this.bandColumns), width - this.bandColumns);
    if (column >= this.bandStart && this.bandStart >= 0 && column < this.bandStart + this.bandColumns)
      return column - this.bandStart;
    const bytes = this.bandColumns * 3;
    for (let row = 0; row < height; row++) {
      this.file.read(this.band.subarray(row * bytes, (row + 1) * bytes), (row * width + start) * 3);
    }
    this.bandStart = start;
    return column - start;
  }
}
