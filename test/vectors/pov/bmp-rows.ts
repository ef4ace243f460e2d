import { BmpRows } from "../../../src/pov/bmp-rows.ts";
import { BridgeFiles } from "./memory-file.ts";

/** All rows of a BMP, from the top. */
export function rows(bytes: Uint8Array): Uint8Array {
  const files = new BridgeFiles();
  files.bytes.set("a", bytes);
  const picture = new BmpRows(files.asFiles().open("a", "r"), 10_000);
  while (!picture.prepare(3));
  const rgb = new Uint8Array(picture.width * picture.height * 3);
  for (let y = 0; y < picture.height; y++) picture.read(y, rgb, y * picture.width * 3);
  return rgb;
}
