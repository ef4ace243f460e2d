import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Ports below those that the system gives out by itself, a range for each process that tests side by side. */
const LOWEST_PORT = 20_000;
const RANGES = 24;
const PORTS_EACH = 500;
/** As often as they are looked for, before they must have been found. */
const DISCOVERIES = 20;
/** A machine at work may take as long to bring a poi up. */
const PATIENCE_MS = 60_000;

export interface RunOptions {
  nodes?: number;
  /** Default: a new folder that is removed at the end. */
  data?: string;
  /** Default: free ones. */
  port?: number;
  /** Default: one that no other run on this machine has. */
  group?: string;
  args?: readonly string[];
  /** Through npm, as people start it: signals then reach all of it, as a terminal's do. Else what npm starts. */
  npm?: boolean;
}

/** How a command ended. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** From the signal, or the start, to the end. */
  ms: number;
}

/** A poi answered, and not 2xx. */
export class RefusedError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into it.
type Json = any;

/** Running poi, by number, as who edits them sees them. */
export type Poi = Pick<RunningPoi, "url" | "get" | "post" | "put" | "delete">;

/** `npm start` as a process, its poi as its children. */
export class RunningPoi {
  readonly data: string;
  readonly port: number;
  /** What it printed, a line each, both streams. */
  readonly lines: string[] = [];
  readonly child: ChildProcess;
  private readonly startMs = performance.now();
  private readonly ownData: boolean;
  private readonly npm: boolean;
  private readonly nodes: number;
  private readonly waiting = new Set<() => void>();
  private ending: Ending | undefined;

  private constructor(options: RunOptions, port: number) {
    this.ownData = options.data === undefined;
    this.npm = options.npm === true;
    this.nodes = options.nodes ?? 2;
    this.data = options.data ?? temporaryFolder();
    this.port = port;
    const group = options.group === undefined ? ["--group", uniqueGroup()] : ["--group", options.group];
    const nodes = options.nodes === undefined ? [] : ["--nodes", `${options.nodes}`];
    const args = ["--data", this.data, "--port", `${port}`, ...group, ...nodes, ...(options.args ?? [])];
    const [program, first] = options.npm
      ? ["npm", ["--silent", "start", "--"]]
      : [process.execPath, ["hosts/node/launch.mjs", "start"]];
    this.child = spawn(program, [...first, ...args], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      detached: this.npm,
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) this.read(stream);
    this.child.on("close", (code, signal) => {
      this.ending = { code, signal, ms: performance.now() - this.startMs };
      this.wake();
    });
  }

  /** Starts poi and waits until all listen. */
  static async start(options: RunOptions = {}): Promise<RunningPoi> {
    const running = await RunningPoi.launch(options);
    await running.ready();
    return running;
  }

  /** Starts the command, and waits for nothing. */
  static async launch(options: RunOptions = {}): Promise<RunningPoi> {
    return new RunningPoi(options, options.port ?? (await freePorts(1 + (options.nodes ?? 2))) + 1);
  }

  /** Waits until all poi listen. */
  async ready(): Promise<void> {
    for (let i = 0; i < this.nodes; i++) await this.line(new RegExp(`:${this.port + i}$`));
  }

  /** Waits until each poi sees all others; a discovery listens for a second. */
  async meet(): Promise<void> {
    const nodes = Array.from({ length: this.nodes }, (_, node) => node);
    const ids = await Promise.all(
      nodes.map(async (node) => (await this.get(node, "/api/device/config")).deviceId),
    );
    const sees = async (node: number) => {
      for (let i = 0; i < DISCOVERIES; i++) {
        const { peers } = await this.post(node, "/api/sync/discover", {});
        const seen = new Set(peers.map(({ deviceId }: { deviceId: string }) => deviceId));
        if (ids.every((id, other) => other === node || seen.has(id))) return;
      }
      throw new Error(`poi ${node + 1} does not see the others`);
    };
    await Promise.all(nodes.map(sees));
  }

  /** The page that shows all poi. */
  get lightUrl(): string {
    return `http://127.0.0.1:${this.port - 1}`;
  }

  url(node: number): string {
    return `http://127.0.0.1:${this.port + node}`;
  }

  /** The data folder of a poi. */
  folder(node: number): string {
    return join(this.data, ["left-poi", "right-poi"][node] ?? `poi-${node + 1}`);
  }

  /** The process of a poi, as its lock says. */
  pid(node: number): number {
    return Number(readFileSync(join(this.folder(node), "lock"), "utf8"));
  }

