import {
  BY_SETTING,
  CONTENT_KINDS,
  type ContentKind,
  decodeScene,
  EMPTY_SCENE,
  encodeScene,
  mergeScenes,
  nextStamp,
  type SceneParts,
  type Stamp,
  sceneDigest,
} from "../clock/scene.ts";
import type { ShowClock } from "../clock/show-clock.ts";
import { MODE, type Player } from "../playing/player.ts";
import type { GroupUs } from "../ports/clock.ts";
import type { Ports } from "../ports/ports.ts";
import type { Timer } from "../ports/timers.ts";
import { asUserError } from "../ports/user-error.ts";
import type { IndexEntry } from "../store/index-entry.ts";
import type { ConfigFile } from "../store/local-config.ts";
import { indexOf, itemAt } from "../store/slots.ts";
import type { Store } from "../store/store.ts";
import { idNumber } from "../sync/datagram.ts";
import type { Group, Scene } from "../sync/group.ts";
import { changeSetting } from "./settings.ts";
import { type Cue, cueAt, cuesOf, isTimeline } from "./timeline.ts";

/**
 * What the group is told to show, and when: commands to all poi, or to this one alone, each for a moment of group time. The scene
 * (clock/scene.ts) says what was commanded last; this plays it: at its moment on each poi, at once where that is past, at the
 * right place of a picture or a timeline either way, since all of it is counted from the moment at which it began.
 */

/** A command is sent so often: one that came is handed on by beacons as well. */
const COPY_MS: readonly number[] = Object.freeze([40, 120]);
/** A timer that is so little early is not worth another one. */
const EARLY_US = 200;
const MODES: Readonly<Record<ContentKind, number>> = Object.freeze({
  dark: MODE.idle,
  image: MODE.image,
  pattern: MODE.pattern,
  sequence: MODE.sequence,
});

/** What a command changes; what it leaves out stays. */
export interface Command {
  content?: { kind: ContentKind; id: string };
  /** 0 to 255. */
  brightness?: number;
  blackout?: boolean;
}

export interface ShowParts {
  ports: Pick<Ports, "timers" | "clock">;
  clock: ShowClock;
  group: Group;
  store: Store;
  player: Player;
  file: ConfigFile;
}

/** One of the two scenes that a poi plays: the group's, and what was said to it alone. The later command of both counts. */
interface Layer {
  scene: SceneParts;
  /** Stamps of the parts that were carried out. */
  readonly done: Record<keyof SceneParts, Stamp>;
}

export class Show implements Scene {
  /** Commands that could not be carried out, because the disk refused. */
  refused = 0;
  private readonly parts: ShowParts;
  private readonly common: Layer = newLayer();
  private readonly own: Layer = newLayer();
  private timer: Timer | undefined;
  private copyTimer: Timer | undefined;
  private copies = 0;
  private digestValue = 0;
  /** When the next cue of the timeline that plays begins, in group time. */
  private nextCueUs = Number.POSITIVE_INFINITY;

  constructor(parts: ShowParts) {
    this.parts = parts;
    const { clock, group } = parts;
    group.scene = this;
    clock.onAdopt = (byUs) => this.adopted(byUs);
    clock.onJump = () => this.play();
    clock.onLine = () => this.schedule();
  }

  /** What the group was told last. */
  get scene(): SceneParts {
    return this.common.scene;
  }

  /** Whether this poi shows what the group shows. */
  get mirrors(): boolean {
    return this.parts.file.config.mirrors;
  }

  stop(): void {
    this.timer?.cancel();
    this.copyTimer?.cancel();
  }

  /** Commands all poi of the group. From `atUs` on; what is past begins there nevertheless. */
  command(command: Command, atUs: GroupUs): void {
    this.common.scene = this.changed(this.common.scene, command, atUs);
    this.digestValue = sceneDigest(this.parts.clock.show, this.common.scene);
    this.play(true);
    this.copies = 0;
    this.copyTimer?.cancel();
    this.send();
  }

