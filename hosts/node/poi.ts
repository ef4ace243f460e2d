/** One poi as a process: `poi.ts '<PoiOptions as JSON>'`. It tells its parent over IPC when it listens and why it cannot. */
import { SyncNode } from "../../src/node/sync-node.ts";
import type { LocalConfig } from "../../src/store/local-config.ts";
import { lockDirectory } from "./directory-lock.ts";
import { nodePorts } from "./node-ports.ts";

export interface PoiOptions {
  directory: string;
  port: number;
  lan: boolean;
  /** What holds at the first start. */
  start: Partial<LocalConfig>;
  /** What the user asks for now, whatever was stored. */
  change: Partial<Omit<LocalConfig, "deviceId">>;
}

/** What a poi tells its parent. */
export type PoiMessage = { listening: number; name: string } | { error: string };

/** Ends the process: the parent must not start it again. */
const CANNOT_RUN = 2;
const MAX_CONNECTIONS = 32;

function tell(message: PoiMessage): void {
  process.send?.(message);
}

function giveUp(error: string): void {
  tell({ error });
  process.exitCode = CANNOT_RUN;
  setImmediate(() => process.exit());
}

function run(options: PoiOptions): void {
  lockDirectory(options.directory);
  const ports = nodePorts(options.directory, options.lan ? "lan" : "loopback");
  const node = new SyncNode(ports, {
    port: options.port,
    start: options.start,
    change: options.change,
    maxConnections: MAX_CONNECTIONS,
    onListening: (port) => tell({ listening: port, name: node.file.config.deviceName }),
    onError: () => {
      giveUp(
        `Port ${options.port} is taken. End the program that has it, or choose another one with --port.`,
      );
    },
  });
  const stop = (): void => {
    node.stop();
    // The goodbye is on its way; a moment lets it leave.
    setTimeout(() => process.exit(0), 50);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  process.once("disconnect", stop);
}

try {
  run(JSON.parse(process.argv[2] ?? "{}") as PoiOptions);
} catch (error) {
  giveUp(error instanceof Error ? error.message : String(error));
}
