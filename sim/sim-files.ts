import { assert } from "../src/ports/assert.ts";
import {
  assertPath,
  type File,
  type Files,
  FilesError,
  type FilesErrorCode,
  type Space,
} from "../src/ports/files.ts";
import { DiskFile } from "./disk-file.ts";
import type { Prng } from "./prng.ts";
import type { Trace } from "./trace.ts";

/**
 * The power went away in the middle of a disk operation. Node code must never catch it and go on: the node that threw it
 * has ceased to exist, and whatever it does afterwards has no effect.
 */
export class PowerCut extends Error {}

/** The unit of space: littlefs gives out whole flash blocks. */
export const BLOCK_BYTES = 4096;

export interface SimFilesOptions {
  prng: Prng;
  /** Default 8 MiB. */
  capacityBytes?: number;
  trace?: Trace;
  /** Called when the power is cut by `cutAtOperation`, before `PowerCut` is thrown. */
  onPowerCut?: () => void;
}

/** What a disk has done, over all its boots. */
export interface DiskCounters {
  /** Operations that change something: write, flush, truncate, rename, remove, open "w", a directory made. */
  operations: number;
  writes: number;
  flushes: number;
  bytesWritten: number;
  /** Written bytes that a flush made durable. */
  bytesFlushed: number;
  /** Operations that were refused. */
  failures: number;
}

type OperationKind = 1 | 2 | 3 | 4 | 5 | 6 | 7;
const WRITE = 1;
const FLUSH = 2;
const TRUNCATE = 3;
const RENAME = 4;
const REMOVE = 5;
const MAKE_FILE = 6;
const MAKE_DIRECTORY = 7;

/**
 * A disk in memory whose crash model is pessimistic: what was not flushed may be lost, kept or torn, file by file and
 * change by change, as the seed decides. Rename and remove are atomic, and durable once they return; a rename moves the
 * name only: content that was not flushed before may be torn under its new name, as on ext4.
 */
export class SimFiles implements Files {
  readonly counters: DiskCounters;
  private readonly options: SimFilesOptions;
  private readonly files: Map<string, DiskFile>;
  private readonly directories: Set<string>;
  private usedBytes = 0;
  private dead = false;
  private cutAt = 0;
  private failWriteAt = 0;
  private failOperationAt = 0;
  private failureCode: FilesErrorCode = "io";

  constructor(options: SimFilesOptions, found?: SimFiles) {
    this.options = options;
    this.files = found?.files ?? new Map();
    this.directories = found?.directories ?? new Set([""]);
    this.counters = found?.counters ?? {
      operations: 0,
      writes: 0,
      flushes: 0,
      bytesWritten: 0,
      bytesFlushed: 0,
      failures: 0,
    };
    for (const file of this.files.values()) this.usedBytes += blocks(file.size);
  }

  /** Cuts the power at the `nth` changing operation from now (1 is the next one); 0 takes it back. */
  cutAtOperation(nth: number): void {
    this.cutAt = nth === 0 ? 0 : this.counters.operations + nth;
  }

  /** Fails the `nth` write from now, which leaves any part of its bytes behind. */
  failWrite(nth: number, code: FilesErrorCode): void {
    this.failWriteAt = this.counters.writes + nth;
    this.failureCode = code;
  }

  /** Fails the `nth` changing operation of any kind from now; all but writes have no effect then. */
  failOperation(nth: number, code: FilesErrorCode): void {
    this.failOperationAt = this.counters.operations + nth;
    this.failureCode = code;
  }

  /** The power is gone: returns the disk as it is found at the next boot. This object only throws from now on. */
  crash(): SimFiles {
    this.dead = true;
    const { prng } = this.options;
    for (const [path, file] of this.files) {
      if (file.named || prng.chance(0.5)) {
        file.crash(prng);
        file.named = true;
      } else {
        this.files.delete(path);
      }
    }
    return new SimFiles(this.options, this);
  }

  /** Whether the power was cut. */
  get isDead(): boolean {
    return this.dead;
  }

