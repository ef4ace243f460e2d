/**
 * What npm's typings of the SDK (5.6.0) lack, as the SDK that a firmware is built with (8.2.3) declares it. mcconfig checks the
 * same files against the SDK's own.
 */

/** A class whose instances hold data of C; the name is its destructor's. Compiled by xsc. */
declare function Native(name: string): new (...args: never[]) => object;

/** A function in C. Compiled by xsc, and at its best as the only statement of a function that passes its arguments on. */
// biome-ignore lint/suspicious/noExplicitAny: as the SDK declares it
declare function native(name: string): (...args: any[]) => any;

declare function trace(...words: unknown[]): void;

declare module "mc/config" {
  /** `config` of the board's manifest. */
  const config: {
    readonly strip: { readonly out: number; readonly clock: number };
    /** Where the board has less memory than others: for how many items, and bytes for what is shown (pov/light-memory.ts). */
    readonly room?: { readonly made: number; readonly all: number; readonly incoming: number };
    readonly lightBytes?: number;
    readonly battery?: { readonly pin: number; readonly upperKohm: number; readonly lowerKohm: number };
  };
  export default config;
}

declare module "crypt" {
  export class Digest {
    constructor(type: "SHA256");
    write(message: string | ArrayBuffer): void;
    close(): ArrayBuffer;
  }
}

declare module "embedded:storage/files" {
  type ByteBuffer = ArrayBuffer | ArrayBufferView;

  export class Status {
    size: number;
    mode: number;
    isFile(): boolean;
    isDirectory(): boolean;
  }

  export class File {
    close(): void;
    read(buffer: ByteBuffer, position: number): number;
    write(buffer: ByteBuffer, position: number): void;
    status(): Status;
    setSize(length: number): void;
    flush(): void;
  }

  export class Directory {
    openDirectory(options: { path: string }): Directory;
    openFile(options: { path: string; mode?: "r" | "r+" | "w" | "w+" }): File;
    delete(path: string): boolean;
    move(from: string, to: string): void;
    status(path: string): Status;
    createDirectory(path: string): boolean;
    scan(path?: string): IterableIterator<string>;
  }
}
