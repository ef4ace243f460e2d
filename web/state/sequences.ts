import { computed, signal } from "@preact/signals";
import type { SequenceStep, SequenceView } from "../../src/api/views.ts";
import { newId } from "./api.ts";
import { contentOf, create, remove, store } from "./items.ts";
import { findItem } from "./node.ts";
import { go } from "./route.ts";
import { makeSender } from "./sender.ts";

/** Shows under the finger: each change is stored at once, the last one of many. */

const STEP_MS = 3000;
const sender = makeSender<SequenceView>((view) => store("sequence", view));

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

/** One more step, or cue of a timeline. */
export function addStep(step: Omit<SequenceStep, "ms">): void {
  const { cues, steps } = open.value!;
  if (cues) change({ cues: [...cues, { ...step, at: cues.at(-1)!.at + STEP_MS }] });
  else change({ steps: [...steps, { ...step, ms: steps.at(-1)?.ms ?? STEP_MS }] });
}

export function moveStep(from: number, to: number): void {
  const steps = [...(open.value?.steps ?? [])];
  const [step] = steps.splice(from, 1);
  if (step === undefined || to < 0 || to > steps.length) return;
  steps.splice(to, 0, step);
  change({ steps });
}

/** A new sequence begins with one step, a timeline with one cue. */
export async function make(step: Omit<SequenceStep, "ms">, name: string, timeline: boolean): Promise<void> {
  const parts = timeline ? { cues: [{ ...step, at: 0 }] } : { steps: [{ ...step, ms: STEP_MS }] };
  const content = { id: newId(), name, ...parts };
  const made = await create("sequence", content);
  if (made) go("show", made.id);
}

export function drop(view: SequenceView): void {
  go("show");
  const { id, index } = view;
  void remove("sequence", view, () => void create("sequence", { ...contentOf(view), id, index }));
}
