/** A BMP writer for tests, from Microsoft's description of the format; not one line of it is shared with the decoder. */

export type Rgba = readonly [number, number, number, number];

export interface BmpOptions {
  width: number;
  height: number;
  bits: 1 | 2 | 4 | 8 | 16 | 24 | 32;
  /** Value of a pixel as it is stored: an index, or the 16, 24 or 32 bits. */
  value(x: number, y: number): number;
  palette?: readonly Rgba[];
  topDown?: boolean;
  headerBytes?: 12 | 16 | 40 | 52 | 56 | 64 | 108 | 124;
  compression?: 0 | 1 | 2 | 3 | 6;
  masks?: { red: number; green: number; blue: number; alpha?: number };
  /** Bytes between the palette and the pixels, filled with 0xee. */
  gap?: number;
  /** Coded pixels to use instead of plain rows. */
  coded?: readonly number[];
}

export function encodeBmp(options: BmpOptions): Buffer {
  const { width, height, bits, palette = [], headerBytes = 40, compression = 0, masks } = options;
  const entryBytes = headerBytes === 12 ? 3 : 4;
  const outerMasks = headerBytes === 40 ? (compression === 3 ? 12 : compression === 6 ? 16 : 0) : 0;
  const paletteAt = 14 + headerBytes + outerMasks;
  const pixelsAt = paletteAt + palette.length * entryBytes + (options.gap ?? 0);
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  const pixelBytes = options.coded ? options.coded.length : rowBytes * height;
  const file = Buffer.alloc(pixelsAt + pixelBytes);

  file.write("BM");
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(pixelsAt, 10);
  file.writeUInt32LE(headerBytes, 14);
  if (headerBytes === 12) {
    file.writeUInt16LE(width, 18);
    file.writeUInt16LE(height, 20);
    file.writeUInt16LE(1, 22);
    file.writeUInt16LE(bits, 24);
  } else {
    file.writeInt32LE(width, 18);
    file.writeInt32LE(options.topDown ? -height : height, 22);
    file.writeUInt16LE(1, 26);
    file.writeUInt16LE(bits, 28);
    if (headerBytes > 16) {
      file.writeUInt32LE(compression, 30);
      file.writeUInt32LE(pixelBytes, 34);
      file.writeUInt32LE(bits <= 8 ? palette.length : 0, 46);
    }
  }
  if (masks && (headerBytes >= 52 || outerMasks > 0)) {
    [masks.red, masks.green, masks.blue].forEach((mask, i) => {
      file.writeUInt32LE(mask, 54 + i * 4);
    });
    if (headerBytes >= 56 || outerMasks === 16) file.writeUInt32LE(masks.alpha ?? 0, 66);
  }
  palette.forEach(([red, green, blue, alpha], i) => {
    const at = paletteAt + i * entryBytes;
    file.set([blue, green, red], at);
    if (entryBytes === 4) file[at + 3] = alpha;
  });
  file.fill(0xee, pixelsAt - (options.gap ?? 0), pixelsAt);
  if (options.coded) file.set(options.coded, pixelsAt);
  else writeRows(file.subarray(pixelsAt), options, rowBytes);
  return file;
}

function writeRows(into: Buffer, options: BmpOptions, rowBytes: number): void {
  const { width, height, bits } = options;
  for (let y = 0; y < height; y++) {
    const row = (options.topDown ? y : height - 1 - y) * rowBytes;
    for (let x = 0; x < width; x++) {
      const value = options.value(x, y);
      if (bits < 8) into[row + Math.floor((x * bits) / 8)]! |= value << (8 - bits - ((x * bits) % 8));
      else into.writeUIntLE(value, row + x * (bits / 8), bits / 8);
    }
  }
}
