import type { File } from "../../../src/ports/files.ts";
import type { RowSource } from "../../../src/pov/picture-bands.ts";
import { type CodedFormat, type CodedPicture, checkStatus } from "./coded-picture.ts";

/** Rows of a picture as they come out of its file. Takes file and picture over. */
export class DecodedRows implements RowSource {
  readonly width: number;
  readonly height: number;
  private readonly file: File;
  private readonly picture: CodedPicture;
  private readonly format: CodedFormat;

  constructor(file: File, picture: CodedPicture, format: CodedFormat) {
    this.width = Math.ceil(picture.width / picture.factor);
    this.height = Math.ceil(picture.height / picture.factor);
    this.file = file;
    this.picture = picture;
    this.format = format;
  }

  prepare(): boolean {
    return true;
  }

  /** The next row, whichever `y` is; of the pass of a PNG so many pixels. Throws PoiError and FilesError. */
  read(_y: number, rgb: Uint8Array, at: number, pixels: number = this.width): void {
    checkStatus(this.picture.row(rgb, at, pixels * 3), this.picture, this.format);
  }

  close(): void {
    this.picture.close();
    this.file.close();
  }
}
