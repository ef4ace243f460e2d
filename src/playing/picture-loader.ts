import type { Clock } from "../ports/clock.ts";
import type { LightDesk } from "../pov/light-desk.ts";
import type { PictureJob } from "../pov/picture-job.ts";
import { AreaResampler } from "../pov/resample.ts";
import type { Blobs } from "../store/blobs.ts";

/** A stored picture: columns of `rows` pixels, 3 bytes each, the top row first. */
export interface StoredPicture {
  readonly blob: string;
  readonly columns: number;
  readonly rows: number;
}

/** Bytes that are read at once. */
const PIECE_BYTES = 2048;

/** How long a step works at a time, in microseconds: the node has other things to do. */
const SLICE_US = 5000;

/** A picture that is wider than the memory is shown by each second column, each third one, and so on: this tells which. */
function strideOf(desk: LightDesk, columns: number): number {
  return Math.ceil(columns / desk.mostColumns);
}

/** Columns by which a picture is shown. */
export function shownColumns(desk: LightDesk, columns: number): number {
  return Math.ceil(columns / strideOf(desk, columns));
}

/**
 * Brings a picture from the disk into the memory of the strip, a piece at a time: on a device a wide one takes a second. One that was
 * made for a strip of another length is scaled along its columns; of one that is too wide columns are left out.
 */
export class PictureLoader {
  readonly job: PictureJob;
  private readonly blobs: Blobs;
  private readonly clock: Clock;
  readonly picture: StoredPicture;
  private readonly cells: number;
  private readonly stride: number;
  private readonly piece: Uint8Array;
  private resampler: AreaResampler | undefined;
  private isMeasuring: boolean;
  /** Columns that were read in this pass, and those that were handed on. */
  private read = 0;
  private done = 0;

  /**
   * Begins the picture on the desk, which is free, has room and knows how it is to look.
   *
   * @param worstLoad what an earlier loader found; undefined where it has to be measured
   */
  constructor(
    desk: LightDesk,
    blobs: Blobs,
    clock: Clock,
    picture: StoredPicture,
    worstLoad: number | undefined,
  ) {
    this.blobs = blobs;
    this.clock = clock;
    this.picture = picture;
    this.cells = desk.setup.cells;
    this.stride = strideOf(desk, picture.columns);
    this.job = desk.beginPicture(shownColumns(desk, picture.columns));
    this.isMeasuring = this.job.needsMeasure && worstLoad === undefined;
    if (worstLoad !== undefined) this.job.worstLoad = worstLoad;
    const columns = this.stride > 1 ? 1 : Math.max(1, Math.floor(PIECE_BYTES / (3 * picture.rows)));
    this.piece = new Uint8Array(3 * picture.rows * columns);
    this.rewind();
  }

  get isDone(): boolean {
    return !this.isMeasuring && this.done === this.job.columns;
  }

  /** Columns that are shown of one of the picture's. */
  get share(): number {
    return this.job.columns / this.picture.columns;
  }

  /** Goes on for a while. Returns false where the disk has not got the picture. Throws FilesError. */
  step(): boolean {
    const { clock } = this;
    const endUs = clock.localUs() + SLICE_US;
    while (!this.isDone) {
      if (!this.takePiece()) return false;
      if (clock.localUs() >= endUs) break;
    }
    return true;
  }

  private takePiece(): boolean {
    const { picture, piece, resampler, job, stride } = this;
    const columnBytes = 3 * picture.rows;
    const columns = Math.min(piece.length / columnBytes, job.columns - this.read);
    const bytes = columns * columnBytes === piece.length ? piece : piece.subarray(0, columns * columnBytes);
    if (this.blobs.read(picture.blob, bytes, this.read * stride * columnBytes) < bytes.length) return false;
    this.read += columns;
    if (resampler === undefined) this.hand(bytes, columns);
    else resampler.bytes(bytes);
    if (this.isMeasuring && this.done === job.columns) {
      this.isMeasuring = false;
      this.rewind();
    }
    return true;
  }

  private hand(rgb: Uint8Array, columns: number): void {
    if (this.isMeasuring) this.job.measure(rgb, this.done);
    else this.job.encode(rgb, this.done);
    this.done += columns;
  }

  private rewind(): void {
    const { rows } = this.picture;
    const { columns } = this.job;
    this.read = 0;
    this.done = 0;
    if (rows === this.cells) return;
    // A column of the picture is a row to the resampler, so that it is scaled along the strip alone.
    this.resampler = new AreaResampler(rows, columns, this.cells, columns, (rgb) => this.hand(rgb, 1));
  }
}
