import sharp from "sharp";
import type { File, Files } from "../../src/ports/files.ts";
import type { ImageDecoding, ImageRequest, Images } from "../../src/ports/images.ts";
import { PoiError } from "../../src/ports/poi-error.ts";
import { BmpRows } from "../../src/pov/bmp-rows.ts";
import { decodingError, PictureBands, type RowSource } from "../../src/pov/picture-bands.ts";
import {
  damagedPicture,
  FORMAT_BYTES,
  type PictureFormat,
  pictureFormat,
  unsupportedPicture,
} from "../../src/pov/picture-format.ts";
import { checkSourceSize } from "../../src/pov/picture-shape.ts";

/** Bytes of the largest encoded file that is read: 8 bytes a pixel, the most that PNG can need, for 8 megapixels. */
const MAX_ENCODED_BYTES = 64 * 1024 * 1024;

/** A picture within the limits takes a second; one that takes longer is made to. */
const MAX_DECODE_SECONDS = 20;

type SharpFormat = Exclude<PictureFormat, "bmp">;

// One picture is decoded once: keeping its parts for the next one would only hold memory.
sharp.cache(false);

/**
 * The Images port on a desktop: PNG, JPEG and GIF by sharp (libvips), off this thread; BMP by the node's own reader. The first
 * bytes of the file say which, not its name.
 *
 * Pictures are decoded whole, 3 bytes a pixel, one at a time: `maxPixels` bounds the memory of all of them.
 */
export class NodeImages implements Images {
  private readonly files: Files;
  private readonly waiting: Decoding[] = [];
  private busy = false;

  constructor(files: Files) {
    this.files = files;
  }

  decode(request: ImageRequest): ImageDecoding {
    const decoding = new Decoding(this.files, request);
    this.waiting.push(decoding);
    if (!this.busy) this.next();
    return decoding;
  }

  private next(): void {
    const decoding = this.waiting.shift();
    this.busy = decoding !== undefined;
    if (decoding) setImmediate(() => decoding.start(() => this.next()));
  }
}

class Decoding implements ImageDecoding {
  private readonly files: Files;
  private readonly request: ImageRequest;
  private bands: PictureBands | undefined;
  private cancelled = false;

  constructor(files: Files, request: ImageRequest) {
    this.files = files;
    this.request = request;
  }

  cancel(): void {
    this.cancelled = true;
    this.bands?.cancel();
  }

  /** `whenIdle` is called once this picture needs neither decoder nor memory any more. */
  start(whenIdle: () => void): void {
    if (this.cancelled) {
      whenIdle();
      return;
    }
    openSource(this.files, this.request.path, this.request.maxPixels).then(
      (source) => this.deliver(source, whenIdle),
      (error: unknown) => {
        // Out of the promise, so that what a callback throws is not taken for a failure of the decoder.
        setImmediate(() => {
          whenIdle();
          if (!this.cancelled) this.request.onError(decodingError(error));
        });
      },
    );
  }

  private deliver(source: RowSource, whenIdle: () => void): void {
    const { width, height } = source;
    const released: RowSource = {
      width,
      height,
      prepare: (steps) => source.prepare(steps),
      read: (y, rgb, at) => source.read(y, rgb, at),
      close() {
        source.close();
        whenIdle();
      },
    };
    this.bands = new PictureBands(this.request, released, setImmediate);
    if (this.cancelled) this.bands.cancel();
  }
}

/** Rejects with PoiError or FilesError. */
async function openSource(files: Files, path: string, maxPixels: number): Promise<RowSource> {
  const found = readPicture(files, path, maxPixels);
  return "format" in found ? decodeBySharp(found.bytes, found.format, maxPixels) : found;
}

/** The rows of a BMP, which keep the file open, or all bytes of another picture. */
function readPicture(
  files: Files,
  path: string,
  maxPixels: number,
): BmpRows | { format: SharpFormat; bytes: Uint8Array } {
  const file = files.open(path, "r");
  let kept = false;
  try {
    const head = new Uint8Array(Math.min(FORMAT_BYTES, file.size));
    file.read(head, 0);
    const format = pictureFormat(head);
    if (format === undefined) throw unsupportedPicture(head);
    if (format !== "bmp") return { format, bytes: readAll(file) };
    const rows = new BmpRows(file, maxPixels);
    kept = true;
    return rows;
  } finally {
    if (!kept) file.close();
  }
}

function readAll(file: File): Uint8Array {
  const { size } = file;
  if (size > MAX_ENCODED_BYTES) {
    throw new PoiError(
      "too-large",
      `A picture file must have at most ${MAX_ENCODED_BYTES} bytes, got ${size}: make it smaller.`,
    );
  }
  const bytes = new Uint8Array(size);
  file.read(bytes, 0);
  return bytes;
}

async function decodeBySharp(bytes: Uint8Array, format: SharpFormat, maxPixels: number): Promise<RowSource> {
  try {
    // The size is read from the header first; only then are pixels decoded, and the library holds the same limit again.
    // It turns every colour space into sRGB by itself.
    const about = await sharp(bytes, { limitInputPixels: false }).metadata();
    if (about.format !== format) throw damagedPicture(format, "it cannot be decoded");
    checkSourceSize(about.width, about.pageHeight ?? about.height, maxPixels);
    const { data, info } = await sharp(bytes, { failOn: "error", limitInputPixels: maxPixels })
      .timeout({ seconds: MAX_DECODE_SECONDS })
      .autoOrient()
      .flatten({ background: "#000000" })
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw damagedPicture(format, `${info.channels} channels`);
    return new DecodedRows(data, info.width, info.height);
  } catch (error) {
    if (error instanceof PoiError) throw error;
    throw damagedPicture(format, "it cannot be decoded");
  }
}

/** Rows of pixels that lie in memory. */
class DecodedRows implements RowSource {
  readonly width: number;
  readonly height: number;
  private pixels: Uint8Array;

  constructor(pixels: Uint8Array, width: number, height: number) {
    this.pixels = pixels;
    this.width = width;
    this.height = height;
  }

  prepare(): boolean {
    return true;
  }

  read(y: number, rgb: Uint8Array, at: number): void {
    const length = this.width * 3;
    rgb.set(this.pixels.subarray(y * length, (y + 1) * length), at);
  }

  close(): void {
    this.pixels = new Uint8Array(0);
  }
}
