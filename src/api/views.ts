import { stampToUnixMs } from "../store/hybrid-clock.ts";
import type { IndexEntry } from "../store/index-entry.ts";
import { type Kind, type Version, winner } from "../store/item.ts";
import { indexed } from "../store/slots.ts";
import type { Store } from "../store/store.ts";
import { showColor } from "./checks.ts";

/** What the API shows of items. The web UI shares these types. */

export interface Color {
  r: number;
  g: number;
  b: number;
}

interface ItemView {
  id: string;
  index: number;
  name: string;
  /** Unix milliseconds of the last edit. */
  modified: number;
  /** Other versions wait to be chosen from: see GET /api/sync/conflicts. */
  conflict: boolean;
}

export interface ImageView extends ItemView {
  /** Columns and rows. */
  width: number;
  height: number;
  /** Bytes of the pixels. */
  size: number;
  /** SHA-256 of the pixels. */
  hash: string;
  /** The pixels are here; false while they are on their way from another poi. */
  complete: boolean;
}

export interface PatternView extends ItemView {
  type: number;
  color1: Color;
  color2: Color;
  speed: number;
}

/** One step of a sequence: an image or a pattern, by its id, for some time. */
export interface SequenceStep {
  image?: string;
  pattern?: string;
  ms: number;
}

export interface SequenceView extends ItemView {
  loop: boolean;
  steps: SequenceStep[];
}

export interface SettingView {
  key: string;
  value: unknown;
  modified: number;
  conflict: boolean;
}

/** The items of a kind with their index, in its order. */
export function inOrder(store: Store, kind: Kind): [number, IndexEntry][] {
  return Array.from(indexed(store, kind)).sort((a, b) => a[0] - b[0]);
}

export function imageView(store: Store, index: number, entry: IndexEntry): ImageView {
  const version = winner(store.read(entry));
  const { width, height } = version.body as { width?: number; height?: number };
  return {
    ...itemView(index, entry, version),
    width: width ?? 0,
    height: height ?? 0,
    size: (width ?? 0) * (height ?? 0) * 3,
    hash: version.blob ?? "",
    complete: version.blob !== undefined && store.blobs.has(version.blob),
  };
}

export function patternView(store: Store, index: number, entry: IndexEntry): PatternView {
  const version = winner(store.read(entry));
  return { ...itemView(index, entry, version), ...patternContent(version) };
}

export function patternContent(version: Version): Pick<PatternView, "type" | "color1" | "color2" | "speed"> {
  const { type, color1, color2, speed } = version.body as { [key: string]: number | undefined };
  return {
    type: type ?? 0,
    color1: showColor(color1 ?? 0),
    color2: showColor(color2 ?? 0),
    speed: speed ?? 1,
  };
}

/** Name and stamp of an item that has them. */
export function itemView(index: number, entry: IndexEntry, version: Version): ItemView {
  const { name } = version.body;
  return {
    id: entry.id,
    index,
    name: typeof name === "string" ? name : entry.id,
    modified: stampToUnixMs(version.stamp),
    conflict: entry.versions > 1,
  };
}
