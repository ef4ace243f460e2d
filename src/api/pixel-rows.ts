import type { BodySource } from "../net/http-stream.ts";
import type { File } from "../ports/files.ts";

/** Bytes of the band of rows that is held at once. */
const BAND_BYTES = 4096;

/** The pixels of a stored picture, which lie column by column, as rows from the top: what `image_WxH.rgb` holds. */
export class PixelRows implements BodySource {
  private readonly file: File;
  private readonly width: number;
  private readonly height: number;
  private readonly band: Uint8Array;
  private readonly column: Uint8Array;
  private readonly bandRows: number;
  private row = 0;
  private rest: Uint8Array = new Uint8Array(0);

  /** `file` holds the columns; it is closed when the source is. */
  constructor(file: File, width: number, height: number) {
    this.file = file;
    this.width = width;
    this.height = height;
    this.bandRows = Math.max(1, Math.min(height, Math.floor(BAND_BYTES / (3 * width))));
    this.band = new Uint8Array(3 * width * this.bandRows);
    this.column = new Uint8Array(3 * this.bandRows);
  }

  pull(maxBytes: number): Uint8Array | undefined {
    if (this.rest.length === 0) {
      if (this.row >= this.height) return undefined;
      this.rest = this.readBand();
    }
    const piece = this.rest.subarray(0, maxBytes);
    this.rest = this.rest.subarray(piece.length);
    return piece;
  }

  close(): void {
    this.file.close();
  }

  private readBand(): Uint8Array {
    const { width, height, band, column } = this;
    const rows = Math.min(this.bandRows, height - this.row);
    const part = rows === this.bandRows ? column : column.subarray(0, 3 * rows);
    for (let x = 0; x < width; x++) {
      this.file.read(part, 3 * (x * height + this.row));
      for (let y = 0; y < rows; y++) {
        const to = 3 * (y * width + x);
        band[to] = part[3 * y]!;
        band[to + 1] = part[3 * y + 1]!;
        band[to + 2] = part[3 * y + 2]!;
      }
    }
    this.row += rows;
    return band.subarray(0, 3 * width * rows);
  }
}
