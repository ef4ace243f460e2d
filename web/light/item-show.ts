import type { ImageView, SequenceStep } from "../../src/api/views.ts";
import { findItem, leds, type Playing } from "../state/node.ts";
import { arrivals, pixelsOf } from "./pixels.ts";
import { darkShow, patternShow, pictureShow, type Show, sequenceShow } from "./show.ts";

/** What a step takes that only says that it fades. */
const FADE_MS = 500;

/** What an item shows on this poi's strip at a column rate; dark while its pixels are on their way. Reads signals. */
export function showOf({ kind, item }: Playing, rate: number): Show {
  if (kind === "pattern") return patternShow(item, leds.value);
  if (kind === "image") return imageShow(item, rate);
  const steps = item.steps.map((step) => ({
    show: stepShow(step, rate),
    ms: step.ms,
    fadeMs: step.transition === "fade" ? (step.fadeMs ?? FADE_MS) : 0,
  }));
  return sequenceShow(steps, item.loop);
}

export function stepItem(step: SequenceStep): Playing | undefined {
  const kind = step.image === undefined ? "pattern" : "image";
  const item = findItem(kind, step.image ?? step.pattern ?? "");
  return item === undefined ? undefined : ({ kind, item } as Playing);
}

function stepShow(step: SequenceStep, rate: number): Show {
  const playing = stepItem(step);
  return playing === undefined ? darkShow() : showOf(playing, rate);
}

function imageShow(image: ImageView, rate: number): Show {
  // Read, so that who shows this looks again when pixels have come.
  arrivals.value;
  const pixels = pixelsOf(image);
  return pixels === undefined ? darkShow() : pictureShow(pixels, rate);
}
