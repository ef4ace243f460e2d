import { computed } from "@preact/signals";
import type { ShowView } from "../../src/api/show-views.ts";
import { post } from "./api.ts";
import {
  device,
  images,
  independent,
  isLive,
  type Playable,
  type PlayKind,
  patterns,
  playing,
  sequences,
  show,
  status,
} from "./node.ts";
import { makeSender } from "./sender.ts";
import { attempt } from "./toasts.ts";

/** What plays, how bright and how fast. */

export const brightness = makeSender<number>((value) =>
  independent.value
    ? post("/api/show", { brightness: value, startIn: 0, to: device.value?.deviceId })
    : post("/api/brightness", { brightness: value }),
);
export const rate = makeSender<number>((value) => post("/api/framerate", { framerate: value }));

export const brightnessNow = computed(() => brightness.held.value ?? status.value?.brightness ?? 128);
export const rateNow = computed(() => rate.held.value ?? status.value?.framerate ?? 1000);

/** Nothing is lit: the group was told so, or told nothing. */
export const isDark = computed(() => {
  const { blackout, content } = show.value ?? {};
  return blackout || (!isLive.value && (content?.kind ?? "dark") === "dark");
});

/** Shows something on all poi of the group, from one moment on. */
export function play(kind: PlayKind, { id }: Playable): Promise<void> {
  return command({ [kind]: id }, false, { content: { kind, id, startAt: 0, by: "" }, cue: null });
}

export function blackout(): Promise<void> {
  return command({ startIn: 0 }, true);
}

export function lightUp(): Promise<void> {
  return show.value?.blackout ? command({ startIn: 0 }, false) : play("pattern", patterns.value[0]!);
}

/** The one behind or before what plays, of its kind. */
export function playNeighbour(by: 1 | -1): void {
  const { kind, item } = playing.value ?? { kind: "pattern", item: undefined };
  const list: readonly Playable[] = { image: images, pattern: patterns, sequence: sequences }[kind].value;
  if (list.length === 0) return;
  const at = list.findIndex(({ id }) => id === item?.id);
  void play(kind, list[(at + by + list.length) % list.length]!);
}

/** Tells the group, or this poi alone where it is independent. The page shows it at once, and again what holds where the poi did not take it. */
async function command(said: object, blackout: boolean, shown?: Partial<ShowView>): Promise<void> {
  const before = show.value;
  const to = independent.value ? device.value?.deviceId : undefined;
  if (before) show.value = { ...before, ...shown, blackout };
  if (!(await attempt(() => post("/api/show", { ...said, blackout, to }, { repeat: true }))))
    show.value = before;
}
