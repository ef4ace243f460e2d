import { createHash, type Hash } from "node:crypto";

/** What the ports inside the engine (inside/world.ts) ask their host for: digests, and files in memory. */
export class XsHost {
  private readonly files = new Map<string, Buffer>();
  private readonly hashes = new Map<number, Hash>();
  private nextHash = 1;

  /** Empties all disks. */
  clear(): void {
    this.files.clear();
  }

  /** A line of JSON, then bytes, both ways. */
  answer(request: Uint8Array): Uint8Array {
    const bytes = Buffer.from(request.buffer, request.byteOffset, request.byteLength);
    const end = bytes.indexOf(10);
    const call = JSON.parse(bytes.toString("utf8", 0, end)) as [string, ...unknown[]];
    const reply = this.execute(call, bytes.subarray(end + 1));
    return Buffer.concat([Buffer.from(`${JSON.stringify(reply.head)}\n`), reply.bytes ?? Buffer.alloc(0)]);
  }

  private execute([name, ...args]: [string, ...unknown[]], bytes: Buffer): { head: object; bytes?: Buffer } {
    const key = args[0] as string;
    switch (name) {
      case "sha256":
        this.hashes.set(this.nextHash, createHash("sha256"));
        return { head: { value: this.nextHash++ } };
      case "update":
        this.hashes.get(args[0] as number)?.update(bytes);
        return { head: {} };
      case "digest":
        return { head: {}, bytes: this.endHash(args[0] as number) };
      case "open":
        return this.open(key, args[1] as string);
      case "size":
        return { head: { value: this.files.get(key)?.length } };
      case "remove":
        this.files.delete(key);
        return { head: {} };
      case "rename":
        this.files.set(args[1] as string, this.file(key));
        this.files.delete(key);
        return { head: {} };
      case "list":
        return { head: { value: this.list(key) } };
      case "space":
        return { head: { value: this.space() } };
      case "read":
        return {
          head: {},
          bytes: this.file(key).subarray(args[1] as number, (args[1] as number) + (args[2] as number)),
        };
      case "write":
        this.write(key, args[1] as number, bytes);
        return { head: {} };
      case "truncate":
        this.files.set(key, this.file(key).subarray(0, args[1] as number));
        return { head: {} };
      default:
        throw new Error(`the engine asked for ${name}`);
    }
  }

  private endHash(id: number): Buffer {
    const hash = this.hashes.get(id);
    if (hash === undefined) throw new Error("the digest is spent");
    this.hashes.delete(id);
    return hash.digest();
  }

  private open(path: string, mode: string): { head: object } {
    if (mode === "w") this.files.set(path, Buffer.alloc(0));
    else if (!this.files.has(path)) return { head: { error: ["missing", `no file ${path}`] } };
    return { head: {} };
  }

  private file(path: string): Buffer {
    return this.files.get(path) ?? Buffer.alloc(0);
  }

  private write(path: string, position: number, bytes: Buffer): void {
    const before = this.file(path);
    const after = Buffer.alloc(Math.max(before.length, position + bytes.length));
    before.copy(after);
    bytes.copy(after, position);
    this.files.set(path, after);
  }

  private list(directory: string): string[] {
    const start = directory === "" ? "" : `${directory}/`;
    const names = [...this.files.keys()]
      .filter((path) => path.startsWith(start))
      .map((path) => path.slice(start.length));
    return names.filter((name) => !name.includes("/")).sort();
  }

  private space(): { totalBytes: number; freeBytes: number } {
    let used = 0;
    for (const bytes of this.files.values()) used += bytes.length;
    return { totalBytes: TOTAL_BYTES, freeBytes: TOTAL_BYTES - used };
  }
}

const TOTAL_BYTES = 4 * 1024 * 1024;
