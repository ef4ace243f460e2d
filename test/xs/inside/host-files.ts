import { callHost, engine, HostError } from "../../../hosts/xs/inside/engine.ts";
import {
  assertPath,
  type File,
  type Files,
  FilesError,
  type FilesErrorCode,
  type Space,
} from "../../../src/ports/files.ts";

/** Files that live in the host's memory (../host.ts), each disk's apart from the others'. */
export class HostFiles implements Files {
  private readonly disk: string;

  constructor(disk: number) {
    this.disk = `disk${disk}`;
  }

  open(path: string, mode: "r" | "r+" | "w"): File {
    assertPath(path);
    const place = this.place(path);
    call(["open", place, mode]);
    return new HostFile(place);
  }

  size(path: string): number | undefined {
    assertPath(path);
    return (call(["size", this.place(path)]).value ?? undefined) as number | undefined;
  }

  remove(path: string): void {
    assertPath(path);
    call(["remove", this.place(path)]);
  }

  rename(from: string, to: string): void {
    assertPath(from);
    assertPath(to);
    call(["rename", this.place(from), this.place(to)]);
  }

  list(directory: string): string[] {
    return call(["list", directory === "" ? this.disk : this.place(directory)]).value as string[];
  }

  makeDirectory(): void {}

  space(): Space {
    return call(["space"]).value as Space;
  }

  private place(path: string): string {
    return `${this.disk}/${path}`;
  }
}

class HostFile implements File {
  private readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get size(): number {
    return call(["size", this.path]).value as number;
  }

  read(into: Uint8Array, position: number): number {
    const { bytes } = call(["read", this.path, position, into.length]);
    // A file of the device reads into the buffer itself.
    const computrons = engine.computrons();
    into.set(bytes);
    engine.rewindComputrons(computrons);
    return bytes.length;
  }

  write(bytes: Uint8Array, position: number): void {
    call(["write", this.path, position], bytes);
  }

  truncate(size: number): void {
    call(["truncate", this.path, size]);
  }

  flush(): void {}

  close(): void {}
}

function call(request: unknown[], bytes?: Uint8Array): ReturnType<typeof callHost> {
  try {
    return callHost(request, bytes);
  } catch (error) {
    if (error instanceof HostError) throw new FilesError(error.code as FilesErrorCode, error.message);
    throw error;
  }
}
