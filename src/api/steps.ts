import { decodeUtf8, encodeUtf8 } from "../bytes/utf8.ts";
import type { Blobs } from "../store/blobs.ts";
import type { Store } from "../store/store.ts";
import { checkInteger, checkObject, refuse, show } from "./checks.ts";
import type { SequenceStep } from "./views.ts";

/** The steps of a sequence: a blob of JSON lines, one a step, so that a player can read one at a time. */

export const MAX_STEPS = 255;
/** Longest time of a step, in milliseconds: 16 bits, as its clients send it. */
export const MAX_STEP_MS = 65_535;
/** Bytes of the longest line: {"pattern":"64 characters","ms":65535}. */
const MAX_LINE_BYTES = 96;

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
    checkContent(store, "image", image, name);
    return { image, ms: time };
  }
  if (typeof pattern === "string" && image === undefined) {
    checkContent(store, "pattern", pattern, name);
    return { pattern, ms: time };
  }
  refuse(`${name} must name one image or one pattern by its id, got ${show(value)}.`, "Send one of both.");
}

function checkContent(store: Store, kind: "image" | "pattern", id: string, name: string): void {
  const entry = store.entry(kind, id);
  if (entry !== undefined && !entry.deleted) return;
  refuse(
    `${name} must name content of this poi, got the ${kind} ${show(id)}.`,
    `GET /api/${kind}s names all that there are.`,
  );
}

/** Stores steps and returns their blob. */
export function storeSteps(blobs: Blobs, steps: readonly SequenceStep[]): string {
  let text = "";
  // A copy: XS refuses to write as JSON what lies in flash, as the steps do that a poi is born with.
  for (const step of steps) text += `${JSON.stringify({ ...step })}\n`;
  return blobs.add(encodeUtf8(text));
}

/** Reads steps back; none while their blob is on its way, or where another poi gave what is none. */
export function readSteps(store: Store, blob: string | undefined): SequenceStep[] {
  const size = blob === undefined ? undefined : store.blobs.size(blob);
  if (blob === undefined || size === undefined || size > MAX_STEPS * MAX_LINE_BYTES) return [];
  const bytes = new Uint8Array(size);
  store.blobs.read(blob, bytes, 0);
  const steps: SequenceStep[] = [];
  for (const line of decodeUtf8(bytes).split("\n")) {
    const step = line === "" || steps.length === MAX_STEPS ? undefined : readStep(line);
    if (step !== undefined) steps.push(step);
  }
  return steps;
}

function readStep(line: string): SequenceStep | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { image, pattern, ms } = value as { image?: unknown; pattern?: unknown; ms?: unknown };
  if (typeof ms !== "number") return undefined;
  if (typeof image === "string") return { image, ms };
  return typeof pattern === "string" ? { pattern, ms } : undefined;
}
