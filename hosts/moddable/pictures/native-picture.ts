import type { File } from "../../../src/ports/files.ts";
import type { CodedPicture } from "./coded-picture.ts";

/** As in picture.h. */
const SOURCE_BYTES = 512;

/** The decoders in C; see picture-xs.c. */
export class NativePicture extends Native("poi_picture_destructor") implements CodedPicture {
  /** Where the file's bytes wait for C. */
  readonly input = new Uint8Array(SOURCE_BYTES);
  private readonly file: File;

  constructor(file: File, limit: number) {
    super();
    this.file = file;
    this.make(limit);
  }

  get width(): number {
    return native("poi_picture_get_width").call(this);
  }

  get height(): number {
    return native("poi_picture_get_height").call(this);
  }

  get orientation(): number {
    return native("poi_picture_get_orientation").call(this);
  }

  get interlaced(): boolean {
    return native("poi_picture_get_interlaced").call(this);
  }

  get factor(): number {
    return native("poi_picture_get_factor").call(this);
  }

  get what(): string {
    return native("poi_picture_get_what").call(this);
  }

  get wanted(): number {
    return native("poi_picture_get_wanted").call(this);
  }

  open(format: number): number {
    return native("poi_picture_openFile").call(this, format);
  }

  begin(factor: number): number {
    return native("poi_picture_beginRows").call(this, factor);
  }

  row(rgb: Uint8Array, at: number, byteLength: number): number {
    return native("poi_picture_readRow").call(this, rgb, at, byteLength);
  }

  close(): void {
    native("poi_picture_closeFile").call(this);
  }

  /** Called by C for the next bytes of the file; returns how many there were. Throws FilesError, through C. */
  fill(position: number): number {
    return this.file.read(this.input, position);
  }

  private make(limit: number): void {
    native("poi_picture_constructor").call(this, limit);
  }
}
