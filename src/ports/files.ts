import { assert } from "./assert.ts";

/** Why a file operation failed. "full": no space left; "missing": no such file; "io": the medium refused. */
export type FilesErrorCode = "full" | "missing" | "io";

/** Thrown by every method of the port that fails; a failed write may have left part of its bytes behind. */
export class FilesError extends Error {
  readonly code: FilesErrorCode;

  constructor(code: FilesErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** An open file. Writes may be lost or torn by a power cut until `flush` returns. */
export interface File {
  /** Length in bytes. */
  readonly size: number;

  /** Reads into the view from `position`; returns how many bytes were read, fewer only at the end of the file. */
  read(into: Uint8Array, position: number): number;

  /** Writes the whole view at `position` ≤ size; grows the file where needed. */
  write(bytes: Uint8Array, position: number): void;

  /** Cuts the file to `size` bytes. */
  truncate(size: number): void;

  /** Returns once all that was written, and the file's own existence, survives a power cut. */
  flush(): void;

  close(): void;
}

export interface Space {
  totalBytes: number;
  freeBytes: number;
}

/**
 * The node's own file store, synchronous as on the device (littlefs). Paths are relative, of segments of [a-z0-9._-]
 * divided by "/", at most 64 characters a segment.
 */
export interface Files {
  /** Opens a file to read ("r"), to change ("r+"), or made empty ("w"). Throws "missing" for "r" and "r+". */
  open(path: string, mode: "r" | "r+" | "w"): File;

  /** Length of a file in bytes, or undefined where there is none. */
  size(path: string): number | undefined;

  /** Removes a file; harmless where there is none. Survives a power cut once it returns. */
  remove(path: string): void;

  /** Moves a file over `to`, in one step: after a power cut one of both is there, whole; once it returns, the new one. */
  rename(from: string, to: string): void;

  /** Names of the files of a directory, sorted; empty where there is none. */
  list(directory: string): string[];

  /** Makes a directory and its parents; harmless where it is. */
  makeDirectory(directory: string): void;

  space(): Space;
}

const MAX_SEGMENT_LENGTH = 64;

/** Stops where a path breaks the rule of `Files`; every adapter calls it, so that no path leads out of the store. */
export function assertPath(path: string): void {
  let start = 0;
  for (let i = 0; i <= path.length; i++) {
    const code = i < path.length ? path.charCodeAt(i) : SLASH;
    if (code !== SLASH) {
      assert(isSegmentCode(code), "path character outside of [a-z0-9._-]");
      continue;
    }
    const length = i - start;
    assert(length > 0 && length <= MAX_SEGMENT_LENGTH, "path segment empty or longer than 64 characters");
    const dots = path.charCodeAt(start) === DOT && path.charCodeAt(i - 1) === DOT && length <= 2;
    assert(!dots, "path segment . or ..");
    start = i + 1;
  }
}

const SLASH = 47;
const DOT = 46;

function isSegmentCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === DOT || code === 45 || code === 95
  );
}
