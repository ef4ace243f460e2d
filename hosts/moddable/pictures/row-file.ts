import type { File, Files } from "../../../src/ports/files.ts";

/** A file for the rows of a picture that are needed in another order than they come in. It is gone once it is closed. */
export class RowFile {
  private readonly files: Files;
  private readonly path: string;
  private file: File | undefined;
  private byteLength = 0;

  /** Throws FilesError. */
  constructor(files: Files, path: string) {
    this.files = files;
    this.path = path;
    this.file = files.open(path, "w");
  }

  append(bytes: Uint8Array): void {
    this.file!.write(bytes, this.byteLength);
    this.byteLength += bytes.length;
  }

  read(into: Uint8Array, position: number): void {
    this.file!.read(into, position);
  }

  close(): void {
    if (this.file === undefined) return;
    this.file.close();
    this.file = undefined;
    this.files.remove(this.path);
  }
}
