import { computed, signal } from "@preact/signals";
import { call, post } from "./api.ts";
import { images, MODE, type Playable, type PlayKind, patterns, playing, sequences, status } from "./node.ts";
import { makeSender } from "./sender.ts";
import { attempt } from "./toasts.ts";

/** What plays, how bright and how fast. */

export const brightness = makeSender<number>((value) =>
  call("POST", "/api/brightness", { brightness: value }),
);
export const rate = makeSender<number>((value) => call("POST", "/api/framerate", { framerate: value }));

export const brightnessNow = computed(() => brightness.held.value ?? status.value?.brightness ?? 128);
export const rateNow = computed(() => rate.held.value ?? status.value?.framerate ?? 1000);

/** What played before the lights went out. */
const before = signal<{ mode: number; index: number } | undefined>(undefined);

export const isDark = computed(() => status.value?.mode === MODE.idle);

export function play(kind: PlayKind, item: Playable): Promise<unknown> {
  return setMode(MODE[kind], item.index);
}

export function blackout(): Promise<unknown> {
  const now = status.value;
  if (now !== undefined && now.mode !== MODE.idle) before.value = { mode: now.mode, index: now.index };
  return setMode(MODE.idle, 0);
}

export function lightUp(): Promise<unknown> {
  const { mode, index } = before.value ?? { mode: MODE.pattern, index: patterns.value[0]?.index ?? 0 };
  return setMode(mode === MODE.live ? MODE.pattern : mode, index);
}

/** The one behind or before what plays, of its kind. */
export function playNeighbour(by: 1 | -1): void {
  const { kind, item } = playing.value ?? { kind: "pattern", item: undefined };
  const list: readonly Playable[] = { image: images, pattern: patterns, sequence: sequences }[kind].value;
  if (list.length === 0) return;
  const at = list.findIndex(({ id }) => id === item?.id);
  void play(kind, list[(at + by + list.length) % list.length]!);
}

async function setMode(mode: number, index: number): Promise<void> {
  const was = status.value;
  if (was !== undefined) status.value = { ...was, mode, index };
  const done = await attempt(() => post("/api/mode", { mode, index }, { repeat: true }));
  // Where the node did not take it, its state is what holds.
  if (done === undefined && was !== undefined) status.value = was;
}
