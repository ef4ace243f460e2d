/** The device's decoders as a program of this computer, built with the compiler's checks of memory and arithmetic. */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CodedPicture, STATUS } from "../../hosts/moddable/pictures/coded-picture.ts";
import type { File } from "../../src/ports/files.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const CHECKS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
const FLAGS = ["-std=c11", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-O1", "-g", ...CHECKS];

/** What the program says of a picture, and the rows that it gave. */
export interface ToolAnswer {
  status: number;
  what: string;
  wanted: number;
  /** Native memory at its end. */
  taken: number;
  width: number;
  height: number;
  orientation: number;
  interlaced: boolean;
  factor: number;
  rows: Uint8Array;
}

/** Runs the program. Throws where it ends otherwise than well: the checks of memory found something. */
export function runPictureTool(bytes: Uint8Array, format: number, limit: number, factor: number): ToolAnswer {
  const { status, stdout, stderr } = spawnSync(tool(), [`${format}`, `${limit}`, `${factor}`], {
    input: bytes,
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`picture-tool ended with ${status}:\n${stderr}`);
  return { ...JSON.parse(String(stderr)), rows: stdout };
}

/** Of so many copies changed at random: decoded, damaged, unsupported, too large. Throws where the checks of memory find something. */
export function decodeChanged(bytes: Uint8Array, format: number, limit: number, times: number): number[] {
  const { status, stderr } = spawnSync(tool(), [`${format}`, `${limit}`, "1", `${times}`], { input: bytes });
  if (status !== 0) throw new Error(`picture-tool ended with ${status}:\n${stderr}`);
  return JSON.parse(String(stderr));
}

const state: { path?: string } = {};

/** Builds the program once for each state of its sources. */
function tool(): string {
  if (state.path !== undefined) return state.path;
  const folder = join(ROOT, "hosts/moddable/pictures");
  const names = readdirSync(folder).filter((name) => /\.[ch]$/.test(name) && name !== "picture-xs.c");
  const sources = [join(ROOT, "test/ports/picture-tool.c"), ...names.map((name) => join(folder, name))];
  const hash = createHash("sha256").update(FLAGS.join());
  for (const source of sources) hash.update(readFileSync(source));
  const path = join(ROOT, "build/picture-tool", hash.digest("hex").slice(0, 16));
  if (!existsSync(path)) {
    mkdirSync(join(ROOT, "build/picture-tool"), { recursive: true });
    const programs = sources.filter((source) => source.endsWith(".c"));
    execFileSync("cc", [...FLAGS, ...programs, "-o", `${path}.${process.pid}`, "-lm"]);
    renameSync(`${path}.${process.pid}`, path);
  }
  state.path = path;
  return path;
}

/** The program in the place of the firmware's native object: rows are decoded when they begin. */
export class ToolPicture implements CodedPicture {
  private readonly bytes: Uint8Array;
  private readonly limit: number;
  private format = 0;
  private answer: ToolAnswer | undefined;
  private given = 0;

  constructor(file: File, limit: number) {
    this.bytes = new Uint8Array(file.size);
    file.read(this.bytes, 0);
    this.limit = limit;
  }

  get width(): number {
    return this.answer!.width;
  }

  get height(): number {
    return this.answer!.height;
  }

  get orientation(): number {
    return this.answer!.orientation;
  }

  get interlaced(): boolean {
    return this.answer!.interlaced;
  }

  get factor(): number {
    return this.answer!.factor;
  }

  get what(): string {
    return this.answer!.what;
  }

  get wanted(): number {
    return this.answer!.wanted;
  }

  open(format: number): number {
    this.format = format;
    this.answer = runPictureTool(this.bytes, format, this.limit, 0);
    return this.answer.status;
  }

  begin(factor: number): number {
    this.answer = runPictureTool(this.bytes, this.format, this.limit, factor);
    return this.answer.rows.length > 0 ? STATUS.ok : this.answer.status;
  }

  row(rgb: Uint8Array, at: number, byteLength: number): number {
    const { rows, status, width, factor } = this.answer!;
    const start = this.given++ * Math.ceil(width / factor) * 3;
    if (start >= rows.length) return status;
    rgb.set(rows.subarray(start, start + byteLength), at);
    return STATUS.ok;
  }

  close(): void {
    this.answer = undefined;
  }
}
