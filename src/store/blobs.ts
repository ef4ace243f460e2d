import { toHex } from "../bytes/hex.ts";
import type { Digest, Sha256 } from "../ports/digest.ts";
import type { File, Files } from "../ports/files.ts";

const WHOLE = "blobs";
const PARTS = "parts";
const INCOMING = `${PARTS}/incoming`;
/** Blobs travel and are read in pieces of this size. */
export const CHUNK_BYTES = 4096;
/** Largest blob: 400 columns of 288 LEDs, 3 bytes each, with room to spare. */
export const MAX_BLOB_BYTES = 524_288;

/** What came of a received piece. */
export type Received = "more" | "complete" | "ignored" | "damaged";

/**
 * Bulk content, named by its SHA-256 in lower-case hex: `blobs/<hash>` is whole and checked, `parts/<hash>` is on its way.
 */
export class Blobs {
  private readonly files: Files;
  private readonly digest: Digest;

  constructor(files: Files, digest: Digest) {
    this.files = files;
    this.digest = digest;
    files.makeDirectory(WHOLE);
    files.makeDirectory(PARTS);
    this.cutUnflushedPieces();
  }

  has(hash: string): boolean {
    return this.files.size(pathOf(hash)) !== undefined;
  }

  /** Length in bytes, or undefined while the blob is not here. */
  size(hash: string): number | undefined {
    return this.files.size(pathOf(hash));
  }

  /** The blob to be read and closed. Throws FilesError "missing" while it is not here. */
  open(hash: string): File {
    return this.files.open(pathOf(hash), "r");
  }

  /** Reads a piece; returns how many bytes were read, 0 when the blob is not here. */
  read(hash: string, into: Uint8Array, position: number): number {
    if (!this.has(hash)) return 0;
    const file = this.open(hash);
    const count = position < file.size ? file.read(into, position) : 0;
    file.close();
    return count;
  }

  /** Stores a file of the node's as a blob and returns its hash; the file is moved, or removed where the blob is here. */
  adopt(path: string): string {
    const hash = this.hashFile(path);
    this.flush(path);
    if (this.has(hash)) this.files.remove(path);
    else this.files.rename(path, pathOf(hash));
    return hash;
  }

  /** Stores bytes as a blob and returns its hash. */
  add(bytes: Uint8Array): string {
    const file = this.files.open(INCOMING, "w");
    try {
      file.write(bytes, 0);
    } finally {
      file.close();
    }
    return this.adopt(INCOMING);
  }

  /** Bytes of a blob that have arrived so far: where its transfer goes on. */
  received(hash: string): number {
    return this.files.size(partOf(hash)) ?? 0;
  }

  /**
   * Takes the piece of a blob at `position` of `total` bytes. Each piece is flushed, so that a cut costs one piece at most.
   * The last one makes the blob whole, if its hash is right; a damaged one is thrown away and starts again. Where the disk
   * refused to make it whole, an empty piece at its end tries again. Throws FilesError; the piece then was not taken.
   */
  receive(hash: string, position: number, total: number, bytes: Uint8Array): Received {
    if (this.has(hash) || total > MAX_BLOB_BYTES || position !== this.received(hash)) return "ignored";
    if (position > total) {
      // Somebody gave more bytes than there can be.
      this.files.remove(partOf(hash));
      return "damaged";
    }
    if (position + bytes.length > total || (bytes.length === 0 && position < total)) return "ignored";
    if (bytes.length > 0 || position === 0) this.append(hash, position, bytes);
    if (position + bytes.length < total) return "more";
    if (this.hashFile(partOf(hash)) !== hash) {
      this.files.remove(partOf(hash));
      return "damaged";
    }
    this.files.rename(partOf(hash), pathOf(hash));
    return "complete";
  }

  private append(hash: string, position: number, bytes: Uint8Array): void {
    const file = this.files.open(partOf(hash), position === 0 ? "w" : "r+");
    try {
      file.write(bytes, position);
      file.flush();
    } catch (error) {
      // What a failed write left behind would count as received.
      file.truncate(position);
      throw error;
    } finally {
      file.close();
    }
  }

  /** Removes whatever no item refers to; `referenced` says which hashes some item does. */
  collect(referenced: (hash: string) => boolean): void {
    for (const directory of [WHOLE, PARTS]) {
      for (const name of this.files.list(directory)) {
        if (!referenced(name)) this.files.remove(`${directory}/${name}`);
      }
    }
  }

  /** After a power cut the last piece may be there without having been flushed, with holes in it: it is fetched again. */
  private cutUnflushedPieces(): void {
    for (const name of this.files.list(PARTS)) {
      const file = this.files.open(`${PARTS}/${name}`, "r+");
      file.truncate(Math.max(0, Math.ceil(file.size / CHUNK_BYTES) - 1) * CHUNK_BYTES);
      file.flush();
      file.close();
    }
  }

  private flush(path: string): void {
    const file = this.files.open(path, "r+");
    file.flush();
    file.close();
  }

  private hashFile(path: string): string {
    const file = this.files.open(path, "r");
    const sum: Sha256 = this.digest.sha256();
    readAll(file, (bytes) => sum.update(bytes));
    file.close();
    return toHex(sum.digest());
  }
}

function readAll(file: File, onBytes: (bytes: Uint8Array) => void): void {
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (let position = 0; position < file.size; position += CHUNK_BYTES) {
    const count = file.read(buffer, position);
    onBytes(count === CHUNK_BYTES ? buffer : buffer.subarray(0, count));
  }
}

function pathOf(hash: string): string {
  return `${WHOLE}/${hash}`;
}

function partOf(hash: string): string {
  return `${PARTS}/${hash}`;
}
