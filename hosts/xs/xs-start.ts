import type { LocalConfig } from "../../src/store/local-config.ts";

/** What a computron takes on an ESP32-S3, in microseconds: an estimate (docs/results.md). */
export const COMPUTRON_US = 0.3;

/** What a node in the engine is started with. */
export interface XsStart {
  port: number;
  start: Partial<LocalConfig>;
  change: Partial<Omit<LocalConfig, "deviceId">>;
  maxConnections: number;
  page?: { etag: string; byteLength: number };
}

/** What the node did since it was asked last, and what it holds. */
export interface XsCost {
  computrons: number;
  slots: number;
  chunkBytes: number;
}

/** What the loop is told: to play the memory that is shared, or to make up for the time until now; times are the node's. */
export type LoopCommand = ["play", nowUs: number] | ["turn", nowUs: number, isHeard: boolean] | ["cost"];

/** What a turn came to. Its writes' bytes, one after the other, come beside it; none where nobody hears them. */
export interface LoopTurn {
  /** After how many milliseconds the next one is due. */
  restMs: number;
  byteUs: number;
  /** When each write begins, and its length in bytes. */
  writes: readonly (readonly [startUs: number, byteLength: number])[];
}

/** What the loop did from its beginning. */
export interface LoopCost {
  computrons: number;
  columns: number;
  /** Columns for which there was no time. */
  skipped: number;
  /** Microseconds that were left out because this computer was too slow. */
  lostUs: number;
}

export const NO_LOOP_COST: LoopCost = Object.freeze({ computrons: 0, columns: 0, skipped: 0, lostUs: 0 });
