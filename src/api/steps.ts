import { decodeUtf8, encodeUtf8 } from "../bytes/utf8.ts";
import type { Store } from "../store/store.ts";
import { checkInteger, checkObject, refuse, show } from "./checks.ts";
import { existing } from "./content.ts";
import type { SequenceStep } from "./views.ts";

/** The steps of a sequence: a blob of JSON lines, one a step, so that a player can read one at a time. */

export const MAX_STEPS = 255;
/** Longest time of a step, in milliseconds: 16 bits, as its clients send it. */
export const MAX_STEP_MS = 65_535;

/** Checks steps from outside. Throws PoiError where one is wrong or names content that is not here. */
export function checkSteps(store: Store, value: unknown): SequenceStep[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_STEPS) {
    const got = Array.isArray(value) ? `${value.length}` : show(value);
    refuse(
      `steps must be a list of 1 to ${MAX_STEPS} steps, got ${got}.`,
      'A step is {"image":"smiley","ms":500}.',
    );
  }
  return value.map((step, i) => checkStep(store, step, `steps[${i}]`));
}

function checkStep(store: Store, value: unknown, name: string): SequenceStep {
  const { image, pattern, ms } = checkObject(value, name);
  const time = checkInteger(`${name}.ms`, ms, 1, MAX_STEP_MS);
  if (typeof image === "string" && pattern === undefined) {
    return { image: existing(store, "image", image).entry.id, ms: time };
  }
  if (typeof pattern === "string" && image === undefined) {
    return { pattern: existing(store, "pattern", pattern).entry.id, ms: time };
  }
  refuse(`${name} must name one image or one pattern by its id, got ${show(value)}.`, "Send one of both.");
}

/** Stores steps and returns their blob. */
export function storeSteps(store: Store, steps: readonly SequenceStep[]): string {
  let text = "";
  for (const step of steps) text += `${JSON.stringify(step)}\n`;
  return store.blobs.add(encodeUtf8(text));
}

/** Reads steps back; none while their blob is on its way. */
export function readSteps(store: Store, blob: string | undefined): SequenceStep[] {
  const size = blob === undefined ? undefined : store.blobs.size(blob);
  if (blob === undefined || size === undefined) return [];
  const bytes = new Uint8Array(size);
  store.blobs.read(blob, bytes, 0);
  const steps: SequenceStep[] = [];
  for (const line of decodeUtf8(bytes).split("\n"))
    if (line !== "") steps.push(JSON.parse(line) as SequenceStep);
  return steps;
}
