import type { Directory, File as NativeFile } from "embedded:storage/files";
import { type File, FilesError, type Space } from "../../../src/ports/files.ts";
import { type ModdableFile, ModdableFiles } from "../moddable-files.ts";
import { fileSpace } from "../native/machine.ts";

/** Removed files that somebody still reads wait here; they go when the node starts, if not before. */
const TRASH = "trash";
/** Kept free: littlefs needs blocks to write what is there anew, and a file that met the end of space is of no use any more. */
const RESERVE_BYTES = 16 * 4096;
/** A write may take a block more than its bytes, and one for what was in the block before. */
const EXTRA_BYTES = 2 * 4096;

/**
 * The device's file system, littlefs. Names are durable at once. What it does otherwise than others is evened out here: a reader
 * sees only what the writer has flushed, the blocks of a removed file are given away though it is open, and a write that
 * meets the end of space spoils the whole file.
 */
export class LittleFiles extends ModdableFiles {
  private readonly opened: ModdableFile[] = [];
  private readonly discarded: string[] = [];
  private names = 0;
  /** Free bytes, at least. */
  private room = -1;

  constructor(root: Directory) {
    super(root);
    this.makeDirectory(TRASH);
    for (const name of this.list(TRASH)) super.remove(`${TRASH}/${name}`);
  }

  override open(path: string, mode: "r" | "r+" | "w"): File {
    this.settle(path);
    return super.open(path, mode);
  }

  override size(path: string): number | undefined {
    this.settle(path);
    return super.size(path);
  }

  override remove(path: string): void {
    if (!this.isOpen(path) || this.size(path) === undefined) {
      super.remove(path);
      return;
    }
    const aside = `${TRASH}/${this.names++}`;
    this.rename(path, aside);
    this.discarded.push(path, aside);
  }

  override space(): Space {
    const [totalBytes, freeBytes] = fileSpace("");
    this.room = freeBytes - RESERVE_BYTES;
    return { totalBytes, freeBytes: Math.max(0, this.room) };
  }

  override makeRoom(bytes: number): void {
    const needed = bytes + EXTRA_BYTES;
    if (this.room < needed) this.space();
    if (this.room < needed) throw new FilesError("full", "no space is left");
    this.room -= needed;
  }

  override closed(file: ModdableFile): void {
    const at = this.opened.indexOf(file);
    if (at >= 0) this.opened.splice(at, 1);
    for (let i = this.discarded.length - 2; i >= 0; i -= 2) {
      if (this.discarded[i] !== file.path || this.isOpen(file.path)) continue;
      super.remove(this.discarded[i + 1]!);
      this.discarded.splice(i, 2);
    }
  }

  override flushNames(): void {}

  protected override makeFile(
    path: string,
    native: NativeFile,
    writable: boolean,
    made: boolean,
  ): ModdableFile {
    const file = super.makeFile(path, native, writable, made);
    this.opened.push(file);
    return file;
  }

  /** Shows everybody what was written to a file that is open. */
  private settle(path: string): void {
    for (const file of this.opened) if (file.isWritable && file.path === path) file.flush();
  }

  private isOpen(path: string): boolean {
    return this.opened.some((file) => file.path === path);
  }
}
