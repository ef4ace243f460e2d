/** One poi as a process: `poi.ts '<PoiOptions as JSON>'`. It tells its parent over IPC when it listens and why it cannot. */
import { readFileSync } from "node:fs";
import { SyncNode } from "../../src/node/sync-node.ts";
import type { LocalConfig } from "../../src/store/local-config.ts";
import { bytesPage } from "./bytes-page.ts";
import { lockDirectory } from "./directory-lock.ts";
import { LightTap } from "./light-tap.ts";
import { nodePorts } from "./node-ports.ts";
import { onStep, type Step } from "./step.ts";

export interface PoiOptions {
  /** Among those of this command, from 0. */
  number: number;
  directory: string;
  port: number;
  lan: boolean;
  /** File of the page; none where it could not be made. */
  page?: string;
  /** What holds at the first start. */
  start: Partial<LocalConfig>;
  /** What the user asks for now, whatever was stored. */
  change: Partial<Omit<LocalConfig, "deviceId">>;
}

/** What a poi tells its parent: where it listens, why it cannot, a frame of its light. */
export type PoiMessage =
  | { url: string; name: string }
  | { error: string }
  | { light: Uint8Array }
  | { step: Step };

/** What its parent tells a poi: whether somebody watches its light. */
export interface ParentMessage {
  watch: boolean;
}

/** Ends the process: the parent must not start it again. */
const CANNOT_RUN = 2;
const MAX_CONNECTIONS = 32;
/** The goodbye is on its way; a moment lets it leave. */
const GOODBYE_MS = 50;

function tell(message: PoiMessage, then: () => void = () => {}): void {
  if (process.send === undefined) then();
  else process.send(message, then);
}

function giveUp(error: string): void {
  tell({ error }, () => process.exit(CANNOT_RUN));
}

/** Why the port cannot be had, and what to do. */
function portTrouble(port: number, message: string): string {
  if (message.includes("EADDRINUSE"))
    return `Port ${port} is taken. End the program that has it, or choose another one with --port.`;
  if (message.includes("EACCES"))
    return `Port ${port} needs rights that this program has not. Choose one above 1023 with --port.`;
  return `${message}. Choose another port with --port.`;
}

function run(options: PoiOptions): void {
  let node: SyncNode | undefined;
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    node?.stop();
    setTimeout(() => process.exit(0), GOODBYE_MS);
  };
  // Before the lock is taken, so that nothing can end the process without giving it back.
  for (const event of ["SIGTERM", "SIGINT", "disconnect"]) process.on(event, stop);
  lockDirectory(options.directory);
  const ports = nodePorts(options.directory, options.lan ? "lan" : "loopback");
  node = new SyncNode(ports, {
    port: options.port,
    start: options.start,
    change: options.change,
    maxConnections: MAX_CONNECTIONS,
    ...(options.page === undefined ? {} : { page: bytesPage(readFileSync(options.page)) }),
    measure: () => {
      const { heapUsed, heapTotal, rss } = process.memoryUsage();
      return { heapUsedBytes: heapUsed, heapTotalBytes: heapTotal, residentBytes: rss };
    },
    // The supervisor starts it again.
    restart: stop,
    onListening: (port) => {
      const address = ports.datagrams.addresses()[0] ?? "127.0.0.1";
      const url = `http://${address}:${port}`;
      const { config } = node!.file;
      tell({ url, name: config.deviceName });
      const tap = new LightTap({ number: options.number, url }, { ...ports, config }, (light) =>
        tell({ light }),
      );
      process.on("message", ({ watch }: ParentMessage) => tap.watch(watch));
    },
    onError: (message) => giveUp(portTrouble(options.port, message)),
  });
  onStep(node, (step) => tell({ step }));
}

try {
  run(JSON.parse(process.argv[2] ?? "{}") as PoiOptions);
} catch (error) {
  giveUp(error instanceof Error ? error.message : String(error));
}
