import { PATTERNS } from "../patterns/patterns.ts";
import { pictureSize } from "../playing/content.ts";
import type { Cue } from "../playing/cues.ts";
import type { SequenceStep as StoredStep } from "../playing/steps.ts";
import { stampToUnixMs } from "../store/hybrid-clock.ts";
import type { Version } from "../store/item.ts";
import type { Store } from "../store/store.ts";
import { showColor } from "./checks.ts";
import type { Found } from "./content.ts";
import { type ControlValues, isBody, showControls } from "./pattern-controls.ts";

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
  /** Unix milliseconds of the last edit, 0 for what nodes are born with. */
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

/** What a pattern is, beside its name. */
export interface PatternContent {
  type: number;
  color1: Color;
  color2: Color;
  speed: number;
  /** Those that somebody set; the others are as the type declares them. */
  controls?: ControlValues;
}

export interface PatternView extends ItemView, PatternContent {}

/** A step as it is stored, and whether it fades in. */
export interface SequenceStep extends StoredStep {
  transition?: "cut" | "fade";
}

export interface SequenceView extends ItemView {
  loop: boolean;
  steps: SequenceStep[];
  /** Of a timeline, which has no steps. */
  cues?: Cue[];
}

export interface SettingView {
  key: string;
  value: unknown;
  /** Unix milliseconds of the last edit, 0 where there was none. */
  modified: number;
  conflict: boolean;
}

/** How a version is called in a choice. */
export function versionName({ replica, counter }: Version): string {
  return `${replica}.${counter}`;
}

export function imageView(store: Store, found: Found): ImageView {
  const { blob } = found.version;
  const { width, height } = pictureSize(found.version);
  const size = 3 * width * height;
  return {
    ...itemView(found),
    width,
    height,
    size,
    hash: blob ?? "",
    complete: blob !== undefined && size > 0 && store.blobs.size(blob) === size,
  };
}

export function patternView(found: Found): PatternView {
  return { ...itemView(found), ...patternContent(found.version) };
}

export function patternContent({ body }: Version): PatternContent {
  const type = numberOr(body["type"], 0);
  const { controls } = body;
  const pattern = PATTERNS[type];
  return {
    type,
    color1: showColor(numberOr(body["color1"], 0)),
    color2: showColor(numberOr(body["color2"], 0)),
    speed: numberOr(body["speed"], 1),
    ...(pattern !== undefined && isBody(controls) ? { controls: showControls(pattern, controls) } : {}),
  };
}

/** Name and stamp of an item that has them. */
export function itemView({ index, entry, version }: Found): ItemView {
  return {
    id: entry.id,
    index,
    name: nameOf(entry, version),
    modified: modifiedMs(version.stamp),
    conflict: entry.versions > 1,
  };
}

/** Unix milliseconds of an edit, 0 where nobody made one. */
export function modifiedMs(stamp: number): number {
  return stamp === 0 ? 0 : stampToUnixMs(stamp);
}

export function nameOf({ id }: { readonly id: string }, { body }: Version): string {
  const { name } = body;
  return typeof name === "string" ? name : id;
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
