import { crc32 } from "../../../src/bytes/crc32.ts";
import { PictureBuilder } from "../../../src/pov/picture-builder.ts";
import { BridgeFiles } from "./memory-file.ts";

/** Makes the stored picture of one that comes in pieces. */
export function build(
  rgb: Uint8Array,
  width: number,
  height: number,
  leds: number,
  maxColumns: number,
  pieceBytes: number,
) {
  const files = new BridgeFiles();
  const builder = new PictureBuilder({ files: files.asFiles(), path: "p", leds, maxColumns });
  builder.begin(width, height);
  for (let at = 0; at < rgb.length; at += pieceBytes) builder.rows(rgb.subarray(at, at + pieceBytes));
  return { ...builder.finish(), pixels: files.bytes.get("p")! };
}

/** The same for a picture of the strip's height whose byte i is 7 i + 13 ⌊i / 256⌋; a sum of its pixels. */
export function sumOfRamp(width: number, height: number) {
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < rgb.length; i++) rgb[i] = i * 7 + (i >> 8) * 13;
  const { columns, rows, pixels } = build(rgb, width, height, height, 400, 1460);
  return { columns, rows, sum: crc32(pixels) };
}
