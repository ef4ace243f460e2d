import { toHex } from "../bytes/hex.ts";
import { decodeUtf8, encodeUtf8, encodeUtf8Into } from "../bytes/utf8.ts";
import type { Digest } from "../ports/digest.ts";
import type { File, Files } from "../ports/files.ts";

/** Where a record stands in the file: from its checksum to its line end. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** Longest line that is believed. Ten versions of the longest body, as JSON, stay below it. */
const MAX_LINE_BYTES = 32_768;
/** Bytes before the JSON: eight hex digits, the first of its SHA-256, and a space. */
const PREFIX_BYTES = 9;
const SUM_BYTES = 4;
const READ_BYTES = 4096;
const LINE_END = 10;

/**
 * An append-only file of JSON lines, each with a checksum in front: `1c291ca3 {"kind":…}`. Readable with any pager, cheap to
 * append to on flash, and a torn write can only spoil the last line. Hashing is native on the device.
 */
export class Journal {
  private readonly files: Files;
  private readonly path: string;
  private readonly digest: Digest;
  private file: File;
  private end = 0;
  private dirty = false;

  /** Opens the file, made empty where there is none. Call `replay` next. */
  constructor(files: Files, path: string, digest: Digest) {
    this.files = files;
    this.path = path;
    this.digest = digest;
    files.remove(this.asidePath);
    this.file = files.open(path, files.size(path) === undefined ? "w" : "r+");
  }

  /** Bytes of the file. */
  get size(): number {
    return this.end;
  }

  /**
   * Calls back with every whole record in order, cuts a torn tail off, and returns the number of damaged lines. A record that
   * a power cut left in a cache counts from now on, so the file is flushed before anything is built on it.
   */
  replay(onRecord: (record: Record<string, unknown>, span: Span) => void): number {
    const size = this.file.size;
    let damaged = 0;
    let pending = new Uint8Array(0);
    let pendingOffset = 0;
    this.end = 0;
    for (let offset = 0; offset < size; offset += READ_BYTES) {
      const bytes = this.readBytes(offset, Math.min(READ_BYTES, size - offset), pending);
      let start = 0;
      for (let at = bytes.indexOf(LINE_END, start); at >= 0; at = bytes.indexOf(LINE_END, start)) {
        const record = this.parseLine(bytes, start, at);
        if (record === undefined) damaged++;
        else onRecord(record, { offset: pendingOffset + start, length: at + 1 - start });
        start = at + 1;
        this.end = pendingOffset + start;
      }
      pending = bytes.slice(start);
      pendingOffset += start;
      if (pending.length > MAX_LINE_BYTES) break;
    }
    if (this.end < size) {
      damaged++;
      this.file.truncate(this.end);
    }
    this.file.flush();
    return damaged;
  }

  /** Adds a record. It survives a power cut once `flush` returned. Throws FilesError; the file then is as it was. */
  append(json: string): Span {
    const line = this.encodeLine(json);
    try {
      this.file.write(line, this.end);
    } catch (error) {
      this.file.truncate(this.end);
      throw error;
    }
    const span = { offset: this.end, length: line.length };
    this.end += line.length;
    this.dirty = true;
    return span;
  }

  /** Makes all that was appended survive a power cut. */
  flush(): void {
    if (!this.dirty) return;
    this.file.flush();
    this.dirty = false;
  }

  /** Reads a record back; undefined where the medium has damaged it since. */
  read(span: Span): Record<string, unknown> | undefined {
    const bytes = this.readBytes(span.offset, span.length, new Uint8Array(0));
    return this.parseLine(bytes, 0, bytes.length - 1);
  }

  /**
   * Writes the file anew with a first record and the given ones only, aside and then moved over the old one. Returns the
   * length of the first record; the others follow in order. Throws FilesError; the file then is as it was.
   */
  rewrite(first: string, spans: Iterable<Span>): number {
    const aside = this.files.open(this.asidePath, "w");
    const line = this.encodeLine(first);
    let end = 0;
    try {
      aside.write(line, 0);
      end = line.length;
      for (const span of spans) {
        aside.write(this.readBytes(span.offset, span.length, new Uint8Array(0)), end);
        end += span.length;
      }
      aside.flush();
    } finally {
      aside.close();
    }
    this.file.close();
    try {
      this.files.rename(this.asidePath, this.path);
    } finally {
      this.file = this.files.open(this.path, "r+");
    }
    this.end = end;
    this.dirty = false;
    return line.length;
  }

  close(): void {
    this.file.close();
  }

  private get asidePath(): string {
    return `${this.path}.new`;
  }

  /** `before`, then `length` bytes of the file from `offset`. */
  private readBytes(offset: number, length: number, before: Uint8Array): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(before.length + length);
    bytes.set(before);
    this.file.read(bytes.subarray(before.length), offset);
    return bytes;
  }

  private encodeLine(json: string): Uint8Array {
    const text = encodeUtf8(json);
    const line = new Uint8Array(PREFIX_BYTES + text.length + 1);
    encodeUtf8Into(`${this.sum(text)} `, line, 0);
    line.set(text, PREFIX_BYTES);
    line[line.length - 1] = LINE_END;
    return line;
  }

  /** The record of the line `bytes[start..end)`, or undefined where its checksum or its JSON is wrong. */
  private parseLine(bytes: Uint8Array, start: number, end: number): Record<string, unknown> | undefined {
    if (end - start < PREFIX_BYTES) return undefined;
    const text = bytes.subarray(start + PREFIX_BYTES, end);
    if (decodeUtf8(bytes, start, start + PREFIX_BYTES) !== `${this.sum(text)} `) return undefined;
    try {
      const record: unknown = JSON.parse(decodeUtf8(text));
      return typeof record === "object" && record !== null ? (record as Record<string, unknown>) : undefined;
    } catch {
      return undefined;
    }
  }

  private sum(text: Uint8Array): string {
    const sum = this.digest.sha256();
    sum.update(text);
    return toHex(sum.digest().subarray(0, SUM_BYTES));
  }
}
