import type { Space } from "../../../src/ports/files.ts";
import { ModdableFiles } from "../moddable-files.ts";
import { fileSpace, flushDirectory, setting } from "../native/machine.ts";

/** Files in the directory that HOME names. */
export class LinuxFiles extends ModdableFiles {
  private readonly home = setting("HOME") ?? ".";

  override flushNames(directory: string): void {
    flushDirectory(directory === "" ? this.home : `${this.home}/${directory}`);
  }

  override space(): Space {
    const [totalBytes, freeBytes] = fileSpace(this.home);
    return { totalBytes, freeBytes };
  }
}
