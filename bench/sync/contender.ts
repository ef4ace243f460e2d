import type { BenchItem, Edit, Fields } from "./items.ts";

/**
 * How two devices meet: "strangers" remember nothing of one another; "meet": each has what its protocol keeps between
 * sessions; "push": the left one knows what the right one has, and sends what is new.
 */
export type Meeting = "strangers" | "meet" | "push";

/** What one session took. */
export interface Traffic {
  /** From left to right. */
  bytesUp: number;
  bytesDown: number;
  /** A message that nobody answers is half a round trip. */
  roundTrips: number;
  /** The messages, where the library leaves the transport to others. */
  up?: Uint8Array[];
  down?: Uint8Array[];
}

/** Two devices that keep the same items. Left edits and begins the sessions. */
export interface Pair {
  /** Stores items on the left, an edit each. */
  fill(items: readonly BenchItem[]): Promise<void> | void;
  /** Puts a device that knows nothing in the place of the right one. */
  renewRight(): Promise<void> | void;
  /** Stores an item on the left. */
  put(item: BenchItem): Promise<void> | void;
  /** Edits by other devices, which left then has. "in turn": each saw the ones before; "at once": none saw another. */
  write(edits: readonly Edit[], how: "in turn" | "at once"): Promise<void> | void;
  sync(meeting: Meeting): Promise<Traffic> | Traffic;
  /** What is stored, by `<kind>/<id>`; where versions are in conflict, the winner. */
  content(side: "left" | "right"): Promise<Map<string, Fields>> | Map<string, Fields>;
  close(): Promise<void> | void;
}

/** A library with its own sync protocol. */
export interface Contender {
  /** With its version, where it is not ours. */
  readonly name: string;
  /** How items and sessions are mapped to what it offers. */
  readonly mapping: string;
  open(): Promise<Pair> | Pair;
}

/** What messages took, without a transport. */
export function trafficOf(up: Uint8Array[], down: Uint8Array[]): Traffic {
  const sum = (messages: Uint8Array[]) => messages.reduce((all, { length }) => all + length, 0);
  return { bytesUp: sum(up), bytesDown: sum(down), roundTrips: (up.length + down.length) / 2, up, down };
}
