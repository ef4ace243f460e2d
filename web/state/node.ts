import { batch, computed, signal } from "@preact/signals";
import type { EventMessage, GoneView, PeerEvent, Sections } from "../../src/api/event-views.ts";
import type { ImageView, PatternView, SequenceView, SettingView } from "../../src/api/views.ts";

/** What the page knows of the node, kept up to date by its events. */

export interface Items {
  image: Map<string, ImageView | GoneView>;
  pattern: Map<string, PatternView | GoneView>;
  sequence: Map<string, SequenceView | GoneView>;
  setting: Map<string, SettingView | GoneView>;
}
export type Kind = keyof Items;
export type PlayKind = Exclude<Kind, "setting">;
export type Playable = ImageView | PatternView | SequenceView;

export const status = signal<Sections["status"] | undefined>(undefined);
export const device = signal<Sections["device"] | undefined>(undefined);
export const peers = signal<readonly PeerEvent[]>([]);
export const clock = signal<Sections["clock"] | undefined>(undefined);
export const show = signal<Sections["show"] | undefined>(undefined);
export const storage = signal<Sections["storage"] | undefined>(undefined);
export const lastSync = signal<Sections["sync"]>(null);
const items = signal(noItems());

/** This poi shows what it alone is told to. */
export const independent = computed(() => show.value?.syncMode === "independent");
export const leds = computed(() => device.value?.leds ?? 32);

export const images = computed(() => living(items.value.image) as ImageView[]);
export const patterns = computed(() => living(items.value.pattern) as PatternView[]);
export const sequences = computed(() => living(items.value.sequence) as SequenceView[]);
/** How many items wait for somebody to choose. */
export const conflicts = computed(() => {
  let count = 0;
  for (const map of Object.values(items.value)) for (const item of map.values()) if (item.conflict) count++;
  return count;
});

/** Poi of one of this one's groups: those that sync and play with it. */
export const mates = computed(() => {
  const groups = device.value?.syncGroups ?? [];
  return peers.value.filter((peer) => peer.groups.some((group) => groups.includes(group)));
});

export type Playing =
  | { kind: "image"; item: ImageView }
  | { kind: "pattern"; item: PatternView }
  | { kind: "sequence"; item: SequenceView };

/** The mode of a poi that is drawn on. */
const LIVE = 4;
export const isLive = computed(() => status.value?.mode === LIVE);

/** What the group is told to show, or what its timeline shows now; nothing where that is dark or not here. */
export const playing = computed((): Playing | undefined => {
  const { kind = "dark", id = "" } = show.value?.cue ?? show.value?.content ?? {};
  const item = kind === "dark" || isLive.value ? undefined : findItem(kind, id);
  return item && ({ kind, item } as Playing);
});

let known = noItems();
let coming: Items | undefined;
/** Up to where the page knows everything; see `GET /api/events`. */
let mark = "";

export function lastMark(): string {
  return mark;
}

/** Takes a message of the node in. */
export function learn(message: EventMessage): void {
  batch(() => {
    if (message.status) status.value = message.status;
    if (message.device) device.value = message.device;
    if (message.peers) peers.value = message.peers;
    if (message.clock) clock.value = message.clock;
    // What counts is what this poi shows.
    if (message.show) show.value = { ...message.show, ...message.show.own };
    if (message.storage) storage.value = message.storage;
    if (message.sync !== undefined) lastSync.value = message.sync;
    if (message.reset) coming = noItems();
    if (message.item) put(coming ?? known, message.item[0], message.item[1]);
    if (message.mark) {
      mark = message.mark;
      known = coming ?? known;
      coming = undefined;
      items.value = { ...known };
    }
  });
}

/** Takes an item in that an answer told of, before the events do. */
export function learnItem(kind: Kind, item: Playable | GoneView): void {
  put(known, kind, item);
  items.value = { ...known };
}

export function forget(kind: Kind, id: string): void {
  learnItem(kind, { id, gone: true, conflict: false });
}

export function findItem(kind: PlayKind, id: string): Playable | undefined {
  const item = items.value[kind].get(id);
  return item === undefined || "gone" in item ? undefined : item;
}

function put(into: Items, kind: Kind, item: Playable | SettingView | GoneView): void {
  const map = into[kind] as Map<string, Playable | SettingView | GoneView>;
  const key = "key" in item ? item.key : item.id;
  if ("gone" in item && !item.conflict) map.delete(key);
  else map.set(key, item);
}

function living(map: Map<string, Playable | GoneView>): Playable[] {
  const list = Array.from(map.values()).filter((item): item is Playable => !("gone" in item));
  return list.sort((a, b) => a.index - b.index);
}

function noItems(): Items {
  return { image: new Map(), pattern: new Map(), sequence: new Map(), setting: new Map() };
}
