import { assert } from "../ports/assert.ts";
import type { File } from "../ports/files.ts";
import { BMP_HEADER_BYTES, type BmpHeader, bmpRowBytes, parseBmpHeader } from "./bmp-header.ts";
import { BmpRunLengths } from "./bmp-rle.ts";
import type { RowSource } from "./picture-bands.ts";

/**
 * Rows of a BMP file from the top, whatever their order, depth, masks and coding in the file. Holds a row and a palette, never
 * the picture: the rows are found by seeking.
 *
 * Transparency of files that declare an alpha mask lies over black; the fourth byte of other 32-bit files means nothing.
 */
export class BmpRows implements RowSource {
  readonly width: number;
  readonly height: number;
  private readonly file: File;
  private readonly header: BmpHeader;
  private readonly rowBytes: number;
  /** One row as it lies in the file; of a run-length coded one, its indices. */
  private readonly raw: Uint8Array;
  /** 256 entries of red, green, blue; those that the file leaves out are black. */
  private readonly palette = new Uint8Array(256 * 3);
  private readonly runLengths: BmpRunLengths | undefined;

  /**
   * Reads the headers; takes the file over, unless it throws. Throws PoiError for a file that is damaged, rare or larger than `maxPixels`,
   * and FilesError.
   */
  constructor(file: File, maxPixels: number) {
    const head = new Uint8Array(BMP_HEADER_BYTES);
    const length = file.read(head, 0);
    const header = parseBmpHeader(head.subarray(0, length), file.size, maxPixels);
    this.file = file;
    this.header = header;
    this.width = header.width;
    this.height = header.height;
    this.rowBytes = bmpRowBytes(header);
    readPalette(file, header, this.palette);
    if (header.runLength) this.runLengths = new BmpRunLengths(file, header);
    this.raw = new Uint8Array(
      header.runLength ? header.width : Math.ceil((header.width * header.bitsPerPixel) / 8),
    );
  }

  /**
   * Does up to `steps` steps of what must be done before the first row can be read; true once it is done. Only a run-length
   * coded file needs more than none. Throws PoiError and FilesError.
   */
  prepare(steps: number): boolean {
    return this.runLengths ? this.runLengths.scan(steps) : true;
  }

  /** Writes row `y`, counted from the top, to `rgb` from `at` on: 3 bytes a pixel. Throws FilesError. */
  read(y: number, rgb: Uint8Array, at: number): void {
    const { header, raw } = this;
    assert(y >= 0 && y < header.height, "a row of the picture");
    const row = header.topDown ? y : header.height - 1 - y;
    if (this.runLengths) {
      this.runLengths.read(row, raw);
      decodeIndices(raw, 8, header.width, this.palette, rgb, at);
      return;
    }
    this.file.read(raw, header.pixelsAt + row * this.rowBytes);
    if (header.bitsPerPixel <= 8)
      decodeIndices(raw, header.bitsPerPixel, header.width, this.palette, rgb, at);
    else if (header.bitsPerPixel === 24) decodeTriples(raw, rgb, at);
    else decodeMasked(raw, header, rgb, at);
  }

  close(): void {
    this.file.close();
  }
}

function readPalette(file: File, header: BmpHeader, palette: Uint8Array): void {
  const step = header.paletteEntryBytes;
  const entries = new Uint8Array(header.paletteLength * step);
  file.read(entries, header.paletteAt);
  for (let i = 0; i < header.paletteLength; i++) {
    palette[i * 3] = entries[i * step + 2]!;
    palette[i * 3 + 1] = entries[i * step + 1]!;
    palette[i * 3 + 2] = entries[i * step]!;
  }
}

/** @hot */
function decodeIndices(
  raw: Uint8Array,
  bits: number,
  width: number,
  palette: Uint8Array,
  rgb: Uint8Array,
  at: number,
): void {
  const mask = (1 << bits) - 1;
  for (let x = 0; x < width; x++) {
    const bit = x * bits;
    const index = (raw[bit >> 3]! >> (8 - bits - (bit & 7))) & mask;
    rgb[at++] = palette[index * 3]!;
    rgb[at++] = palette[index * 3 + 1]!;
    rgb[at++] = palette[index * 3 + 2]!;
  }
}

/** @hot */
function decodeTriples(raw: Uint8Array, rgb: Uint8Array, at: number): void {
  const length = raw.length;
  for (let i = 0; i < length; i += 3) {
    rgb[at++] = raw[i + 2]!;
    rgb[at++] = raw[i + 1]!;
    rgb[at++] = raw[i]!;
  }
}

/** Pixels of two or four bytes, least first, whose channels lie under masks. */
function decodeMasked(raw: Uint8Array, header: BmpHeader, rgb: Uint8Array, at: number): void {
  const { masks, width } = header;
  const step = header.bitsPerPixel / 8;
  for (let x = 0; x < width; x++) {
    const i = x * step;
    let pixel = raw[i]! | (raw[i + 1]! << 8);
    if (step === 4) pixel |= (raw[i + 2]! << 16) | (raw[i + 3]! << 24);
    const alpha = masks.alpha === 0 ? 255 : channel(pixel, masks.alpha);
    rgb[at++] = over(channel(pixel, masks.red), alpha);
    rgb[at++] = over(channel(pixel, masks.green), alpha);
    rgb[at++] = over(channel(pixel, masks.blue), alpha);
  }
}

/** The bits under a mask, stretched so that all of them set is 255; 0 for no mask. */
function channel(pixel: number, mask: number): number {
  if (mask === 0) return 0;
  const lowest = mask & -mask;
  const value = ((pixel & mask) >>> 0) / (lowest >>> 0);
  const greatest = (mask >>> 0) / (lowest >>> 0);
  return Math.floor((value * 510 + greatest) / (2 * greatest));
}

function over(value: number, alpha: number): number {
  return alpha === 255 ? value : Math.floor((value * alpha * 2 + 255) / 510);
}
