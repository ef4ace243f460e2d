import type { ImageView, PatternView, SequenceStep } from "../../src/api/views.ts";
import { findItem, leds, type Playing } from "../state/node.ts";
import { arrivals, pixelsOf } from "./pixels.ts";
import { darkShow, patternShow, pictureShow, type Show, sequenceShow } from "./show.ts";

/** What a step takes that only says that it fades. */
const FADE_MS = 500;

/** What of a step's light is what of its codes: the eye's way. */
const GAMMA = 2.2;

/** What an item shows on this poi's strip at a column rate; dark while its pixels are on their way. Reads signals. */
export function showOf({ kind, item }: Playing, rate: number): Show {
  if (kind === "pattern") return patternShow(item, leds.value);
  if (kind === "image") return imageShow(item, rate);
  const steps = item.steps.map((step) => ({
    show: stepShow(step, rate),
    ms: step.ms,
    fadeMs: fadeMsOf(step),
    shade: ((step.brightness ?? 255) / 255) ** (1 / GAMMA),
  }));
  return sequenceShow(steps, item.loop);
}

/** In how many milliseconds a step takes the place of the one before. */
export function fadeMsOf({ transition, fadeMs = FADE_MS }: SequenceStep): number {
  return transition === "fade" ? fadeMs : 0;
}

export function stepItem(step: SequenceStep): Playing | undefined {
  const kind = step.image === undefined ? "pattern" : "image";
  const item = findItem(kind, step.image ?? step.pattern ?? "");
  return item === undefined ? undefined : ({ kind, item } as Playing);
}

function stepShow(step: SequenceStep, rate: number): Show {
  const { speed } = step;
  const playing = stepItem(step);
  if (playing === undefined) return darkShow();
  if (playing.kind === "image") return imageShow(playing.item, (rate * (speed ?? 100)) / 100);
  return patternShow({ ...(playing.item as PatternView), ...(speed && { speed }) }, leds.value);
}

function imageShow(image: ImageView, rate: number): Show {
  // Read, so that who shows this looks again when pixels have come.
  arrivals.value;
  const pixels = pixelsOf(image);
  return pixels === undefined ? darkShow() : pictureShow(pixels, rate);
}
