import { type File, type Files, FilesError } from "../../src/ports/files.ts";

/** A file store in memory, for tests that are about pixels and not about disks. */
export class MemoryFiles implements Files {
  readonly stored = new Map<string, Buffer>();
  /** Paths of the files that are open. */
  readonly opened: string[] = [];
  /** Room for all files together. */
  capacity = Number.POSITIVE_INFINITY;

  open(path: string, mode: "r" | "r+" | "w"): File {
    if (mode === "w") this.stored.set(path, Buffer.alloc(0));
    if (!this.stored.has(path)) throw new FilesError("missing", `no file ${path}`);
    this.opened.push(path);
    return new MemoryFile(this, path);
  }

  size(path: string): number | undefined {
    return this.stored.get(path)?.length;
  }

  remove(path: string): void {
    this.stored.delete(path);
  }

  rename(from: string, to: string): void {
    this.stored.set(to, this.stored.get(from)!);
    this.stored.delete(from);
  }

  list(directory: string): string[] {
    const prefix = `${directory}/`;
    const names = [...this.stored.keys()].filter((path) => path.startsWith(prefix));
    return names.map((path) => path.slice(prefix.length)).sort();
  }

  makeDirectory(): void {}

  space(): { totalBytes: number; freeBytes: number } {
    return { totalBytes: this.capacity, freeBytes: this.capacity - this.used() };
  }

  used(): number {
    let sum = 0;
    for (const bytes of this.stored.values()) sum += bytes.length;
    return sum;
  }
}

class MemoryFile implements File {
  private readonly files: MemoryFiles;
  private readonly path: string;

  constructor(files: MemoryFiles, path: string) {
    this.files = files;
    this.path = path;
  }

  get size(): number {
    return this.files.stored.get(this.path)!.length;
  }

  read(into: Uint8Array, position: number): number {
    const bytes = this.files.stored.get(this.path)!.subarray(position, position + into.length);
    into.set(bytes);
    return bytes.length;
  }

  write(bytes: Uint8Array, position: number): void {
    const old = this.files.stored.get(this.path)!;
    if (position > old.length) throw new RangeError("writing behind the end");
    const length = Math.max(old.length, position + bytes.length);
    if (this.files.used() - old.length + length > this.files.capacity) throw new FilesError("full", "full");
    const grown = length === old.length ? old : Buffer.concat([old, Buffer.alloc(length - old.length)]);
    grown.set(bytes, position);
    this.files.stored.set(this.path, grown);
  }

  truncate(size: number): void {
    this.files.stored.set(this.path, this.files.stored.get(this.path)!.subarray(0, size));
  }

  flush(): void {}

  close(): void {
    this.files.opened.splice(this.files.opened.indexOf(this.path), 1);
  }
}
