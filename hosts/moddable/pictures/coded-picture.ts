import { frozen } from "../../../src/bytes/frozen.ts";
import type { File } from "../../../src/ports/files.ts";
import { PoiError } from "../../../src/ports/poi-error.ts";
import { damagedPicture, type PictureFormat } from "../../../src/pov/picture-format.ts";

/** Formats that have a decoder in C; BMP is read by src/pov. */
export type CodedFormat = Exclude<PictureFormat, "bmp">;

/** In the order of picture.h. */
export const FORMATS: readonly CodedFormat[] = frozen(["png", "jpeg", "gif"]);

/** A picture file that is decoded row by row; see picture.h. Its methods answer with a status. */
export interface CodedPicture {
  /** As it lies in the file. */
  readonly width: number;
  readonly height: number;
  /** 1 (upright) to 8, as Exif counts. */
  readonly orientation: number;
  /** Rows come in passes; none is left out or shrunk. */
  readonly interlaced: boolean;
  /** By which each side was divided, rounded up, from `begin` on. */
  readonly factor: number;
  /** What is wrong, in words. */
  readonly what: string;
  /** Bytes of memory that it would have needed. */
  readonly wanted: number;

  /** Reads the headers. */
  open(format: number): number;
  /** Makes ready for the first row, shrunk by so much at the most. */
  begin(factor: number): number;
  /** Writes the first bytes of the next row. */
  row(rgb: Uint8Array, at: number, byteLength: number): number;
  /** Gives its memory back; the file stays open. */
  close(): void;
}

/** Makes a decoder of a file with so many bytes of memory at the most. */
export type MakePicture = (file: File, limit: number) => CodedPicture;

export const STATUS = Object.freeze({ ok: 0, damaged: 1, unsupported: 2, noMemory: 3 });

/** Throws what a status means to the user. */
export function checkStatus(status: number, picture: CodedPicture, format: CodedFormat): void {
  if (status === STATUS.ok) return;
  if (status === STATUS.damaged) throw damagedPicture(format, picture.what);
  if (status === STATUS.unsupported) {
    throw new PoiError(
      "unsupported-type",
      `A poi decodes usual pictures alone, got ${picture.what}: save it as PNG, or send it by the poi's page.`,
    );
  }
  throw new PoiError(
    "too-large",
    `This poi has not the ${picture.wanted} bytes of memory that this ${format.toUpperCase()} takes: make it smaller, or send it by the poi's page.`,
  );
}
