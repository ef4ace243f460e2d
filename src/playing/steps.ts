import { decodeUtf8, encodeUtf8 } from "../bytes/utf8.ts";
import type { Blobs } from "../store/blobs.ts";

/** The steps of a sequence: a blob of JSON lines, one a step, so that a player can read one at a time. */

export const MAX_STEPS = 255;
/** Longest time of a step, in milliseconds: 16 bits, as its clients send it. */
export const MAX_STEP_MS = 65_535;
/** Bytes of the longest line: {"pattern":"64 characters","ms":65535,"brightness":255,"speed":255,"fadeMs":65535} */
const MAX_LINE_BYTES = 160;
/** A blob that is longer holds no steps. */
export const MAX_STEPS_BYTES = MAX_STEPS * MAX_LINE_BYTES;

/** One step of a sequence: an image or a pattern, by its id, for some time. */
export interface SequenceStep {
  image?: string;
  pattern?: string;
  ms: number;
  /** Share of the group's brightness, 0 to 255; default: all of it. */
  brightness?: number;
  /** 1 to 255: the speed of a pattern, or of a picture in per cent; default: its own. */
  speed?: number;
  /** Milliseconds, at most its own, in which it takes the place of the step before; default: none, a cut. */
  fadeMs?: number;
}

/** Stores steps and returns their blob. */
export function storeSteps(blobs: Blobs, steps: readonly SequenceStep[]): string {
  let text = "";
  // A copy: XS refuses to write as JSON what lies in flash, as the steps do that a poi is born with.
  for (const step of steps) text += `${JSON.stringify({ ...step })}\n`;
  return blobs.add(encodeUtf8(text));
}

/** Reads steps back; none while their blob is on its way, or where another poi gave what is none. */
export function readSteps(blobs: Blobs, blob: string | undefined): SequenceStep[] {
  const size = blob === undefined ? undefined : blobs.size(blob);
  if (blob === undefined || size === undefined || size > MAX_STEPS_BYTES) return [];
  const bytes = new Uint8Array(size);
  blobs.read(blob, bytes, 0);
  const steps: SequenceStep[] = [];
  for (const line of decodeUtf8(bytes).split("\n")) {
    const step = line === "" || steps.length === MAX_STEPS ? undefined : readStep(line);
    if (step !== undefined) steps.push(step);
  }
  return steps;
}

/** A line as a step, undefined where it is none. */
export function readStep(line: string): SequenceStep | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { image, pattern, ms, brightness, speed, fadeMs } = value as { [key: string]: unknown };
  if (!isWithin(ms, 1, MAX_STEP_MS)) return undefined;
  let step: SequenceStep;
  if (typeof image === "string") step = { image, ms };
  else if (typeof pattern === "string") step = { pattern, ms };
  else return undefined;
  if (isWithin(brightness, 0, 255)) step.brightness = brightness;
  if (isWithin(speed, 1, 255)) step.speed = speed;
  if (isWithin(fadeMs, 1, MAX_STEP_MS)) step.fadeMs = fadeMs;
  return step;
}

function isWithin(value: unknown, low: number, high: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= low && value <= high;
}
