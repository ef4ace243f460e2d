import type { PoiError } from "./poi-error.ts";

/** A picture being decoded. */
export interface ImageDecoding {
  /** Stops; no callback runs afterwards. */
  cancel(): void;
}

export interface ImageRequest {
  /** Path in the node's file store of an encoded picture: PNG, JPEG, BMP or GIF (its first frame). */
  path: string;
  /** Larger pictures are refused before memory is spent on them. */
  maxPixels: number;
  /**
   * The largest whole factor by which both sides of an upright picture of this size may be shrunk as it is decoded, where that
   * saves memory or time; sides are rounded up, and what `onSize` says is the shrunk size. Without it, or of 1, no picture is.
   */
  mayShrink?(width: number, height: number): number;
  /** Size of the upright picture (orientation applied), called once before the first row. */
  onSize(width: number, height: number): void;
  /** Rows from the top: `rgb` holds whole rows of 3 bytes a pixel (gamma-encoded sRGB, transparency over black); reused after the call. */
  onRows(rgb: Uint8Array): void;
  /** All rows were given. */
  onDone(): void;
  /**
   * Called instead of `onDone`, with a sentence for the user: "unsupported-type" for what is no picture of these formats,
   * "too-large" past `maxPixels`, "bad-request" for a damaged one, "unavailable" where the node could not read it.
   */
  onError(error: PoiError): void;
}

/** Decoders of picture files: libraries on a desktop, the SDK's on the device. */
export interface Images {
  /** Starts to decode; callbacks run later, never during this call. */
  decode(request: ImageRequest): ImageDecoding;
}
