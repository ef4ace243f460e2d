import { decodeUtf8, encodeUtf8 } from "../bytes/utf8.ts";
import type { Files } from "../ports/files.ts";

/** Largest document that is read. */
const MAX_DOCUMENT_BYTES = 32_768;

/** A small JSON file that is replaced as a whole: written aside, flushed, then moved over the old one. */
export class Document<T extends object> {
  private readonly files: Files;
  private readonly path: string;

  constructor(files: Files, path: string) {
    this.files = files;
    this.path = path;
  }

  /** What the file holds, or undefined where there is none or it is not JSON. */
  read(): T | undefined {
    const size = this.files.size(this.path);
    if (size === undefined || size > MAX_DOCUMENT_BYTES) return undefined;
    const file = this.files.open(this.path, "r");
    const bytes = new Uint8Array(size);
    file.read(bytes, 0);
    file.close();
    try {
      const value: unknown = JSON.parse(decodeUtf8(bytes));
      return typeof value === "object" && value !== null ? (value as T) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Replaces the file. Survives a power cut once it returns. Throws FilesError; the old file then is still there. */
  write(value: T): void {
    const aside = `${this.path}.new`;
    const file = this.files.open(aside, "w");
    try {
      file.write(encodeUtf8(`${JSON.stringify(value, null, 2)}\n`), 0);
      file.flush();
    } finally {
      file.close();
    }
    this.files.rename(aside, this.path);
  }
}
