import { computed, signal } from "@preact/signals";
import type { SequenceStep, SequenceView } from "../../src/api/views.ts";
import * as T from "../strings.ts";
import { call, newId, post } from "./api.ts";
import { findItem, forget, learnItem } from "./node.ts";
import { go } from "./route.ts";
import { makeSender } from "./sender.ts";
import { attempt, say } from "./toasts.ts";

/** Shows under the finger: each change is stored at once, the last one of many. */

const STEP_MS = 3000;
const sender = makeSender<SequenceView>(async (view) => {
  learnItem("sequence", await call<SequenceView>("PUT", `/api/sequences/${view.id}`, contentOf(view)));
});

/** The id of the sequence that is open. */
export const openId = signal("");
/** The open sequence, as the finger has it. */
export const open = computed(() => {
  const held = sender.held.value;
  return held?.id === openId.value ? held : (findItem("sequence", openId.value) as SequenceView | undefined);
});

export function change(part: Partial<SequenceView>): void {
  if (open.value) sender.set({ ...open.value, ...part });
}

export function addStep(step: Omit<SequenceStep, "ms">): void {
  const now = open.value;
  if (now) change({ steps: [...now.steps, { ...step, ms: now.steps.at(-1)?.ms ?? STEP_MS }] });
}

export function moveStep(from: number, to: number): void {
  const steps = [...(open.value?.steps ?? [])];
  const [step] = steps.splice(from, 1);
  if (step === undefined || to < 0 || to > steps.length) return;
  steps.splice(to, 0, step);
  change({ steps });
}

/** A new sequence begins with one step. */
export async function make(step: Omit<SequenceStep, "ms">, name: string): Promise<void> {
  const body = { id: newId(), name, steps: [{ ...step, ms: STEP_MS }], loop: true };
  const made = await attempt(() => post<SequenceView>("/api/sequences", body, { repeat: true }));
  if (made === undefined) return;
  learnItem("sequence", made);
  go("show", made.id);
}

export async function remove(view: SequenceView): Promise<void> {
  await attempt(async () => {
    await call("DELETE", `/api/sequences/${view.id}`, undefined, { repeat: true });
    go("show");
    forget("sequence", view.id);
    say(T.deleted(view.name), { label: T.undo, run: () => void bringBack(view) });
  });
}

async function bringBack(view: SequenceView): Promise<void> {
  const body = { ...contentOf(view), id: view.id, index: view.index };
  const made = await attempt(() => post<SequenceView>("/api/sequences", body, { repeat: true }));
  if (made) learnItem("sequence", made);
}

function contentOf({ name, loop, steps }: SequenceView): object {
  return { name, loop, steps };
}
