/** One running SHA-256. */
export interface Sha256 {
  /** Adds bytes; the view may be reused after the call. */
  update(bytes: Uint8Array): void;

  /** Ends the sum and returns its 32 bytes. The object is spent. */
  digest(): Uint8Array;
}

/** Native hashing. Never JavaScript on the device: SHA-256 of 4 KB costs 240 times the native one there. */
export interface Digest {
  sha256(): Sha256;
}
