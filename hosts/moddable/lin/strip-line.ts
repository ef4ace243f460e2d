/** Tells whoever listens at a Unix socket of a write, if somebody does; see strip-line.c. Times are the machine's. */
export function tellLine(this: void, path: string, bytes: Uint8Array, startUs: number, byteUs: number): void {
  native("poi_line_tell").call(this, path, bytes, startUs, byteUs);
}
