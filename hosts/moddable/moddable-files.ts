import type { Directory, File as NativeFile } from "embedded:storage/files";
import { frozen } from "../../src/bytes/frozen.ts";
import { isPlainWord } from "../../src/bytes/text-forms.ts";
import { assert } from "../../src/ports/assert.ts";
import {
  assertPath,
  type File,
  type Files,
  FilesError,
  type FilesErrorCode,
  type Space,
} from "../../src/ports/files.ts";

const MODES = Object.freeze({ r: "r", "r+": "r+", w: "w+" } as const);

/** A node's file store over the platform's file system. What systems do differently is in the classes derived from this. */
export abstract class ModdableFiles implements Files {
  protected readonly root: Directory;

  constructor(root: Directory) {
    this.root = root;
  }

  /** Makes the names in a directory ("" is the top) survive a power cut. */
  abstract flushNames(directory: string): void;

  abstract space(): Space;

  /** Called before bytes are written; throws "full" where there is no room for them. */
  makeRoom(_bytes: number): void {}

  /** A file was closed. */
  closed(_file: ModdableFile): void {}

  open(path: string, mode: "r" | "r+" | "w"): File {
    assertPath(path);
    return attempt("open", path, () => {
      const made = mode === "w" && statusOf(this.root, path) === undefined;
      const native = this.root.openFile({ path, mode: MODES[mode] });
      return this.makeFile(path, native, mode !== "r", made);
    });
  }

  size(path: string): number | undefined {
    assertPath(path);
    return attempt("look at", path, () => {
      const status = statusOf(this.root, path);
      return status?.isFile() ? status.size : undefined;
    });
  }

  remove(path: string): void {
    assertPath(path);
    attempt("remove", path, () => {
      const status = statusOf(this.root, path);
      if (status === undefined) return;
      if (!status.isFile()) throw new FilesError("io", `cannot remove ${path}: it is a directory`);
      this.root.delete(path);
      this.flushNames(parentOf(path));
    });
  }

  rename(from: string, to: string): void {
    assertPath(from);
    assertPath(to);
    attempt("rename", from, () => {
      const status = statusOf(this.root, to);
      if (status?.isDirectory()) throw new FilesError("io", `cannot rename to ${to}: it is a directory`);
      if (statusOf(this.root, from) === undefined) throw new FilesError("missing", `no file ${from}`);
      this.root.move(from, to);
      this.flushNames(parentOf(to));
      if (parentOf(from) !== parentOf(to)) this.flushNames(parentOf(from));
    });
  }

  list(directory: string): string[] {
    if (directory !== "") assertPath(directory);
    return attempt("list", directory, () => {
      const names: string[] = [];
      if (directory !== "" && !statusOf(this.root, directory)?.isDirectory()) return names;
      const prefix = directory === "" ? "" : `${directory}/`;
      for (const name of directory === "" ? this.root.scan() : this.root.scan(directory)) {
        if (isSayable(name) && this.root.status(prefix + name).isFile()) names.push(name);
      }
      return names.sort();
    });
  }

  makeDirectory(directory: string): void {
    if (directory === "") return;
    assertPath(directory);
    attempt("make the directory", directory, () => {
      for (let at = directory.indexOf("/"); at >= 0; at = directory.indexOf("/", at + 1))
        this.makeOne(directory.slice(0, at));
      this.makeOne(directory);
    });
  }

  protected makeFile(path: string, native: NativeFile, writable: boolean, made: boolean): ModdableFile {
    return new ModdableFile(this, path, native, writable, made);
  }

  private makeOne(path: string): void {
    if (!this.root.createDirectory(path)) return;
    this.flushNames(parentOf(path));
  }
}

export class ModdableFile implements File {
  readonly path: string;
  protected readonly native: NativeFile;
  private readonly files: ModdableFiles;
  /** Length of a file that may be written to, which only this object changes; -1 for a reader's. */
  private length: number;
  /** Its name does not survive a power cut yet. */
  private unnamed: boolean;
  private closed = false;

  constructor(files: ModdableFiles, path: string, native: NativeFile, writable: boolean, made: boolean) {
    this.files = files;
    this.path = path;
    this.native = native;
    this.length = writable ? native.status().size : -1;
    this.unnamed = made;
  }

  get isWritable(): boolean {
    return this.length >= 0;
  }

  get size(): number {
    this.check();
    if (this.length >= 0) return this.length;
    return attempt("look at", this.path, () => this.native.status().size);
  }

  read(into: Uint8Array, position: number): number {
    this.check();
    if (into.length === 0) return 0;
    return attempt("read", this.path, () => this.native.read(into, position));
  }

  write(bytes: Uint8Array, position: number): void {
    this.checkWritable();
    assert(position >= 0 && position <= this.length, "write behind the end of the file");
    if (bytes.length === 0) return;
    const end = position + bytes.length;
    this.files.makeRoom(bytes.length);
    attempt("write", this.path, () => {
      this.native.write(bytes, position);
      if (end <= this.length) return;
      this.length = this.native.status().size;
      // A system may take a part where space ends, and says nothing.
      if (this.length < end) throw new FilesError("full", `cannot write ${this.path}: no space is left`);
    });
  }

  truncate(size: number): void {
    this.checkWritable();
    assert(size >= 0 && size <= this.length, "truncate to more than the file's size");
    attempt("truncate", this.path, () => this.native.setSize(size));
    this.length = size;
  }

  flush(): void {
    this.check();
    attempt("flush", this.path, () => this.native.flush());
    if (this.unnamed) this.files.flushNames(parentOf(this.path));
    this.unnamed = false;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    attempt("close", this.path, () => this.native.close());
    this.files.closed(this);
  }

  private check(): void {
    assert(!this.closed, "file used after close");
  }

  private checkWritable(): void {
    this.check();
    assert(this.length >= 0, 'change of a file opened "r"');
  }
}

/** The status of what is there, or undefined. */
function statusOf(directory: Directory, path: string): ReturnType<Directory["status"]> | undefined {
  try {
    const status = directory.status(path);
    return status.mode === 0 ? undefined : status;
  } catch (error) {
    // Below a file there is nothing.
    if (codeOf((error as Error).message) === "missing") return undefined;
    throw error;
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function isSayable(name: string): boolean {
  return name !== "" && name.length <= 64 && isPlainWord(name, "._-");
}

/** Runs a file operation and turns what the platform throws into the port's error. */
function attempt<T>(what: string, path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof FilesError) throw error;
    const { message } = error as Error;
    throw new FilesError(codeOf(message), `cannot ${what} ${path}: ${message}`);
  }
}

/** What the C library (strerror) and littlefs (its numbers, or its words where it is built to be debugged) say. */
const CODES: readonly (readonly [string, FilesErrorCode])[] = frozen([
  ["No such file", "missing"],
  ["Not a directory", "missing"],
  ["No directory entry", "missing"],
  ["not a dir", "missing"],
  ["LFS ERR -2", "missing"],
  ["LFS ERR -20", "missing"],
  ["No space left", "full"],
  ["File too large", "full"],
  ["quota exceeded", "full"],
  ["LFS ERR -28", "full"],
  ["LFS ERR -27", "full"],
]);

function codeOf(message: string): FilesErrorCode {
  for (const [words, code] of CODES)
    if (message.endsWith(words) || (!words.startsWith("LFS") && message.includes(words))) return code;
  return "io";
}
