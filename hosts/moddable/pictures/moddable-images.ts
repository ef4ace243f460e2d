import { assert } from "../../../src/ports/assert.ts";
import type { File, Files } from "../../../src/ports/files.ts";
import type { ImageDecoding, ImageRequest, Images } from "../../../src/ports/images.ts";
import { PoiError } from "../../../src/ports/poi-error.ts";
import type { Timers } from "../../../src/ports/timers.ts";
import { BmpRows } from "../../../src/pov/bmp-rows.ts";
import { decodingError, PictureBands, type RowSource } from "../../../src/pov/picture-bands.ts";
import { FORMAT_BYTES, pictureFormat, unsupportedPicture } from "../../../src/pov/picture-format.ts";
import { checkSourceSize } from "../../../src/pov/picture-shape.ts";
import {
  type CodedFormat,
  type CodedPicture,
  checkStatus,
  FORMATS,
  type MakePicture,
  STATUS,
} from "./coded-picture.ts";
import { DecodedRows } from "./decoded-rows.ts";
import { InterlacedRows } from "./interlaced-rows.ts";
import { RowFile } from "./row-file.ts";
import { TurnedRows } from "./turned-rows.ts";

/** Of native memory, for one decoder: inflate's window of 32 KB and rows of an Ultra HD picture with transparency. */
const MEMORY_BYTES = 81_920;
/** Of XS's heap, for the rows that are given at once; one at least. */
const BAND_BYTES = 3072;
/** Of a row as it comes out of a decoder: rows lie in XS's heap, which has 96 KB for everything. */
const MAX_ROW_PIXELS = 1024;
/** A larger picture is shrunk as it is decoded, where that may be: scaling takes some 30 computrons a pixel, 3 s for so many. */
const ENOUGH_PIXELS = 262_144;

export interface ModdableImagesOptions {
  files: Files;
  timers: Timers;
  makePicture: MakePicture;
}

/**
 * The Images port on the device: PNG, JPEG and GIF by decoders in C, BMP by the node's own reader. One picture at a time, read from its
 * file as it is decoded; memory does not grow with it. Rows that are needed in another order than they come in (interlaced
 * pictures, and those that a camera noted to lie) go through a file beside it.
 */
export class ModdableImages implements Images {
  private readonly options: ModdableImagesOptions;
  private readonly waiting: Decoding[] = [];
  private busy = false;

  constructor(options: ModdableImagesOptions) {
    this.options = options;
  }

  decode(request: ImageRequest): ImageDecoding {
    const decoding = new Decoding(this.options, request, () => this.next());
    this.waiting.push(decoding);
    if (!this.busy) this.next();
    return decoding;
  }

  private next(): void {
    const decoding = this.waiting.shift();
    this.busy = decoding !== undefined;
    if (decoding !== undefined) this.options.timers.after(0, () => decoding.start());
  }
}

class Decoding implements ImageDecoding {
  private readonly options: ModdableImagesOptions;
  private readonly request: ImageRequest;
  private readonly whenIdle: () => void;
  private bands: PictureBands | undefined;
  private cancelled = false;

  constructor(options: ModdableImagesOptions, request: ImageRequest, whenIdle: () => void) {
    this.options = options;
    this.request = request;
    this.whenIdle = whenIdle;
  }

  start(): void {
    if (this.cancelled) {
      this.whenIdle();
      return;
    }
    let source: RowSource;
    try {
      source = openSource(this.options, this.request);
    } catch (error) {
      const known = decodingError(error);
      this.whenIdle();
      this.request.onError(known);
      return;
    }
    const later = (step: () => void): void => {
      this.options.timers.after(0, step);
    };
    this.bands = new PictureBands(this.request, new TellingRows(source, this.whenIdle), later, BAND_BYTES);
  }

  cancel(): void {
    this.cancelled = true;
    this.bands?.cancel();
  }
}

/** Rows of which somebody is told once they are done with. */
class TellingRows implements RowSource {
  readonly width: number;
  readonly height: number;
  private readonly source: RowSource;
  private readonly onClose: () => void;

  constructor(source: RowSource, onClose: () => void) {
    this.width = source.width;
    this.height = source.height;
    this.source = source;
    this.onClose = onClose;
  }

