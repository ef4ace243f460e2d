import type { ImageRequest } from "../ports/images.ts";
import type { PoiError } from "../ports/poi-error.ts";
import { asUserError } from "../ports/user-error.ts";

/** A picture whose rows can be had one by one: `BmpRows`, or pixels that a library decoded. */
export interface RowSource {
  readonly width: number;
  readonly height: number;
  /** Does up to `steps` steps of what comes before the first row; true once that is done. */
  prepare(steps: number): boolean;
  /** Writes row `y`, counted from the top, to `rgb` from `at` on: 3 bytes a pixel. */
  read(y: number, rgb: Uint8Array, at: number): void;
  /** Lets go of files and memory. */
  close(): void;
}

/** Bytes of the rows that are given at once, where a row is not longer: about a millisecond of scaling on a desktop. */
const BAND_BYTES = 65_536;

/** Steps of preparation in one turn. */
const PREPARE_STEPS = 50_000;

/**
 * Gives the rows of a picture to whoever asked for it, a band a turn, so that nothing else waits for a large one. The part of
 * a decoder that is the same on every host.
 */
export class PictureBands {
  private readonly request: ImageRequest;
  private readonly source: RowSource;
  private readonly later: (step: () => void) => void;
  private readonly band: Uint8Array;
  private readonly bandRows: number;
  private row = 0;
  private sized = false;
  private ended = false;

  /**
   * Starts at once with the first step of `later`.
   *
   * @param later runs a function on a later turn; must not run it during the call
   * @param bandBytes bytes of rows to give at once; one row at least
   */
  constructor(
    request: ImageRequest,
    source: RowSource,
    later: (step: () => void) => void,
    bandBytes: number = BAND_BYTES,
  ) {
    this.request = request;
    this.source = source;
    this.later = later;
    const rowBytes = source.width * 3;
    this.bandRows = Math.max(1, Math.min(source.height, Math.floor(bandBytes / rowBytes)));
    this.band = new Uint8Array(this.bandRows * rowBytes);
    later(() => this.step());
  }

  /** No callback runs afterwards. */
  cancel(): void {
    if (this.ended) return;
    this.ended = true;
    this.source.close();
  }

  private step(): void {
    if (this.ended) return;
    let count = 0;
    try {
      if (this.row === 0 && !this.source.prepare(PREPARE_STEPS)) {
        this.later(() => this.step());
        return;
      }
      count = this.readBand();
    } catch (error) {
      this.cancel();
      this.request.onError(decodingError(error));
      return;
    }
    if (!this.sized) {
      this.sized = true;
      this.request.onSize(this.source.width, this.source.height);
      if (this.ended) return;
    }
    if (count > 0) {
      this.request.onRows(this.band.subarray(0, count * this.source.width * 3));
      this.later(() => this.step());
      return;
    }
    this.cancel();
    this.request.onDone();
  }

  private readBand(): number {
    const { width, height } = this.source;
    const count = Math.min(this.bandRows, height - this.row);
    for (let i = 0; i < count; i++) this.source.read(this.row + i, this.band, i * width * 3);
    this.row += count;
    return count;
  }
}

/** What a failure of a decoder means to the user; what is no failure of file or picture is thrown on. */
export function decodingError(error: unknown): PoiError {
  const known = asUserError(error);
  if (known === undefined) throw error;
  return known;
}
