import type { LocalConfig } from "../../src/store/local-config.ts";

/** What a node in the engine is started with. */
export interface XsStart {
  port: number;
  start: Partial<LocalConfig>;
  change: Partial<Omit<LocalConfig, "deviceId">>;
  maxConnections: number;
  page?: { etag: string; byteLength: number };
}

/** What a minute came to. */
export interface XsCost {
  computrons: number;
  slots: number;
  chunkBytes: number;
}
