import {
  assertPath,
  type File,
  type Files,
  FilesError,
  type FilesErrorCode,
  type Space,
} from "../../../src/ports/files.ts";
import { callHost, HostError } from "./engine.ts";

/** Files that live in the host's memory (../host.ts). */
export class HostFiles implements Files {
  open(path: string, mode: "r" | "r+" | "w"): File {
    assertPath(path);
    call(["open", path, mode]);
    return new HostFile(path);
  }

  size(path: string): number | undefined {
    assertPath(path);
    return (call(["size", path]).value ?? undefined) as number | undefined;
  }

  remove(path: string): void {
    assertPath(path);
    call(["remove", path]);
  }

  rename(from: string, to: string): void {
    assertPath(from);
    assertPath(to);
    call(["rename", from, to]);
  }

  list(directory: string): string[] {
    return call(["list", directory]).value as string[];
  }

  makeDirectory(): void {}

  space(): Space {
    return call(["space"]).value as Space;
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
    into.set(bytes);
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
