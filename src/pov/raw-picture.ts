import { PoiError } from "../ports/poi-error.ts";
import type { PictureBuilder } from "./picture-builder.ts";
import { checkSourceSize } from "./picture-shape.ts";

/** Longest file name that is looked at. */
const MAX_NAME_LENGTH = 255;

/** Digits of a side at the most; six already exceed any side that is taken. */
const MAX_DIGITS = 6;

/**
 * Size that a name such as `image_40x32.rgb` states, in pixels (width × height), or undefined for a name that does not end in
 * ".rgb". Throws PoiError for a ".rgb" name without a size or with one that cannot be.
 */
export function rawPictureSize(name: string): { width: number; height: number } | undefined {
  const end = name.length - 4;
  if (end < 0 || name.slice(end).toLowerCase() !== ".rgb") return undefined;
  const size = name.length <= MAX_NAME_LENGTH ? sizeBefore(name, end) : undefined;
  if (!size) {
    const shown = name.length <= 40 ? name : `${name.slice(0, 40)}…`;
    throw new PoiError(
      "bad-request",
      `A .rgb file must carry its size in its name, as in image_40x32.rgb, got "${shown}": rename it to name_WIDTHxHEIGHT.rgb.`,
    );
  }
  checkSourceSize(size.width, size.height);
  return size;
}

/** Reads `_WxH` backwards from `end`. */
function sizeBefore(name: string, end: number): { width: number; height: number } | undefined {
  const heightAt = digitsBefore(name, end);
  if (heightAt === end) return undefined;
  const times = name.charAt(heightAt - 1);
  if (times !== "x" && times !== "X") return undefined;
  const widthAt = digitsBefore(name, heightAt - 1);
  if (widthAt === heightAt - 1 || name.charAt(widthAt - 1) !== "_") return undefined;
  return { width: Number(name.slice(widthAt, heightAt - 1)), height: Number(name.slice(heightAt, end)) };
}

/** Where the run of at most `MAX_DIGITS` digits in front of `end` begins. */
function digitsBefore(name: string, end: number): number {
  let at = end;
  while (at > 0 && end - at < MAX_DIGITS) {
    const code = name.charCodeAt(at - 1);
    if (code < 48 || code > 57) break;
    at--;
  }
  return at;
}

/**
 * A picture that comes as raw bytes (row-major, RGB, rows from the top) whose size its name states: the same way into the
 * store as a decoded one, plus the check of its length.
 */
export class RawPicture {
  private readonly builder: PictureBuilder;
  private readonly name: string;
  private readonly width: number;
  private readonly height: number;
  private received = 0;

  /** Begins the builder. Throws what `rawPictureSize` and `PictureBuilder.begin` throw. `name` must end in ".rgb". */
  constructor(builder: PictureBuilder, name: string) {
    const size = rawPictureSize(name);
    if (!size) {
      throw new PoiError(
        "unsupported-type",
        `A raw picture must be named as in image_40x32.rgb, got "${name}".`,
      );
    }
    this.builder = builder;
    this.name = name;
    this.width = size.width;
    this.height = size.height;
    builder.begin(size.width, size.height);
  }

  /** Takes the next bytes as they arrive. What is too much is only counted. Throws FilesError. */
  bytes(rgb: Uint8Array): void {
    const left = this.width * this.height * 3 - this.received;
    this.received += rgb.length;
    if (left <= 0) return;
    this.builder.rows(rgb.length <= left ? rgb : rgb.subarray(0, left));
  }

  /** Checks the length: throws PoiError "bad-request" where it is wrong. The builder may then be finished. */
  end(): void {
    const { name, width, height, received } = this;
    const length = width * height * 3;
    if (received === length) return;
    throw new PoiError(
      "bad-request",
      `${name} must hold ${length} bytes (${width} × ${height} × 3), got ${received}: ` +
        "write each pixel as red, green, blue, row by row, or put the true size into the name.",
    );
  }
}
