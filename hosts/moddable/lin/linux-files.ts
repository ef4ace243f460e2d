import type { Directory } from "embedded:storage/files";
import type { Space } from "../../../src/ports/files.ts";
import { ModdableFiles } from "../moddable-files.ts";
import { fileSpace, flushDirectory } from "../native/machine.ts";

/** Files of a directory on Linux, which are there for good once they and their directory are flushed. */
export class LinuxFiles extends ModdableFiles {
  private readonly path: string;

  /** The SDK's directory, and its path. */
  constructor(root: Directory, path: string) {
    super(root);
    this.path = path;
  }

  override flushNames(directory: string): void {
    flushDirectory(directory === "" ? this.path : `${this.path}/${directory}`);
  }

  override space(): Space {
    const [totalBytes, freeBytes] = fileSpace(this.path);
    return { totalBytes, freeBytes };
  }
}
