import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { LinuxFirmware } from "../../hosts/node/firmware-linux.ts";
import { askJson, freePorts, type Poi, temporaryFolder, uniqueGroup } from "../start/running-poi.ts";

/** A machine at work may take as long to bring a firmware up. */
const PATIENCE_MS = 30_000;

// biome-ignore lint/suspicious/noExplicitAny: tests look into it.
type Json = any;

/** Poi that are firmware, each a process with files of its own. */
export class FirmwarePoi implements Poi {
  readonly group: string = uniqueGroup();
  private readonly firmware: LinuxFirmware;
  private readonly data: string = temporaryFolder();
  private readonly firstPort: number;
  private readonly children: ChildProcess[] = [];
  /** What each printed since it was started last. */
  private readonly lines: string[][] = [];
  private readonly strip: string | undefined;

  private constructor(firmware: LinuxFirmware, firstPort: number, strip: string | undefined) {
    this.firmware = firmware;
    this.firstPort = firstPort;
    this.strip = strip;
  }

  /** Starts so many and waits until all listen. What goes over their buses is told to a Unix socket, `strip`. */
  static async start(firmware: LinuxFirmware, count: number, strip?: string): Promise<FirmwarePoi> {
    const poi = new FirmwarePoi(firmware, await freePorts(count), strip);
    for (let node = 0; node < count; node++) await poi.boot(node);
    return poi;
  }

  /** Starts one on its files and waits until it listens. */
  async boot(node: number): Promise<void> {
    const home = join(this.data, `poi-${node + 1}`);
    mkdirSync(home, { recursive: true });
    const { host, library } = this.firmware;
    const child = spawn(host, [library], {
      env: {
        ...process.env,
        HOME: home,
        POVPOI_PORT: `${this.firstPort + node}`,
        POVPOI_NAME: `Firmware ${node + 1}`,
        POVPOI_GROUP: this.group,
        ...(this.strip === undefined ? {} : { POVPOI_STRIP: this.strip }),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.children[node] = child;
    const lines: string[] = [];
    this.lines[node] = lines;
    await new Promise<void>((resolve, reject) => {
      const fail = (): void =>
        reject(new Error(`firmware ${node + 1} does not listen:\n${lines.join("\n")}`));
      const limit = setTimeout(fail, PATIENCE_MS);
      child.once("close", fail);
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on("line", (line) => {
          lines.push(line);
          if (!line.endsWith(`:${this.firstPort + node}`)) return;
          clearTimeout(limit);
          resolve();
        });
      }
    });
  }

  /** Takes its power away, and waits until it is gone. Throws where it had ended by itself. */
  async kill(node: number): Promise<void> {
    const child = this.children[node]!;
    if (hasEnded(child)) throw new Error(this.lastWords());
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  async stop(): Promise<void> {
    for (const node of this.children.keys()) if (!hasEnded(this.children[node]!)) await this.kill(node);
    rmSync(this.data, { recursive: true, force: true });
  }

  /** What those said that ended by themselves; empty where none did. */
  lastWords(): string {
    const ended = [...this.children.keys()].filter((node) => hasEnded(this.children[node]!));
    const say = (node: number): string => {
      const { signalCode, exitCode } = this.children[node]!;
      const by = signalCode ?? `code ${exitCode}`;
      return `firmware ${node + 1} ended by itself, ${by}:\n${this.lines[node]!.join("\n")}`;
    };
    return ended.map(say).join("\n");
  }

  url(node: number): string {
    return `http://127.0.0.1:${this.firstPort + node}`;
  }

  get(node: number, path: string): Promise<Json> {
    return askJson(this.url(node), "GET", path);
  }

  post(node: number, path: string, json: unknown): Promise<Json> {
    return askJson(this.url(node), "POST", path, json);
  }

  put(node: number, path: string, json: unknown): Promise<Json> {
    return askJson(this.url(node), "PUT", path, json);
  }

  delete(node: number, path: string): Promise<Json> {
    return askJson(this.url(node), "DELETE", path);
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
