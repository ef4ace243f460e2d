import { type File, type Files, FilesError } from "../ports/files.ts";
import type { ImageDecoding, Images } from "../ports/images.ts";
import { PoiError } from "../ports/poi-error.ts";
import type { Timers } from "../ports/timers.ts";
import { asUserError } from "../ports/user-error.ts";
import { PictureBuilder } from "../pov/picture-builder.ts";
import { MAX_SOURCE_PIXELS, spareFactor } from "../pov/picture-shape.ts";
import { RawPicture, rawPictureSize } from "../pov/raw-picture.ts";
import type { Store } from "../store/store.ts";

const DIRECTORY = "uploads";
/** Pictures that are taken in at once. */
const MAX_UPLOADS = 2;

/** A picture that has become a blob. */
export interface StoredPicture {
  /** SHA-256 of the pixels. */
  blob: string;
  columns: number;
  rows: number;
}

/** One picture on its way in. Exactly one of the callbacks runs, unless it is cancelled. */
export interface UploadEvents {
  onDone(picture: StoredPicture): void;
  onError(error: PoiError): void;
}

export interface UploadParts {
  files: Files;
  images: Images;
  timers: Timers;
  store: Store;
  /** LEDs of the strip. */
  leds: number;
}

/** Takes pictures in, a piece at a time, and makes them blobs. */
export class Uploads {
  private readonly parts: UploadParts;
  private readonly places: (Upload | undefined)[] = [];

  constructor(parts: UploadParts) {
    this.parts = parts;
    parts.files.makeDirectory(DIRECTORY);
    for (const name of parts.files.list(DIRECTORY)) parts.files.remove(`${DIRECTORY}/${name}`);
    for (let i = 0; i < MAX_UPLOADS; i++) this.places.push(undefined);
  }

  /** Begins; `name` may state the size of a raw picture. Throws PoiError where it does so wrongly, or when too many are under way. */
  begin(name: string, events: UploadEvents): Upload {
    const place = this.places.indexOf(undefined);
    if (place < 0) {
      throw new PoiError(
        "unavailable",
        `${MAX_UPLOADS} pictures are being taken in already. Try again in a moment.`,
      );
    }
    const upload = new Upload(this.parts, `${DIRECTORY}/${place}`, events, () => {
      this.places[place] = undefined;
    });
    this.places[place] = upload;
    upload.open(name);
    return upload;
  }
}

/**
 * A raw picture goes straight into the builder; a coded one into a file first, from which the decoder reads it. No more
 * than some KB of either are in memory at once.
 */
export class Upload {
  private readonly parts: UploadParts;
  private readonly path: string;
  private readonly builder: PictureBuilder;
  private readonly free: () => void;
  private readonly events: UploadEvents;
  private raw: RawPicture | undefined;
  private coded: File | undefined;
  /** Bytes of the coded picture so far. */
  private received = 0;
  private decoding: ImageDecoding | undefined;
  private ended = false;

  constructor(parts: UploadParts, path: string, events: UploadEvents, free: () => void) {
    this.parts = parts;
    this.path = path;
    this.events = events;
    this.free = free;
    this.builder = new PictureBuilder({ files: parts.files, path: `${path}.rgb`, leds: parts.leds });
  }

  /** Makes ready for the first byte. Where that fails nothing is left of it, and the reason is thrown. */
  open(name: string): void {
    try {
      if (rawPictureSize(name) === undefined) this.coded = this.parts.files.open(`${this.path}.in`, "w");
      else this.raw = new RawPicture(this.builder, name);
    } catch (error) {
      this.cancel();
      throw error;
    }
  }

  /** The next bytes of the picture. */
  bytes(bytes: Uint8Array): void {
    this.guard(() => {
      if (this.raw !== undefined) {
        this.raw.bytes(bytes);
        return;
      }
      this.coded!.write(bytes, this.received);
      this.received += bytes.length;
    });
  }

  /** All bytes have come. */
  end(): void {
    this.guard(() => {
      if (this.raw !== undefined) {
        this.raw.end();
        this.build();
        return;
      }
      this.coded!.close();
      this.coded = undefined;
      this.decoding = this.parts.images.decode({
        path: `${this.path}.in`,
        maxPixels: MAX_SOURCE_PIXELS,
        mayShrink: (width, height) => spareFactor(width, height, this.parts.leds),
        onSize: (width, height) => this.guard(() => this.builder.begin(width, height)),
        onRows: (rgb) => this.guard(() => this.builder.rows(rgb)),
        onDone: () => this.guard(() => this.build()),
        onError: (error) => this.fail(error),
      });
    });
  }

  /** Gives up: nothing is left of it. Harmless when it is done. */
  cancel(): void {
    if (this.ended) return;
    this.ended = true;
    this.free();
    this.decoding?.cancel();
    this.coded?.close();
    this.tidy(() => this.builder.cancel());
    this.tidy(() => this.parts.files.remove(`${this.path}.in`));
  }

  /** A stripe at a time, so that the node goes on with everything else. */
  private build(): void {
    if (!this.builder.step()) {
      this.parts.timers.after(0, () => this.guard(() => this.build()));
      return;
    }
    const { store } = this.parts;
    const { columns, rows } = this.builder.finish();
    const blob = store.blobs.adopt(`${this.path}.rgb`);
    this.ended = true;
    this.free();
    this.events.onDone({ blob, columns, rows });
    this.tidy(() => this.parts.files.remove(`${this.path}.in`));
    // Nobody may have kept it.
    this.tidy(() => store.collectBlobs());
  }

  private guard(work: () => void): void {
    if (this.ended) return;
    try {
      work();
    } catch (error) {
      const reason = asUserError(error);
      if (reason === undefined) throw error;
      this.fail(reason);
    }
  }

  /** What a refusing medium leaves behind is removed at the next start. */
  private tidy(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof FilesError)) throw error;
    }
  }

  private fail(error: PoiError): void {
    if (this.ended) return;
    this.cancel();
    this.events.onError(error);
  }
}