  /** The first line from number `from` on that fits, once it is there. */
  async line(pattern: RegExp, from = 0): Promise<string> {
    const found = () => this.lines.slice(from).find((line) => pattern.test(line));
    await this.until(() => found() !== undefined, `a line like ${pattern}`);
    return found()!;
  }

  /** Waits for the end of the command, after a signal where one is given. */
  async end(signal?: NodeJS.Signals): Promise<Ending> {
    const sentMs = performance.now();
    if (signal !== undefined) this.signal(signal);
    await this.until(() => this.ending !== undefined, "its end", false);
    const { code, signal: by, ms } = this.ending!;
    return { code, signal: by, ms: signal === undefined ? ms : performance.now() - sentMs };
  }

  /** Ends it whatever it does, and removes its data. */
  async stop(): Promise<void> {
    if (this.ending === undefined) {
      try {
        await this.end("SIGINT");
      } catch {
        this.signal("SIGKILL");
      }
    }
    if (this.ownData) rmSync(this.data, { recursive: true, force: true });
  }

  private signal(signal: NodeJS.Signals): void {
    if (this.ending !== undefined) return;
    if (this.npm) process.kill(-this.child.pid!, signal);
    else this.child.kill(signal);
  }

  /** JSON that a poi answers 2xx. */
  async get(node: number, path: string): Promise<Json> {
    return this.ask(node, "GET", path);
  }

  async post(node: number, path: string, json: unknown): Promise<Json> {
    return this.ask(node, "POST", path, json);
  }

  async put(node: number, path: string, json: unknown): Promise<Json> {
    return this.ask(node, "PUT", path, json);
  }

  async delete(node: number, path: string): Promise<Json> {
    return this.ask(node, "DELETE", path);
  }

  private async ask(node: number, method: string, path: string, json?: unknown): Promise<Json> {
    return askJson(this.url(node), method, path, json);
  }

  private read(stream: NodeJS.ReadableStream): void {
    let rest = "";
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      this.lines.push(...lines.filter((line) => line !== ""));
      this.wake();
    });
  }

  private async until(condition: () => boolean, what: string, mayNotEnd = true): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!condition()) {
      if (mayNotEnd && this.ending !== undefined)
        throw new Error(`it ended before ${what}:\n${this.lines.join("\n")}`);
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`${what} did not come:\n${this.lines.join("\n")}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  private wake(): void {
    for (const each of this.waiting) each();
    this.waiting.clear();
  }
}

/** JSON that a poi answers 2xx. Throws RefusedError. */
export async function askJson(url: string, method: string, path: string, json?: unknown): Promise<Json> {
  const headers = { "Content-Type": "application/json" };
  const init = json === undefined ? { method } : { method, headers, body: JSON.stringify(json) };
  const response = await fetch(url + path, init);
  const text = await response.text();
  if (!response.ok) throw new RefusedError(response.status, `${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "povpoi-"));
}

let groups = 0;

/** A group that nobody else on this machine is in: multicast on loopback reaches all. */
export function uniqueGroup(): string {
  return `test ${process.pid} ${groups++}`;
}

/** The first of some ports in a row that nobody listens on. */
export async function freePorts(count: number): Promise<number> {
  const lowest = LOWEST_PORT + (process.pid % RANGES) * PORTS_EACH;
  for (;;) {
    const first = lowest + Math.floor(Math.random() * (PORTS_EACH - count));
    const servers: Server[] = [];
    try {
      for (let i = 0; i < count; i++) {
        const server = createServer();
        servers.push(server);
        server.listen(first + i, "127.0.0.1");
        await once(server, "listening");
      }
      return first;
    } catch {
      // Taken: another place.
    } finally {
      for (const server of servers) await closed(server);
    }
  }
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that ended and that nobody has asked about yet.
    return !existsSync(`/proc/${pid}/stat`) || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** Waits until a condition holds, which is asked after each change of a folder. */
export async function afterChange(
  folder: string,
  condition: () => Promise<boolean>,
  limitMs: number,
): Promise<void> {
  const changes = watch(folder);
  let changed: () => void = () => {};
  changes.on("change", () => changed());
  const deadline = performance.now() + limitMs;
  try {
    for (;;) {
      const change = new Promise<boolean>((resolve) => {
        changed = () => resolve(true);
        setTimeout(() => resolve(false), deadline - performance.now());
      });
      if (await condition()) return;
      if (!(await change)) throw new Error(`not within ${limitMs} ms`);
    }
  } finally {
    changes.close();
  }
}

async function closed(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  await once(server, "close");
}
