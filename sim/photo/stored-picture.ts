import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NodeFiles } from "../../hosts/node/node-files.ts";
import { NodeImages } from "../../hosts/node/node-images.ts";
import { PoiError } from "../../src/ports/poi-error.ts";
import { PictureBuilder } from "../../src/pov/picture-builder.ts";
import { MAX_SOURCE_PIXELS } from "../../src/pov/picture-shape.ts";

/** A picture as a node stores it. */
export interface StoredPicture {
  columns: number;
  rows: number;
  /** Column by column, the top row first, 3 bytes a pixel. */
  rgb: Uint8Array;
}

const SOURCE = "source";
const STORED = "stored";

/** Decodes, scales and stores a picture file for a strip of `leds`, as an upload does. Rejects with PoiError for the user. */
export async function storePicture(path: string, leds: number): Promise<StoredPicture> {
  const source = readSource(path);
  const folder = mkdtempSync(join(tmpdir(), "povpoi-photo-"));
  try {
    writeFileSync(join(folder, SOURCE), source);
    const files = new NodeFiles(folder);
    const builder = new PictureBuilder({ files, path: STORED, leds });
    await new Promise<void>((resolve, reject) => {
      new NodeImages(files).decode({
        path: SOURCE,
        maxPixels: MAX_SOURCE_PIXELS,
        onSize: (width, height) => builder.begin(width, height),
        onRows: (rgb) => builder.rows(rgb),
        onDone: resolve,
        onError: reject,
      });
    });
    const size = builder.finish();
    return { ...size, rgb: new Uint8Array(readFileSync(join(folder, STORED))) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readSource(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === "ENOENT" ? "there is none" : String(error);
    throw new PoiError("bad-request", `The picture ${path} must be a file that can be read, but ${reason}.`);
  }
}