  /** Commands this poi alone. */
  commandOwn(command: Command, atUs: GroupUs): void {
    this.own.scene = this.changed(this.own.scene, command, atUs);
    this.play(true);
  }

  /** A user chose content on this poi: all poi show it that mirror, and those that come late join in. */
  choose(mode: number, index: number): void {
    const { player, clock, store } = this.parts;
    const kind = CONTENT_KINDS[mode];
    const nowUs = clock.nowUs();
    if (!this.mirrors || kind === undefined) {
      player.show(mode, index, nowUs);
      this.nextCueUs = nowUs;
      this.play(true);
      return;
    }
    const id = kind === "dark" ? "" : itemAt(store, kind, index)?.id;
    // The player says what is wrong with an index that nothing has.
    if (id === undefined) player.show(mode, index, nowUs);
    else this.command({ content: { kind, id } }, nowUs);
  }

  /** Lets what plays have begun at another time, for all poi: to bring it in step with music. */
  nudge(byUs: number): void {
    const { kind, id, atUs } = this.scene.content;
    if (this.scene.content.count === 0) return;
    this.command({ content: { kind, id } }, Math.max(0, atUs - byUs) as GroupUs);
  }

  /** Something was stored: what was waited for may be here, and who sets the brightness means it to hold. */
  storeChanged({ kind, id }: IndexEntry): void {
    if (kind === "setting" && id === "brightness") this.parts.player.brightness = undefined;
    if (this.isWaiting) this.play();
  }

  /** This poi shows what the group shows from now on, or no longer. */
  mirrorsChanged(): void {
    if (this.mirrors) this.common.done.content = { count: 0, by: 0 };
    this.play();
  }

  get digest(): number {
    return this.digestValue;
  }

  encode(): Uint8Array {
    return encodeScene(this.parts.clock.show, this.common.scene);
  }

  take(bytes: Uint8Array, at: number): boolean {
    const decoded = decodeScene(bytes, at);
    if (decoded === undefined) return false;
    const { clock } = this.parts;
    if (decoded.show !== clock.show) return true;
    this.common.scene = mergeScenes(this.common.scene, decoded.scene);
    this.digestValue = sceneDigest(clock.show, this.common.scene);
    this.play();
    return true;
  }

  private get isWaiting(): boolean {
    const { scene, done } = this.common;
    return this.mirrors && scene.content.count !== done.content.count;
  }

  private changed(scene: SceneParts, command: Command, atUs: GroupUs): SceneParts {
    const stamp = nextStamp(scene, idNumber(this.parts.file.config.deviceId));
    const { content, brightness, blackout } = command;
    return {
      content: content === undefined ? scene.content : { ...stamp, atUs, ...content },
      brightness: brightness === undefined ? scene.brightness : { ...stamp, atUs, level: brightness },
      blackout: blackout === undefined ? scene.blackout : { ...stamp, atUs, level: blackout ? 1 : 0 },
    };
  }

  private send(): void {
    this.parts.group.sendScene();
    const waitMs = COPY_MS[this.copies++];
    if (waitMs !== undefined) this.copyTimer = this.parts.ports.timers.after(waitMs, () => this.send());
  }

  /** The show is another one: what was commanded there holds no longer, what plays goes on as it is. */
  private adopted(byUs: number): void {
    const { player } = this.parts;
    this.common.scene = EMPTY_SCENE;
    this.digestValue = 0;
    this.copyTimer?.cancel();
    for (const part of PARTS) this.common.done[part] = { count: 0, by: 0 };
    player.startUs = (player.startUs + byUs) as GroupUs;
    if (player.cue !== undefined)
      player.cue = { ...player.cue, startUs: (player.cue.startUs + byUs) as GroupUs };
    if (this.nextCueUs < Number.POSITIVE_INFINITY) this.nextCueUs += byUs;
    this.schedule();
  }

