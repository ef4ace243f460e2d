import type { IndexEntry } from "../store/index-entry.ts";
import { winner } from "../store/item.ts";
import { showDeviceId } from "../store/local-config.ts";
import { idNumber } from "../sync/datagram.ts";
import { chargeOf, signalOf } from "../sync/health.ts";
import type { SyncRecord } from "../sync/history.ts";
import type { Peer } from "../sync/peers.ts";
import type { ApiContext } from "./context.ts";
import { type ConfigView, showConfig } from "./routes/device-routes.ts";
import { sequenceView } from "./routes/sequence-routes.ts";
import { settingView } from "./routes/setting-routes.ts";
import { showRecord } from "./routes/sync-routes.ts";
import { SETTING_KEYS, settingId } from "./settings.ts";
import { type ClockView, clockView, type ShowView, showView } from "./show-views.ts";
import { type StatusView, statusView } from "./status.ts";
import {
  type ImageView,
  imageView,
  type PatternView,
  patternView,
  type SequenceView,
  type SettingView,
} from "./views.ts";

/** What GET /api/events tells. The web UI shares these types. */

/** One message: what is in it replaces what the page knew; nothing in it is a sign of life. */
export interface EventMessage extends Partial<Sections> {
  /** All items come anew: what is not among them until the next `mark` is gone. */
  reset?: true;
  item?: ItemEvent;
  /** All that there was has come. `?since=` with it brings what changed since. */
  mark?: string;
  /** Too many pages follow this node: ask again after so many milliseconds. */
  poll?: number;
}

/** An item as it is now. */
export type ItemEvent =
  | readonly ["image", ImageView | GoneView]
  | readonly ["pattern", PatternView | GoneView]
  | readonly ["sequence", SequenceView | GoneView]
  | readonly ["setting", SettingView | GoneView];

/** A deleted item; `conflict`: somebody else edited it at the same time, and may keep it. */
export interface GoneView {
  id: string;
  gone: true;
  conflict: boolean;
}

/** The parts of a node's state that are told as a whole. */
export interface Sections {
  status: StatusView;
  show: ShowView;
  clock: ClockView;
  device: ConfigView;
  peers: PeerEvent[];
  storage: { total: number; free: number };
  /** The last sync, null where there was none since the node started. */
  sync: SyncRecord | null;
}

export interface PeerEvent {
  deviceId: string;
  deviceName: string;
  ipAddress: string;
  port: number;
  groups: readonly string[];
  online: boolean;
  manual: boolean;
  /** Seconds since its last sign of life, rounded so that it does not change all the time; null where there was none. */
  seenAgoS: number | null;
  /** It has all that this node has. */
  inSync: boolean;
  /** What is left in its battery, 1 empty to 7 full, and how well it hears its network, 1 to 3; 0 where nobody knows. */
  charge: number;
  signal: number;
}

export type SectionName = keyof Sections;
/** Those that are looked at often, then those that change rarely or take longer to put together. */
export const SECTION_NAMES: readonly SectionName[] = Object.freeze([
  "status",
  "show",
  "clock",
  "device",
  "peers",
  "storage",
  "sync",
]);

export function sectionView(context: ApiContext, name: SectionName): unknown {
  switch (name) {
    case "status":
      return statusView(context);
    case "show":
      return showView(context);
    case "clock":
      return clockView(context);
    case "device":
      return showConfig(context.file.config);
    case "peers":
      return context.peers.all().map((peer) => peerEvent(context, peer));
    case "storage":
      return storageView(context);
    case "sync": {
      const { last } = context.history;
      return last === undefined ? null : showRecord(last);
    }
  }
}

/** An item at its index, or that it is gone; undefined where the medium lost it. */
export function itemEvent(context: ApiContext, entry: IndexEntry, index: number): ItemEvent | undefined {
  const { kind, id } = entry;
  const conflict = entry.versions > 1;
  if (entry.deleted) return [kind, { id, gone: true, conflict }] as ItemEvent;
  try {
    return [kind, itemViewOf(context, entry, index)] as ItemEvent;
  } catch {
    // Whoever asks for the item is told why; a page has to do without it.
    return undefined;
  }
}

function itemViewOf({ store }: ApiContext, entry: IndexEntry, index: number): unknown {
  const { kind, id } = entry;
  const found = { index, entry, version: winner(store.read(entry)) };
  switch (kind) {
    case "image":
      return imageView(store, found);
    case "pattern":
      return patternView(found);
    case "sequence":
      return sequenceView(store, found);
    case "setting": {
      const key = SETTING_KEYS.find((each) => settingId(each) === id);
      return key === undefined ? { id, gone: true, conflict: false } : settingView(store, key);
    }
  }
}

function peerEvent({ peers, store, ports, group }: ApiContext, peer: Peer): PeerEvent {
  const { name, address, port, groups, manual, advertised, lastSeenUs } = peer;
  let seenAgoS: number | null = null;
  if (advertised) seenAgoS = 0;
  else if (lastSeenUs !== undefined) seenAgoS = rounded((ports.clock.localUs() - lastSeenUs) / 1_000_000);
  const isOnline = peers.isOnline(peer);
  const flags = isOnline ? group.neighbours.flagsOf(idNumber(peer.deviceId)) : 0;
  return {
    deviceId: showDeviceId(peer.deviceId),
    deviceName: name,
    ipAddress: address,
    port,
    groups,
    online: isOnline,
    manual,
    seenAgoS,
    inSync: peer.hasAllUpTo >= store.sequence,
    charge: chargeOf(flags),
    signal: signalOf(flags),
  };
}

function rounded(seconds: number): number {
  const step = seconds < 60 ? 10 : 60;
  return Math.floor(seconds / step) * step;
}

/** In 256ths of the whole: a desktop's disk changes all the time. */
function storageView({ ports }: ApiContext): Sections["storage"] {
  const { totalBytes, freeBytes } = ports.files.space();
  const step = Math.max(1, Math.floor(totalBytes / 256));
  return { total: totalBytes, free: Math.floor(freeBytes / step) * step };
}
