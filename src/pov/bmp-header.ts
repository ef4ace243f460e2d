import { frozen } from "../bytes/frozen.ts";
import { damagedPicture } from "./picture-format.ts";
import { checkSourceSize } from "./picture-shape.ts";

/** Bytes of the file header and the longest picture header. */
export const BMP_HEADER_BYTES = 14 + 124;

/** How the pixels of a BMP lie in its file. */
export interface BmpHeader {
  width: number;
  height: number;
  /** The first row of the file is the top one; most begin at the bottom. */
  topDown: boolean;
  /** 1, 2, 4 or 8 (indices into a palette), 16, 24 or 32. */
  bitsPerPixel: number;
  runLength: boolean;
  /** Where the pixels begin. */
  pixelsAt: number;
  /** Where the palette begins, its entries, and the bytes of one (blue, green, red, perhaps a filler). */
  paletteAt: number;
  paletteLength: number;
  paletteEntryBytes: 3 | 4;
  /** Bits of a 16- or 32-bit pixel that hold each channel; no alpha is 0. */
  masks: { red: number; green: number; blue: number; alpha: number };
}

/** Length of the known picture headers: OS/2 1 and 2 (12; 16 and 64), Windows 3 (40), Adobe (52, 56), Windows 95 and 98. */
const HEADER_LENGTHS = frozen([12, 16, 40, 52, 56, 64, 108, 124]);

const RGB = 0;
const RLE8 = 1;
const RLE4 = 2;
const BIT_FIELDS = 3;
const ALPHA_BIT_FIELDS = 6;

/**
 * Reads the headers of a BMP and checks all that they promise against the file, so that nothing is allocated for a lie.
 * Source: Microsoft, "Bitmap Storage" (BITMAPFILEHEADER, BITMAPINFOHEADER, BITMAPV5HEADER).
 *
 * | offset | bytes | field |
 * | --- | --- | --- |
 * | 0 | 2 | "BM" |
 * | 10 | 4 | where the pixels begin |
 * | 14 | 4 | length of the picture header |
 * | 18, 22 | 4, 4 | width, height; negative: from the top (OS/2 1: 2, 2) |
 * | 28 | 2 | bits a pixel (OS/2 1: 24) |
 * | 30 | 4 | compression |
 * | 46 | 4 | entries of the palette, 0 for all |
 * | 54 … 66 | 4 each | masks of red, green, blue, alpha; behind a 40-byte header, or part of a longer one |
 *
 * @param head the first BMP_HEADER_BYTES of the file, or all of a shorter one
 * @param fileBytes length of the file
 * @throws PoiError "bad-request" for a damaged or rare file, "too-large" past `maxPixels`
 */
export function parseBmpHeader(head: Uint8Array, fileBytes: number, maxPixels: number): BmpHeader {
  if (head.length < 26) throw damagedPicture("bmp", "it ends within its header");
  const length = u32(head, 14);
  if (!HEADER_LENGTHS.includes(length)) throw damagedPicture("bmp", `a header of ${length} bytes`);
  const old = length === 12;
  const width = old ? u16(head, 18) : u32(head, 18) | 0;
  const signedHeight = old ? u16(head, 20) : u32(head, 22) | 0;
  if (width < 0) throw damagedPicture("bmp", `a width of ${width}`);
  const height = Math.abs(signedHeight);
  checkSourceSize(width, height, maxPixels);
  const bitsPerPixel = u16(head, old ? 24 : 28);
  const compression = length > 16 ? u32(head, 30) : RGB;
  checkCoding(bitsPerPixel, compression, length === 64);

  const colours = length > 16 ? u32(head, 46) : 0;
  const outerMasks =
    length === 40 ? (compression === BIT_FIELDS ? 12 : compression === ALPHA_BIT_FIELDS ? 16 : 0) : 0;
  const paletteAt = 14 + length + outerMasks;
  const pixelsAt = u32(head, 10);
  if (pixelsAt < paletteAt || pixelsAt >= fileBytes)
    throw damagedPicture("bmp", `pixels at byte ${pixelsAt}`);
  const paletteEntryBytes = old ? 3 : 4;
  const all = bitsPerPixel <= 8 ? 1 << bitsPerPixel : 0;
  const stated = colours > 0 && colours < all ? colours : all;
  const paletteLength = Math.min(stated, Math.floor((pixelsAt - paletteAt) / paletteEntryBytes));
  const runLength = compression === RLE8 || compression === RLE4;
  const masks = channelMasks(head, length, bitsPerPixel, compression);
  const header: BmpHeader = {
    width,
    height,
    topDown: signedHeight < 0,
    bitsPerPixel,
    runLength,
    pixelsAt,
    paletteAt,
    paletteLength,
    paletteEntryBytes,
    masks,
  };
  const lastRowBytes = Math.ceil((width * bitsPerPixel) / 8);
  if (!runLength && pixelsAt + bmpRowBytes(header) * (height - 1) + lastRowBytes > fileBytes) {
    throw damagedPicture("bmp", "it ends before its last row");
  }
  return header;
}

/** Bytes from one row to the next in a file without compression. */
export function bmpRowBytes(header: BmpHeader): number {
  return Math.floor((header.width * header.bitsPerPixel + 31) / 32) * 4;
}

function checkCoding(bitsPerPixel: number, compression: number, os2: boolean): void {
  let known = false;
  if (compression === RGB) known = [1, 2, 4, 8, 16, 24, 32].includes(bitsPerPixel);
  else if (compression === RLE8) known = bitsPerPixel === 8;
  else if (compression === RLE4) known = bitsPerPixel === 4;
  // OS/2 uses 3 and 4 for its own codings.
  else if (!os2 && (compression === BIT_FIELDS || compression === ALPHA_BIT_FIELDS)) {
    known = bitsPerPixel === 16 || bitsPerPixel === 32;
  }
  if (!known) throw damagedPicture("bmp", `${bitsPerPixel} bits a pixel with compression ${compression}`);
}

function channelMasks(
  head: Uint8Array,
  length: number,
  bitsPerPixel: number,
  compression: number,
): BmpHeader["masks"] {
  if (compression !== BIT_FIELDS && compression !== ALPHA_BIT_FIELDS) {
    if (bitsPerPixel === 16) return { red: 0x7c00, green: 0x03e0, blue: 0x001f, alpha: 0 };
    return { red: 0xff0000, green: 0x00ff00, blue: 0x0000ff, alpha: 0 };
  }
  if (head.length < 70) throw damagedPicture("bmp", "it ends within its header");
  const hasAlpha = length >= 56 || compression === ALPHA_BIT_FIELDS;
  const alpha = hasAlpha ? u32(head, 66) : 0;
  return { red: u32(head, 54), green: u32(head, 58), blue: u32(head, 62), alpha };
}

function u16(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}

/** Zero behind the end: an OS/2 header may be all there is. */
function u32(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) return 0;
  return (u16(bytes, at) | (u16(bytes, at + 2) << 16)) >>> 0;
}