  /** Every file's content as a reader sees it now; for oracles and tests. */
  contents(): Map<string, Uint8Array> {
    return new Map([...this.files].map(([path, file]) => [path, file.bytes()]));
  }

  open(path: string, mode: "r" | "r+" | "w"): File {
    this.assertAlive();
    assertPath(path);
    const present = this.files.get(path);
    if (mode !== "w") {
      if (present === undefined) throw this.absent(path);
      return new OpenFile(this, present, mode === "r+");
    }
    if (this.directories.has(path)) throw new FilesError("io", `${path} is a directory`);
    if (!this.directories.has(parentOf(path))) throw this.absent(parentOf(path));
    const cut = this.begin(MAKE_FILE, path.length);
    if (cut && this.options.prng.chance(0.5)) throw this.cutPower();
    const file = present ?? new DiskFile();
    if (present === undefined) this.files.set(path, file);
    else this.resize(file, 0);
    if (cut) throw this.cutPower();
    return new OpenFile(this, file, true);
  }

  size(path: string): number | undefined {
    this.assertAlive();
    assertPath(path);
    return this.files.get(path)?.size;
  }

  remove(path: string): void {
    this.assertAlive();
    assertPath(path);
    const file = this.files.get(path);
    if (this.directories.has(path)) throw new FilesError("io", `${path} is a directory`);
    if (file === undefined) return;
    const cut = this.begin(REMOVE, path.length);
    if (cut && this.options.prng.chance(0.5)) throw this.cutPower();
    this.files.delete(path);
    this.unlink(file);
    if (cut) throw this.cutPower();
  }

  rename(from: string, to: string): void {
    this.assertAlive();
    assertPath(from);
    assertPath(to);
    const file = this.files.get(from);
    if (file === undefined) throw this.absent(from);
    if (!this.directories.has(parentOf(to))) throw this.absent(parentOf(to));
    if (this.directories.has(to)) throw new FilesError("io", `${to} is a directory`);
    const cut = this.begin(RENAME, to.length);
    if (cut && this.options.prng.chance(0.5)) throw this.cutPower();
    if (from !== to) {
      const replaced = this.files.get(to);
      if (replaced !== undefined) this.unlink(replaced);
      this.files.delete(from);
      this.files.set(to, file);
    }
    file.named = true;
    if (cut) throw this.cutPower();
  }

  list(directory: string): string[] {
    this.assertAlive();
    if (directory !== "") assertPath(directory);
    const prefix = directory === "" ? "" : `${directory}/`;
    const names: string[] = [];
    for (const path of this.files.keys()) {
      if (path.startsWith(prefix) && path.indexOf("/", prefix.length) < 0)
        names.push(path.slice(prefix.length));
    }
    return names.sort();
  }

  makeDirectory(directory: string): void {
    this.assertAlive();
    if (directory === "") return;
    assertPath(directory);
    if (this.directories.has(directory)) return;
    const steps = ancestry(directory);
    for (const step of steps) if (this.files.has(step)) throw new FilesError("io", `${step} is a file`);
    const cut = this.begin(MAKE_DIRECTORY, directory.length);
    for (const step of steps) {
      if (cut && this.options.prng.chance(0.5)) throw this.cutPower();
      this.directories.add(step);
    }
    if (cut) throw this.cutPower();
  }

  space(): Space {
    this.assertAlive();
    const totalBytes = this.capacityBytes;
    return { totalBytes, freeBytes: Math.max(0, totalBytes - this.usedBytes) };
  }

  /** @internal */
  writeTo(file: DiskFile, bytes: Uint8Array, position: number): void {
    this.assertAlive();
    const { counters } = this;
    counters.writes++;
    const code = counters.writes === this.failWriteAt ? this.failureCode : undefined;
    let length = bytes.length;
    let failure = code === undefined ? undefined : new FilesError(code, "write failed by the simulator");
    const cut = this.begin(WRITE, length, failure !== undefined);
    if (failure === undefined && counters.operations === this.failOperationAt) {
      failure = new FilesError(this.failureCode, "write failed by the simulator");
    }
    const room = blocks(file.size) + Math.max(0, this.capacityBytes - this.usedBytes);
    if (failure === undefined && position + length > Math.max(room, file.size)) {
      length = Math.max(0, room - position);
      failure = new FilesError("full", `no space for ${bytes.length} bytes`);
    }
    if (failure !== undefined) length = this.options.prng.below(length + 1);
    const sizeBefore = file.size;
    if (length > 0) file.write(length === bytes.length ? bytes : bytes.subarray(0, length), position);
    if (file.linked) this.usedBytes += blocks(file.size) - blocks(sizeBefore);
    counters.bytesWritten += length;
    if (cut) throw this.cutPower();
    if (failure === undefined) return;
    counters.failures++;
    throw failure;
  }

