import { computed, signal } from "@preact/signals";
import type { ControlValues } from "../../src/api/pattern-controls.ts";
import type { PatternContent, PatternView } from "../../src/api/views.ts";
import { PATTERNS } from "../../src/patterns/patterns.ts";
import { colorOf } from "../light/color.ts";
import * as T from "../strings.ts";
import { newId } from "./api.ts";
import { contentOf, create, store } from "./items.ts";
import { playing } from "./node.ts";
import { play } from "./play.ts";
import { makeSender } from "./sender.ts";
import { say } from "./toasts.ts";

/** Changes to the pattern that plays: seen at once, and undone or kept as a new one. */

/** The pattern as it was before the first change. */
const before = signal<PatternView | undefined>(undefined);

const sender = makeSender<PatternView>((view) => store("pattern", view));

/** The pattern that plays, as the finger has it. */
export const pattern = computed(() => {
  const now = playing.value;
  if (now?.kind !== "pattern") return undefined;
  const held = sender.held.value;
  return held?.id === now.item.id ? held : now.item;
});

export const isChanged = computed(() => before.value !== undefined && before.value.id === pattern.value?.id);

export function change(part: Partial<PatternContent>): void {
  const now = pattern.value;
  if (now === undefined) return;
  // What a request leaves out stays as it is, so undoing has to say all.
  if (before.value?.id !== now.id) before.value = { ...now, controls: valuesOf(now) };
  sender.set({ ...now, ...part });
}

/** What the controls of a pattern are set to. */
export function valuesOf({ type, controls }: PatternContent): ControlValues {
  const declared = Object.entries(PATTERNS[type]?.controls ?? {});
  return Object.fromEntries(
    declared.map(([name, control]) => [
      name,
      controls?.[name] ?? (control.kind === "color" ? colorOf(control.initial) : control.initial),
    ]),
  );
}

export function revert(): void {
  const was = before.value;
  before.value = undefined;
  if (was !== undefined) sender.set(was);
}

/** Stores what the finger made as a new pattern, gives the old one its old look back, and plays the new one. */
export async function keepAsNew(name: string): Promise<void> {
  const now = pattern.value;
  if (now === undefined) return;
  const made = await create("pattern", { ...contentOf(now), id: newId(), name });
  if (made === undefined) return;
  revert();
  await play("pattern", made);
  say(T.playKept(made.name));
}
