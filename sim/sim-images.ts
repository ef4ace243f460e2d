import type { File, Files } from "../src/ports/files.ts";
import type { ImageDecoding, ImageRequest, Images } from "../src/ports/images.ts";
import { PoiError } from "../src/ports/poi-error.ts";
import type { Timers } from "../src/ports/timers.ts";
import { BmpRows } from "../src/pov/bmp-rows.ts";
import { decodingError, PictureBands } from "../src/pov/picture-bands.ts";
import { FORMAT_BYTES, pictureFormat, unsupportedPicture } from "../src/pov/picture-format.ts";

export interface SimImagesOptions {
  files: Files;
  timers: Timers;
  /** Time that each band of rows takes; default 1. */
  bandMs?: number;
  /** Bytes of rows in a band; default 1,024, so that even small pictures come in several. */
  bandBytes?: number;
}

/**
 * The Images port of the virtual world: BMP pictures alone, which need no library, decoded in virtual time so that whatever
 * else happens on a node happens between two bands of a picture.
 */
export class SimImages implements Images {
  private readonly options: SimImagesOptions;

  constructor(options: SimImagesOptions) {
    this.options = options;
  }

  decode(request: ImageRequest): ImageDecoding {
    const { files, timers, bandMs = 1, bandBytes = 1024 } = this.options;
    const later = (step: () => void): void => {
      timers.after(bandMs, step);
    };
    let bands: PictureBands | undefined;
    let cancelled = false;
    later(() => {
      if (cancelled) return;
      let rows: BmpRows;
      try {
        rows = openBmp(files, request.path, request.maxPixels);
      } catch (error) {
        request.onError(decodingError(error));
        return;
      }
      bands = new PictureBands(request, rows, later, bandBytes);
    });
    return {
      cancel(): void {
        cancelled = true;
        bands?.cancel();
      },
    };
  }
}

function openBmp(files: Files, path: string, maxPixels: number): BmpRows {
  const file = files.open(path, "r");
  try {
    return new BmpRows(checked(file), maxPixels);
  } catch (error) {
    file.close();
    throw error;
  }
}

function checked(file: File): File {
  const head = new Uint8Array(Math.min(FORMAT_BYTES, file.size));
  file.read(head, 0);
  const format = pictureFormat(head);
  if (format === undefined) throw unsupportedPicture(head);
  if (format !== "bmp") {
    throw new PoiError(
      "unsupported-type",
      `The virtual world decodes BMP alone, got ${format.toUpperCase()}: save the picture as BMP.`,
    );
  }
  return file;
}
