import { MAX_STEP_MS, MAX_STEPS, readSteps, type SequenceStep } from "../playing/steps.ts";
import type { Store } from "../store/store.ts";
import { checkInteger, checkObject, checkWord, refuse, show } from "./checks.ts";
import type { SequenceStep as StepView } from "./views.ts";

/** How long a step fades in that says no time of its own, in milliseconds. */
const FADE_MS = 500;

const TRANSITIONS = Object.freeze(["cut", "fade"] as const);

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
  const { image, pattern, ms, brightness, speed, transition, fadeMs } = checkObject(value, name);
  const time = checkInteger(`${name}.ms`, ms, 1, MAX_STEP_MS);
  let step: SequenceStep;
  if (typeof image === "string" && pattern === undefined) {
    step = { image: checkContent(store, "image", image, name), ms: time };
  } else if (typeof pattern === "string" && image === undefined) {
    step = { pattern: checkContent(store, "pattern", pattern, name), ms: time };
  } else {
    refuse(`${name} must name one image or one pattern by its id, got ${show(value)}.`, "Send one of both.");
  }
  if (brightness !== undefined) step.brightness = checkInteger(`${name}.brightness`, brightness, 0, 255);
  if (speed !== undefined) step.speed = checkInteger(`${name}.speed`, speed, 1, 255);
  const fades =
    transition === undefined
      ? fadeMs !== undefined
      : checkWord(`${name}.transition`, transition, TRANSITIONS) === "fade";
  if (fadeMs !== undefined) checkInteger(`${name}.fadeMs`, fadeMs, 1, MAX_STEP_MS);
  if (fades) step.fadeMs = fadeMs === undefined ? FADE_MS : (fadeMs as number);
  return step;
}

/** Throws PoiError where a poi has no such content. */
export function checkContent(
  store: Store,
  kind: "image" | "pattern" | "sequence",
  id: string,
  name: string,
): string {
  const entry = store.entry(kind, id);
  if (entry !== undefined && !entry.deleted) return id;
  refuse(
    `${name} must name content of this poi, got the ${kind} ${show(id)}.`,
    `GET /api/${kind}s names all that there are.`,
  );
}

/** The steps of a blob as they are shown. */
export function stepsView(store: Store, blob: string | undefined): StepView[] {
  return readSteps(store.blobs, blob).map((step) =>
    step.fadeMs === undefined ? step : { ...step, transition: "fade" },
  );
}
