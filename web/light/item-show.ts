import type { ImageView, SequenceStep } from "../../src/api/views.ts";
import { findItem, type Playing } from "../state/node.ts";
import { arrivals, pixelsOf } from "./pixels.ts";
import { darkShow, patternShow, pictureShow, type Show, sequenceShow } from "./show.ts";

/** What an item shows on a strip of so many LEDs at a column rate; dark while its pixels are on their way. */
export function showOf({ kind, item }: Playing, leds: number, rate: number): Show {
  if (kind === "pattern") return patternShow(item, leds);
  if (kind === "image") return imageShow(item, leds, rate);
  return stepsShow(item.steps, item.loop, leds, rate);
}

export function stepsShow(steps: readonly SequenceStep[], loop: boolean, leds: number, rate: number): Show {
  const shows = steps.map((step) => ({ show: stepShow(step, leds, rate), ms: step.ms }));
  return shows.length === 0 ? darkShow(leds) : sequenceShow(shows, loop);
}

export function stepItem(step: SequenceStep): Playing | undefined {
  const kind = step.image === undefined ? "pattern" : "image";
  const item = findItem(kind, step.image ?? step.pattern ?? "");
  return item === undefined ? undefined : ({ kind, item } as Playing);
}

function stepShow(step: SequenceStep, leds: number, rate: number): Show {
  const playing = stepItem(step);
  return playing === undefined ? darkShow(leds) : showOf(playing, leds, rate);
}

function imageShow(image: ImageView, leds: number, rate: number): Show {
  // Read, so that who shows this looks again when pixels have come.
  arrivals.value;
  const pixels = pixelsOf(image);
  return pixels === undefined ? darkShow(leds) : pictureShow(pixels, rate);
}