  /** Carries out what is due. `loud`: a user waits for it, and is told why it cannot be. */
  private play(loud = false): void {
    try {
      if (this.mirrors) this.playLayer(this.common);
      this.playLayer(this.own);
      this.playCue();
    } catch (error) {
      if (loud || asUserError(error) === undefined) throw error;
      this.refused++;
    }
    this.schedule();
  }

  private playLayer(layer: Layer): void {
    const { player, store } = this.parts;
    const { content, brightness, blackout } = layer.scene;
    const nowUs = this.parts.clock.nowUs() + EARLY_US;
    if (isDue(brightness, layer.done.brightness, nowUs)) {
      layer.done.brightness = brightness;
      player.brightness = brightness.level === BY_SETTING ? undefined : brightness.level;
      // For all others it holds until the setting comes to them, from the one poi that was told.
      const isMine = layer === this.common && brightness.by === idNumber(this.parts.file.config.deviceId);
      if (isMine && player.brightness !== undefined) changeSetting(store, "brightness", player.brightness);
    }
    if (isDue(blackout, layer.done.blackout, nowUs)) {
      layer.done.blackout = blackout;
      player.isDark = blackout.level === 1;
    }
    if (!isDue(content, layer.done.content, nowUs)) return;
    const index = content.kind === "dark" ? 0 : indexOf(store, content.kind, content.id);
    // On its way from another poi: this plays it when it comes.
    if (index < 0) return;
    player.show(MODES[content.kind], index, content.atUs);
    layer.done.content = content;
    this.nextCueUs = content.atUs;
  }

  /** Shows the cue that holds now, where what plays is a timeline. */
  private playCue(): void {
    const { player, store, clock, file } = this.parts;
    const nowUs = clock.nowUs() + EARLY_US;
    if (this.nextCueUs > nowUs) return;
    this.nextCueUs = Number.POSITIVE_INFINITY;
    const id = player.mode === MODE.sequence ? player.id : undefined;
    const version = id === undefined ? undefined : store.current("sequence", id);
    if (version === undefined || !isTimeline(version)) {
      player.cue = undefined;
      return;
    }
    const positionMs = (nowUs - player.startUs) / 1000;
    const { cue, nextMs } = cueAt(cuesOf(store, version.blob), file.config.deviceId, positionMs);
    player.cue = showing(cue, player.startUs);
    this.nextCueUs = player.startUs + nextMs * 1000;
  }

  private schedule(): void {
    const { clock, ports } = this.parts;
    this.timer?.cancel();
    this.timer = undefined;
    let dueUs = this.nextCueUs;
    for (const layer of [this.common, this.own]) {
      if (layer === this.common && !this.mirrors) continue;
      for (const part of PARTS) {
        const { count, atUs } = layer.scene[part];
        if (count !== layer.done[part].count && atUs > clock.nowUs() + EARLY_US)
          dueUs = Math.min(dueUs, atUs);
      }
    }
    if (dueUs === Number.POSITIVE_INFINITY) return;
    const delayMs = (clock.localUs(dueUs as GroupUs) - ports.clock.localUs()) / 1000;
    this.timer = ports.timers.after(Math.max(0, delayMs), () => this.play());
  }
}

const PARTS: readonly (keyof SceneParts)[] = Object.freeze(["content", "brightness", "blackout"]);

function newLayer(): Layer {
  const none = { count: 0, by: 0 };
  return { scene: EMPTY_SCENE, done: { content: none, brightness: none, blackout: none } };
}

function isDue(part: Stamp & { atUs: number }, done: Stamp, nowUs: number): boolean {
  return (part.count !== done.count || part.by !== done.by) && part.atUs <= nowUs;
}

/** What a cue shows; nothing before the first one. */
function showing(cue: Cue | undefined, startUs: GroupUs): Player["cue"] {
  if (cue === undefined || cue.dark === true) return { kind: "dark", id: "", startUs };
  const id = cue.image ?? cue.pattern!;
  const cueUs = (startUs + cue.at * 1000) as GroupUs;
  return { kind: cue.image === undefined ? "pattern" : "image", id, startUs: cueUs };
}
