import fs from "node:fs";
import { dirname, join } from "node:path";
import { assert } from "../../src/ports/assert.ts";
import {
  assertPath,
  type File,
  type Files,
  FilesError,
  type FilesErrorCode,
  type Space,
} from "../../src/ports/files.ts";

const FLAGS = { r: "r", "r+": "r+", w: "w+" } as const;

/** A node's file store in one directory of this machine, which nobody else writes to. */
export class NodeFiles implements Files {
  private readonly root: string;

  /** Makes the directory where it is missing. */
  constructor(root: string) {
    this.root = root;
    attempt("make the directory", root, () => fs.mkdirSync(root, { recursive: true }));
  }

  open(path: string, mode: "r" | "r+" | "w"): File {
    const place = this.place(path);
    const made = mode === "w" && !fs.existsSync(place);
    const descriptor = attempt("open", path, () => {
      const opened = fs.openSync(place, FLAGS[mode]);
      // Linux opens a directory to read; the port has files only.
      if (!fs.fstatSync(opened).isDirectory()) return opened;
      fs.closeSync(opened);
      throw new FilesError("io", `cannot open ${path}: it is a directory`);
    });
    return new OpenFile(path, descriptor, mode !== "r", made ? dirname(place) : undefined);
  }

  size(path: string): number | undefined {
    const place = this.place(path);
    if (!fs.existsSync(place)) return undefined;
    return attempt("look at", path, () => {
      const stat = fs.statSync(place);
      return stat.isFile() ? stat.size : undefined;
    });
  }

  remove(path: string): void {
    const place = this.place(path);
    if (!fs.existsSync(place)) return;
    attempt("remove", path, () => {
      fs.unlinkSync(place);
      flushDirectory(dirname(place));
    });
  }

  rename(from: string, to: string): void {
    const source = this.place(from);
    const target = this.place(to);
    attempt("rename", from, () => {
      fs.renameSync(source, target);
      flushDirectory(dirname(target));
      if (dirname(source) !== dirname(target)) flushDirectory(dirname(source));
    });
  }

  list(directory: string): string[] {
    const place = directory === "" ? this.root : this.place(directory);
    if (!fs.existsSync(place)) return [];
    return attempt("list", directory, () => {
      const entries = fs.readdirSync(place, { withFileTypes: true });
      // What somebody else put there under a name that the port cannot say is not part of the store.
      const names = entries
        .filter((entry) => entry.isFile() && isSayable(entry.name))
        .map((entry) => entry.name);
      return names.sort();
    });
  }

  makeDirectory(directory: string): void {
    if (directory === "") return;
    const place = this.place(directory);
    attempt("make the directory", directory, () => {
      const topmost = fs.mkdirSync(place, { recursive: true });
      if (topmost === undefined) return;
      // Each new directory's existence is kept by its parent.
      for (let made = place; ; made = dirname(made)) {
        flushDirectory(dirname(made));
        if (made === topmost) break;
      }
    });
  }

  space(): Space {
    return attempt("ask for the space of", this.root, () => {
      const { bsize, blocks, bavail } = fs.statfsSync(this.root);
      return { totalBytes: blocks * bsize, freeBytes: bavail * bsize };
    });
  }

  private place(path: string): string {
    assertPath(path);
    return join(this.root, path);
  }
}

class OpenFile implements File {
  private readonly path: string;
  private readonly descriptor: number;
  private readonly writable: boolean;
  /** The directory that does not durably name this new file yet. */
  private unflushedParent: string | undefined;
  private closed = false;

  constructor(path: string, descriptor: number, writable: boolean, unflushedParent: string | undefined) {
    this.path = path;
    this.descriptor = descriptor;
    this.writable = writable;
    this.unflushedParent = unflushedParent;
  }

  get size(): number {
    this.check();
    return attempt("look at", this.path, () => fs.fstatSync(this.descriptor).size);
  }

  read(into: Uint8Array, position: number): number {
    this.check();
    return attempt("read", this.path, () => {
      let at = 0;
      while (at < into.length) {
        const count = fs.readSync(this.descriptor, into, at, into.length - at, position + at);
        if (count === 0) break;
        at += count;
      }
      return at;
    });
  }

  write(bytes: Uint8Array, position: number): void {
    this.checkWritable();
    assert(position >= 0 && position <= this.size, "write behind the end of the file");
    attempt("write", this.path, () => {
      let at = 0;
      while (at < bytes.length) {
        at += fs.writeSync(this.descriptor, bytes, at, bytes.length - at, position + at);
      }
    });
  }

  truncate(size: number): void {
    this.checkWritable();
    assert(size >= 0 && size <= this.size, "truncate to more than the file's size");
    attempt("truncate", this.path, () => fs.ftruncateSync(this.descriptor, size));
  }

  flush(): void {
    this.check();
    attempt("flush", this.path, () => {
      fs.fsyncSync(this.descriptor);
      if (this.unflushedParent !== undefined) flushDirectory(this.unflushedParent);
      this.unflushedParent = undefined;
    });
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    attempt("close", this.path, () => fs.closeSync(this.descriptor));
  }

  private check(): void {
    assert(!this.closed, "file used after close");
  }

  private checkWritable(): void {
    this.check();
    assert(this.writable, 'change of a file opened "r"');
  }
}

/** Makes the names in a directory durable. */
function flushDirectory(directory: string): void {
  // Windows opens no directories; NTFS journals names by itself.
  if (process.platform === "win32") return;
  const descriptor = fs.openSync(directory, "r");
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

function isSayable(name: string): boolean {
  return name.length <= 64 && /^[a-z0-9._-]+$/.test(name) && name !== "." && name !== "..";
}

/** Runs a file operation and turns what Node throws into the port's error. */
function attempt<T>(what: string, path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof FilesError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new FilesError(codeOf(code), `cannot ${what} ${path}: ${message}`);
  }
}

function codeOf(code: string | undefined): FilesErrorCode {
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") return "full";
  return code === "ENOENT" || code === "ENOTDIR" ? "missing" : "io";
}
