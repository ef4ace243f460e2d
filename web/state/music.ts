import { signal } from "@preact/signals";
import { NO_LEVEL } from "../../src/patterns/pattern.ts";
import { heard } from "../light/show.ts";
import { post } from "./api.ts";
import { makeSender } from "./sender.ts";

/**
 * The beat of the music as a finger taps it. A page that is not secure gets no microphone, so a person listens: each tap is
 * loud and fades, and after four of them the beat goes on by itself.
 */

const ENOUGH_TAPS = 4;
/** Taps further apart begin anew. */
const LONGEST_MS = 1500;
/** In which a beat fades to a half. */
const HALF_MS = 90;
const STEP_MS = 60;

/** Time from beat to beat; 0 where none goes on by itself. */
export const beatMs = signal(0);

const sender = makeSender((level: number) => post("/api/audio", { level }), STEP_MS);
let taps: number[] = [];
let timer = 0;

export function tap(): void {
  const now = performance.now();
  const goesOn = now - (taps.at(-1) ?? 0) < LONGEST_MS;
  taps = [...(goesOn ? taps.slice(1 - 2 * ENOUGH_TAPS) : []), now];
  if (taps.length >= ENOUGH_TAPS) beatMs.value = (now - taps[0]!) / (taps.length - 1);
  sound();
}

export function endBeat(): void {
  clearTimeout(timer);
  taps = [];
  beatMs.value = 0;
  heard.level = NO_LEVEL;
}

/** Says how loud it is now, until it is silent. */
function sound(): void {
  clearTimeout(timer);
  const period = beatMs.value || Number.POSITIVE_INFINITY;
  const since = (performance.now() - taps.at(-1)!) % period;
  const level = Math.round(255 * 2 ** (-since / HALF_MS));
  sender.set(level);
  heard.level = level;
  if (level === 0 && beatMs.value === 0) heard.level = NO_LEVEL;
  // A beat is sounded when it comes.
  else timer = window.setTimeout(sound, Math.min(STEP_MS, period - since));
}