  prepare(steps: number): boolean {
    return this.source.prepare(steps);
  }

  read(y: number, rgb: Uint8Array, at: number): void {
    this.source.read(y, rgb, at);
  }

  close(): void {
    this.source.close();
    this.onClose();
  }
}

/** Throws PoiError and FilesError. */
function openSource(options: ModdableImagesOptions, request: ImageRequest): RowSource {
  const file = options.files.open(request.path, "r");
  let source: RowSource | undefined;
  try {
    const head = new Uint8Array(Math.min(FORMAT_BYTES, file.size));
    file.read(head, 0);
    const format = pictureFormat(head);
    if (format === undefined) throw unsupportedPicture(head);
    if (format !== "bmp") {
      source = openCoded(options, file, format, request);
      return source;
    }
    const rows = new BmpRows(file, request.maxPixels);
    checkRow(rows.width);
    source = rows;
    return source;
  } finally {
    if (source === undefined) file.close();
  }
}

function openCoded(
  { files, makePicture }: ModdableImagesOptions,
  file: File,
  format: CodedFormat,
  request: ImageRequest,
): RowSource {
  const picture = beginPicture(() => makePicture(file, MEMORY_BYTES), format, request);
  const { orientation, interlaced } = picture;
  const opened: { close(): void }[] = [picture];
  try {
    const decoded = new DecodedRows(file, picture, format);
    checkRow(decoded.width);
    if (orientation > 4) checkRow(decoded.height);
    let source: RowSource = decoded;
    if (interlaced) {
      const passes = new RowFile(files, `${request.path}.passes`);
      opened.push(passes);
      source = new InterlacedRows(decoded, passes, format === "png");
    }
    if (orientation > 1) {
      const lying = new RowFile(files, `${request.path}.lying`);
      opened.push(lying);
      source = new TurnedRows(source, lying, orientation);
    }
    opened.length = 0;
    return source;
  } finally {
    for (const each of opened) each.close();
  }
}

/** A picture that is ready for its first row, shrunk as far as it is better to and may be. Throws PoiError and FilesError. */
function beginPicture(make: () => CodedPicture, format: CodedFormat, request: ImageRequest): CodedPicture {
  let factor = 0;
  for (;;) {
    const picture = make();
    let begun = false;
    try {
      checkStatus(picture.open(FORMATS.indexOf(format)), picture, format);
      const isTurned = picture.orientation > 4;
      const width = isTurned ? picture.height : picture.width;
      const height = isTurned ? picture.width : picture.height;
      checkSourceSize(width, height, request.maxPixels);
      const most = request.mayShrink?.(width, height) ?? 1;
      const across = isTurned ? Math.max(width, height) : width;
      if (factor === 0) factor = firstFactor(width * height, across, format, most);
      const status = picture.begin(factor);
      begun = status === STATUS.ok;
      if (begun) return picture;
      // A JPEG takes less memory the more it is shrunk.
      if (status !== STATUS.noMemory || format !== "jpeg" || factor * 2 > Math.min(most, 8))
        checkStatus(status, picture, format);
      factor *= 2;
    } finally {
      if (!begun) picture.close();
    }
  }
}

/**
 * The smallest factor that leaves no more pixels than are worth their time, in rows that have room. A JPEG knows 1, 2, 4 and 8.
 *
 * @param across pixels of the longest row before it is shrunk
 */
function firstFactor(pixels: number, across: number, format: CodedFormat, most: number): number {
  assert(most >= 1, "a factor");
  let factor = 1;
  for (;;) {
    const next = format === "jpeg" ? factor * 2 : factor + 1;
    const isEnough = pixels / (factor * factor) <= ENOUGH_PIXELS && across / factor <= MAX_ROW_PIXELS;
    if (isEnough || next > most) return factor;
    factor = next;
  }
}

function checkRow(pixels: number): void {
  if (pixels <= MAX_ROW_PIXELS) return;
  throw new PoiError(
    "too-large",
    `A row that a poi decodes must have at most ${MAX_ROW_PIXELS} pixels, got ${pixels}: make the picture smaller, or send it by the poi's page.`,
  );
}
