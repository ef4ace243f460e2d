import { PoiError } from "../ports/poi-error.ts";

/** Formats of picture files that a node takes. */
export type PictureFormat = "png" | "jpeg" | "gif" | "bmp";

/** Bytes that `pictureFormat` wants to see. */
export const FORMAT_BYTES = 16;

/** The format that the first bytes of a file show, or undefined. A name or a content type may lie; these are what is decoded. */
export function pictureFormat(head: Uint8Array): PictureFormat | undefined {
  if (startsWith(head, 0, "\x89PNG\r\n\x1a\n")) return "png";
  if (startsWith(head, 0, "\xff\xd8\xff")) return "jpeg";
  if (startsWith(head, 0, "GIF87a") || startsWith(head, 0, "GIF89a")) return "gif";
  if (startsWith(head, 0, "BM")) return "bmp";
  return undefined;
}

/** The user's error for a file of another format, named where it is a common one. */
export function unsupportedPicture(head: Uint8Array): PoiError {
  return new PoiError(
    "unsupported-type",
    `A picture must be PNG, JPEG, BMP, GIF or raw .rgb, got ${otherFormat(head)}: save it as PNG.`,
  );
}

/** The user's error for a file that its decoder could not read to the end. */
export function damagedPicture(format: PictureFormat, what: string): PoiError {
  return new PoiError(
    "bad-request",
    `The ${format.toUpperCase()} picture must be whole, got a damaged one (${what}): save or send it again.`,
  );
}

function otherFormat(head: Uint8Array): string {
  if (head.length === 0) return "an empty file";
  if (startsWith(head, 0, "RIFF") && startsWith(head, 8, "WEBP")) return "WebP";
  if (startsWith(head, 4, "ftypavif")) return "AVIF";
  if (startsWith(head, 4, "ftyp")) return "HEIC or a film";
  if (startsWith(head, 0, "II*\0") || startsWith(head, 0, "MM\0*")) return "TIFF";
  if (startsWith(head, 0, "<svg") || startsWith(head, 0, "<?xml")) return "SVG";
  if (startsWith(head, 0, "%PDF")) return "PDF";
  return "something else";
}

function startsWith(head: Uint8Array, at: number, magic: string): boolean {
  if (head.length < at + magic.length) return false;
  for (let i = 0; i < magic.length; i++) if (head[at + i] !== magic.charCodeAt(i)) return false;
  return true;
}
