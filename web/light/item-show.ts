import type { ImageView, PatternView, SequenceStep } from "../../src/api/views.ts";
import type { Cue } from "../../src/playing/cues.ts";
import { device, findItem, leds, type Playing } from "../state/node.ts";
import { arrivals, pixelsOf } from "./pixels.ts";
import { darkShow, patternShow, pictureShow, type Show, sequenceShow } from "./show.ts";

/** What a step takes that only says that it fades. */
const FADE_MS = 500;

/** How long a preview stays with the last cue. */
const END_MS = 4000;
type Content = Pick<SequenceStep, "image" | "pattern" | "speed">;

/** What of a step's light is what of its codes: the eye's way. */
const GAMMA = 2.2;

/** What an item shows on this poi's strip at a column rate; dark while its pixels are on their way. Reads signals. */
export function showOf({ kind, item }: Playing, rate: number): Show {
  if (kind === "pattern") return patternShow(item, leds.value);
  if (kind === "image") return imageShow(item, rate);
  if (item.cues) return timelineShow(item.cues, rate);
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

/** What this poi shows of a timeline, over and over. */
function timelineShow(cues: readonly Cue[], rate: number): Show {
  const own = cues.filter(({ to }) => to === undefined || to === device.value?.deviceId);
  const steps = [{ at: 0 }, ...own].map((cue, i) => ({
    show: stepShow(cue, rate),
    ms: (own[i]?.at ?? cue.at + END_MS) - cue.at,
    fadeMs: 0,
    shade: 1,
  }));
  return sequenceShow(steps, true);
}

export function stepItem(step: Content): Playing | undefined {
  const kind = step.image === undefined ? "pattern" : "image";
  const item = findItem(kind, step.image ?? step.pattern ?? "");
  return item === undefined ? undefined : ({ kind, item } as Playing);
}

function stepShow(step: Content, rate: number): Show {
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
