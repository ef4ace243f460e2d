import type { GroupUs } from "../ports/clock.ts";

/** What is to be seen for a while: one content, until another one takes its place. */
export interface Frame {
  readonly kind: "dark" | "image" | "pattern" | "live";
  /** Empty for dark and live ones. */
  readonly id: string;
  /** Changes whenever the content does: of an item, number of its change; of live mode, number of the frame. */
  readonly revision: number;
  /** Group time of its first column. */
  readonly originUs: GroupUs;
  /** Share of the group's brightness, 0 to 255. */
  readonly brightness: number;
  /** A pattern's speed, or per cent of the column rate for a picture; 0 for its own. */
  readonly speed: number;
  /** Group time at which it begins, and how long it then takes to take the place of the one before, in microseconds. */
  readonly fromUs: number;
  readonly fadeUs: number;
  /** Group time at which another one takes its place; Infinity where nobody knows of one. */
  readonly untilUs: number;
}

/** What holds for a frame where nothing else is said. */
const PLAIN = Object.freeze({
  id: "",
  revision: 0,
  originUs: 0 as GroupUs,
  brightness: 255,
  speed: 0,
  fromUs: Number.NEGATIVE_INFINITY,
  fadeUs: 0,
  untilUs: Number.POSITIVE_INFINITY,
});

export function frame(kind: Frame["kind"], parts: Partial<Frame> = {}): Frame {
  return { ...PLAIN, ...parts, kind };
}

export const DARK: Frame = Object.freeze(frame("dark"));

/** Whether two frames show the same item in the same place, even where it was edited or is to look another way. */
export function isSameContent(a: Frame, b: Frame): boolean {
  return a.kind === b.kind && a.id === b.id && a.originUs === b.originUs;
}

/** Whether two frames show the same; when they begin and end is left out. */
export function isSameFrame(a: Frame, b: Frame): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "dark") return true;
  // A pattern is a function of group time: it has no first column.
  const isPlaced = a.kind === "pattern" || a.originUs === b.originUs;
  const isSame = a.id === b.id && a.revision === b.revision && isPlaced;
  return isSame && a.brightness === b.brightness && a.speed === b.speed;
}
