/** Bodies that never lie whole in memory. */

/** Takes a body as it comes. Exactly one of `onEnd` and `onAbort` is called, last. */
export interface BodySink {
  /** Some bytes, valid during the call. A PoiError thrown here is the answer to the request. */
  onBytes(bytes: Uint8Array): void;
  /** The body is complete. */
  onEnd(): void;
  /** The rest will not come: the peer is gone, or the request was answered already. */
  onAbort(): void;
}

/** Returned by `pull` when nothing is there yet; `wake` says when to ask again. */
export const PULL_LATER = "later";

/** Gives a body piece by piece, as fast as the peer takes it. */
export interface BodySource {
  /** Up to `maxBytes` bytes, which stay unchanged until the next call; undefined at the end. */
  pull(maxBytes: number): Uint8Array | typeof PULL_LATER | undefined;
  /** Called once, when nothing will be pulled any more, whether all was sent or not. */
  close?(): void;
}