  /** @internal */
  truncateTo(file: DiskFile, size: number): void {
    this.assertAlive();
    const cut = this.begin(TRUNCATE, size);
    this.resize(file, size);
    if (cut) throw this.cutPower();
  }

  /** @internal */
  flushOf(file: DiskFile): void {
    this.assertAlive();
    this.counters.flushes++;
    const cut = this.begin(FLUSH, file.size);
    if (cut && this.options.prng.chance(0.5)) throw this.cutPower();
    this.counters.bytesFlushed += file.flush();
    if (cut) throw this.cutPower();
  }

  /** @internal */
  assertAlive(): void {
    if (this.dead) throw new PowerCut("the node has no power");
  }

  private get capacityBytes(): number {
    return this.options.capacityBytes ?? 8 * 1024 * 1024;
  }

  /** Counts an operation and returns whether the power is cut in the middle of it. */
  private begin(kind: OperationKind, detail: number, failsAlready = false): boolean {
    const { counters } = this;
    counters.operations++;
    this.options.trace?.mix(kind);
    this.options.trace?.mix(detail);
    if (counters.operations === this.failOperationAt && kind !== WRITE && !failsAlready) {
      counters.failures++;
      throw new FilesError(this.failureCode, "operation failed by the simulator");
    }
    return counters.operations === this.cutAt;
  }

  private cutPower(): PowerCut {
    this.dead = true;
    this.options.onPowerCut?.();
    return new PowerCut(`power cut at disk operation ${this.counters.operations}`);
  }

  /** The file lost its name; those who hold it open may go on with it, at no cost. */
  private unlink(file: DiskFile): void {
    this.usedBytes -= blocks(file.size);
    file.linked = false;
  }

  private resize(file: DiskFile, size: number): void {
    if (file.linked) this.usedBytes += blocks(size) - blocks(file.size);
    if (size !== file.size) file.truncate(size);
  }

  private absent(path: string): FilesError {
    return new FilesError("missing", `there is no ${path}`);
  }
}

class OpenFile implements File {
  private readonly disk: SimFiles;
  private readonly file: DiskFile;
  private readonly writable: boolean;
  private closed = false;

  constructor(disk: SimFiles, file: DiskFile, writable: boolean) {
    this.disk = disk;
    this.file = file;
    this.writable = writable;
  }

  get size(): number {
    this.check();
    return this.file.size;
  }

  read(into: Uint8Array, position: number): number {
    this.check();
    return this.file.read(into, position);
  }

  write(bytes: Uint8Array, position: number): void {
    this.checkWritable();
    assert(position >= 0 && position <= this.file.size, "write behind the end of the file");
    this.disk.writeTo(this.file, bytes, position);
  }

  truncate(size: number): void {
    this.checkWritable();
    assert(size >= 0 && size <= this.file.size, "truncate to more than the file's size");
    this.disk.truncateTo(this.file, size);
  }

  flush(): void {
    this.check();
    this.disk.flushOf(this.file);
  }

  close(): void {
    this.closed = true;
  }

  private check(): void {
    this.disk.assertAlive();
    assert(!this.closed, "file used after close");
  }

  private checkWritable(): void {
    this.check();
    assert(this.writable, 'change of a file opened "r"');
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** "a", "a/b", "a/b/c" of "a/b/c". */
function ancestry(path: string): string[] {
  const names = path.split("/");
  return names.map((_, index) => names.slice(0, index + 1).join("/"));
}

function blocks(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
}
