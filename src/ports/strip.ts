import type { LocalUs } from "./clock.ts";

/**
 * The LEDs, behind an SPI bus that is kept busy without a break: its bits are the strip's only clock. What is to be seen lies
 * in memory that the node shares with the loop that feeds the bus (pov/light-memory.ts). On the device that loop runs in a
 * worker on the second core; on a desktop and in the virtual world it runs between the node's own callbacks.
 */
export interface Strip {
  /** How much memory this machine has for light; default: as much as any content needs. */
  readonly memory?: StripMemory;

  /** Bits a second that the bus really makes when asked for `hz`: hardware divides one clock by whole numbers. */
  actualHz(hz: number): number;

  /** Plays what the memory says, from now until `stop`. Not called again while playing. */
  play(memory: SharedArrayBuffer): void;

  /** Ends the loop; what the LEDs show then stays as it is. Harmless while nothing plays. */
  stop(): void;
}

/** Sizes of the memory that a node shares with the loop; see `LightMemorySizes` of pov/light-memory.ts. */
export interface StripMemory {
  readonly arenaBytes?: number;
  readonly blockColumns?: number;
  readonly blockBytes?: number;
}

/** What feeds a strip's bus, block after block. Its `next` is called by the loop of a `Strip`, on the device in the worker. */
export interface StripSource {
  /**
   * The bytes to be sent now. The view is good until the next call but one returns: while a block is on the wire the
   * next one is made in other memory. It begins at a multiple of four and holds 4 to 65,532 bytes, a multiple of four, as DMA
   * and ECMA-419's `SPI.write` want it.
   *
   * @param endUs local time at which the last byte of the bytes before left the bus; at the first call, the time now
   * @returns undefined while there is nothing to be sent: the LEDs keep what they show. Asked again after REST_MS.
   */
  next(endUs: LocalUs): Uint8Array | undefined;
}

/** After how long a source that had nothing to send is asked again, in milliseconds. */
export const REST_MS = 20;

/**
 * Hears what goes over a bus, from an adapter that can tell: a write that begins at `startUs` and takes `byteUs` for each byte, in
 * microseconds of the clock that the adapter names. The bytes are the loop's own: whoever keeps them makes a copy.
 */
export type StripTap = (bytes: Uint8Array, startUs: number, byteUs: number) => void;
