/** A BMP file of 24 bits a pixel, rows from the bottom as most programs write it. `rgb` holds rows from the top. */
export function bmpPicture(width: number, height: number, rgb: Uint8Array): Uint8Array {
  const headBytes = 54;
  const rowBytes = Math.ceil((3 * width) / 4) * 4;
  const file = new Uint8Array(headBytes + rowBytes * height);
  const head = new DataView(file.buffer);
  head.setUint16(0, 0x424d);
  head.setUint32(2, file.length, true);
  head.setUint32(10, headBytes, true);
  head.setUint32(14, 40, true);
  head.setInt32(18, width, true);
  head.setInt32(22, height, true);
  head.setUint16(26, 1, true);
  head.setUint16(28, 24, true);
  for (let y = 0; y < height; y++) {
    let to = headBytes + (height - 1 - y) * rowBytes;
    for (let from = 3 * width * y; from < 3 * width * (y + 1); from += 3) {
      file[to++] = rgb[from + 2]!;
      file[to++] = rgb[from + 1]!;
      file[to++] = rgb[from]!;
    }
  }
  return file;
}
