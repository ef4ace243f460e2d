import type { ContentKind } from "../clock/scene.ts";
import { BY_SETTING, CONTENT_KINDS } from "../clock/scene.ts";
import { UNKNOWN_ERROR_US } from "../clock/show-clock.ts";
import type { Player } from "../playing/player.ts";
import { showDeviceId } from "../store/local-config.ts";
import { LOCKED } from "../sync/beacon.ts";
import { idText } from "../sync/datagram.ts";
import type { ApiContext } from "./context.ts";

/** What the API shows of the group's clock and of the show. The web UI shares these types. */

/** A node that was not heard for so long is not listed. In a large group each speaks rarely. */
const HEARD_US = 300_000_000;
/** Nodes that are listed, those first that joined the show first. */
const MAX_LISTED = 32;

/** How well a poi knows the time of its group. Times in microseconds; null where nothing is known. */
export interface ClockView {
  /** The group's time is known to a millisecond. */
  locked: boolean;
  /** "own": this poi came first, or is alone, and its crystal is the time; "group": it follows those who came before it. */
  source: "own" | "group";
  /** It has that time from the counter of the access point where both are, to microseconds. */
  counter: boolean;
  /** Whom it asked last for the time: device id. */
  sourceId: string | null;
  /** The show: 8 hex digits, the same on all poi that play together. */
  show: string;
  /** How far the group's time is ahead of this poi's own clock. */
  offsetUs: number;
  /** How well the time is known, as a standard deviation. */
  errorUs: number | null;
  /** What half and 99 of 100 exchanges of the last minute were off by. */
  p50Us: number | null;
  p99Us: number | null;
  /** How much faster the group's time runs than this poi's crystal, in parts per million. */
  skewPpm: number;
  /** Shortest time of a question and its answer. */
  roundTripUs: number | null;
  /** Questions that were not answered, in per cent. */
  lossPercent: number | null;
  /** Poi of its groups that are there, and how many of them are in the same show. */
  heard: number;
  inShow: number;
}

/** Another poi, as what it says tells of it. */
export interface ClockPeerView {
  deviceId: string;
  deviceName: string;
  /** It is there and in the same show, and it knows the time. */
  inShow: boolean;
  locked: boolean;
  /** Second of group time at which it joined its show. Who joined before is followed. */
  joinedS: number;
  heardAgoS: number;
}

export function clockView({ clock, group, ports }: ApiContext): ClockView {
  const { neighbours, talk } = group;
  const localUs = ports.clock.localUs();
  const { errorUs, fit, errors } = clock;
  let heard = 0;
  let inShow = 0;
  for (let row = 0; row < neighbours.count; row++) {
    if (!neighbours.isPresent(row, localUs)) continue;
    heard++;
    if (neighbours.shows[row] === clock.show) inShow++;
  }
  return {
    locked: errorUs !== UNKNOWN_ERROR_US,
    source: clock.isFollower ? "group" : "own",
    counter: clock.isCounted,
    sourceId: talk.partner < 0 ? null : showDeviceId(idText(neighbours.ids[talk.partner]!)),
    show: clock.show.toString(16).padStart(8, "0"),
    offsetUs: Math.round(clock.nowUs() - localUs),
    errorUs: errorUs === UNKNOWN_ERROR_US ? null : Math.round(errorUs),
    p50Us: rounded(errors.quantile(0.5, localUs)),
    p99Us: rounded(errors.quantile(0.99, localUs)),
    skewPpm: Math.round((clock.rate - 1) * 1e7) / 10,
    roundTripUs: clock.isFollower && fit.roundTripUs >= 0 ? Math.round(fit.roundTripUs) : null,
    lossPercent: talk.asked < 1 ? null : Math.max(0, Math.round(100 * (1 - talk.answered / talk.asked))),
    heard,
    inShow,
  };
}

export function clockPeers({ clock, group, peers, ports }: ApiContext): ClockPeerView[] {
  const { neighbours } = group;
  const localUs = ports.clock.localUs();
  const rows: number[] = [];
  for (let row = 0; row < neighbours.count; row++)
    if (neighbours.placed[row] === 1 && localUs - neighbours.heardUs[row]! <= HEARD_US) rows.push(row);
  rows.sort(
    (a, b) => neighbours.joinedS[a]! - neighbours.joinedS[b]! || neighbours.ids[a]! - neighbours.ids[b]!,
  );
  return rows.slice(0, MAX_LISTED).map((row) => {
    const id = idText(neighbours.ids[row]!);
    return {
      deviceId: showDeviceId(id),
      deviceName: peers.get(id)?.name ?? "",
      inShow: neighbours.shows[row] === clock.show && neighbours.isPresent(row, localUs),
      locked: (neighbours.flags[row]! & LOCKED) !== 0,
      joinedS: neighbours.joinedS[row]!,
      heardAgoS: Math.round((localUs - neighbours.heardUs[row]!) / 1e6),
    };
  });
}

/** What the group is told to show. Times are milliseconds of group time; null where nobody commanded anything. */
export interface ShowView {
  /** "mirror": this poi shows what the group is told to; "independent": what it alone is told to. */
  syncMode: "mirror" | "independent";
  content: { kind: ContentKind; id: string; startAt: number; by: string } | null;
  /** 0 to 255; null where the settings count. */
  brightness: number | null;
  blackout: boolean;
  /** What the timeline shows on this poi now that plays; null where none does. */
  cue: { kind: ContentKind; id: string; startAt: number } | null;
  /** What this poi shows where it is independent. */
  own?: Pick<ShowView, "content" | "brightness" | "blackout">;
}

export function showView({ show, player, file }: ApiContext): ShowView {
  const { content, brightness, blackout } = show.scene;
  const { cue } = player;
  const { kind, id, atUs } = content;
  return {
    syncMode: file.config.mirrors ? "mirror" : "independent",
    content:
      content.givenUs === 0
        ? null
        : { kind, id, startAt: groupMs(atUs), by: showDeviceId(idText(content.by)) },
    brightness: brightness.level === BY_SETTING ? null : brightness.level,
    blackout: blackout.level === 1,
    cue: cue === undefined ? null : { kind: cue.kind, id: cue.id, startAt: groupMs(cue.startUs) },
    ...(file.config.mirrors ? {} : { own: ownView(player, file.config.deviceId) }),
  };
}

function ownView(player: Player, deviceId: string): NonNullable<ShowView["own"]> {
  const { mode, id = "", startUs, brightness = null, isDark } = player;
  const kind = CONTENT_KINDS[mode] ?? "dark";
  return {
    content: { kind, id, startAt: groupMs(startUs), by: showDeviceId(deviceId) },
    brightness,
    blackout: isDark,
  };
}

/** Milliseconds of group time, to the microsecond. */
export function groupMs(groupUs: number): number {
  return Math.round(groupUs) / 1000;
}

function rounded(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value);
}
