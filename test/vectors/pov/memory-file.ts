import type { File, Files } from "../../../src/ports/files.ts";

/** Files in memory, without names: all that a bridge needs, on XS too. */
export class BridgeFiles {
  readonly bytes = new Map<string, Uint8Array>();

  asFiles(): Files {
    return this as unknown as Files;
  }

  open(path: string, mode: string): File {
    if (mode === "w") this.bytes.set(path, new Uint8Array(0));
    const { bytes } = this;
    return {
      get size() {
        return bytes.get(path)!.length;
      },
      read(into, position) {
        const part = bytes.get(path)!.subarray(position, position + into.length);
        into.set(part);
        return part.length;
      },
      write(part, position) {
        const old = bytes.get(path)!;
        const grown = new Uint8Array(Math.max(old.length, position + part.length));
        grown.set(old);
        grown.set(part, position);
        bytes.set(path, grown);
      },
      truncate() {},
      flush() {},
      close() {},
    };
  }

  remove(path: string): void {
    this.bytes.delete(path);
  }
}
