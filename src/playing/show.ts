import {
  BY_SETTING,
  CONTENT_KINDS,
  type ContentKind,
  decodeScene,
  EMPTY_SCENE,
  encodeScene,
  GIVEN,
  mergeScenes,
  nextStampUs,
  type Part,
  type SceneParts,
  sceneDigest,
} from "../clock/scene.ts";
import type { ShowClock } from "../clock/show-clock.ts";
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
import type { Player, Showing } from "./player.ts";
import { Timeline } from "./timeline.ts";

/**
 * What the group is told to show, and when: commands to all poi, or to this one alone, each for a moment of group time. The scene
 * (clock/scene.ts) says what was commanded last; this hands it to the player: at its moment on each poi, at once where that is
 * past, and at the right place of a picture or a timeline either way, since all of it is counted from the moment at which it
 * began. What is to come is announced before, so that the light begins with it to the column (player.ts, `next`).
 */

/** A command may be for so long ahead. What is later belongs in a timeline. */
export const MAX_AHEAD_MS = 60_000;
/** Beyond this a command of another poi is not believed: its clock may be a little behind, this one's as well. */
const MAX_BELIEVED_US = 1000 * MAX_AHEAD_MS + 10_000_000;
/** A command is sent again so long after, the first time to each poi by itself. One that came is handed on by beacons as well. */
const COPY_MS: readonly number[] = Object.freeze([40, 80, 120]);
/** Who was told something so lately says it again in the show that it joins: a person did not mean the show that was left. */
const LATELY_US = 10_000_000;
/** A timer that is so little early is not worth another one. */
const EARLY_US = 200;

/** What a command changes; what it leaves out stays. */
export interface Command {
  content?: { kind: ContentKind; id: string };
  /** 0 to 255, or BY_SETTING. */
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

/** One of the two scenes that a poi plays: the group's, and what was said to it alone. What became due last counts. */
interface Layer {
  scene: SceneParts;
  /** Those of its parts that were carried out last. */
  done: SceneParts;
}

export class Show implements Scene {
  /** Commands that could not be carried out, because the disk refused. */
  refused = 0;
  /** 16 bits that differ where scenes of a show do. */
  digest = 0;
  private readonly parts: ShowParts;
  private readonly by: number;
  private readonly timeline: Timeline;
  private readonly common: Layer = { scene: EMPTY_SCENE, done: EMPTY_SCENE };
  private readonly own: Layer = { scene: EMPTY_SCENE, done: EMPTY_SCENE };
  private timer: Timer | undefined;
  /** Group time at which there is something to do. */
  private dueUs = Number.POSITIVE_INFINITY;
  private copyTimer: Timer | undefined;
  private copies = 0;
  /** The groups that this poi was in when it was told something last. */
  private toldIn = "";

  constructor(parts: ShowParts) {
    const { clock, group, store, player, file } = parts;
    this.parts = parts;
    this.by = idNumber(file.config.deviceId);
    this.timeline = new Timeline(player, store, file.config);
    group.scene = this;
    clock.onAdopt = (byUs) => this.adopted(byUs);
    clock.onJump = () => this.play();
    clock.onLine = () => this.wake();
    this.resume();
  }

  /** What the group was told last. */
  get scene(): SceneParts {
    return this.common.scene;
  }

  /** Whether this poi shows what the group shows. */
  get mirrors(): boolean {
    return this.parts.file.config.mirrors;
  }

  private get groups(): string {
    return this.parts.file.config.groups.join();
  }

  stop(): void {
    this.timer?.cancel();
    this.copyTimer?.cancel();
  }

  /** Commands all poi of the group, from `atUs` on; what is past began there. Throws FilesError where the disk refuses. */
  command(command: Command, atUs: GroupUs): void {
    this.tell(command, atUs);
    this.carryOut();
  }

  /** Commands this poi alone. */
  commandOwn(command: Command, atUs: GroupUs): void {
    this.own.scene = this.changed(this.own.scene, command, atUs);
    this.carryOut();
  }

  /** A user chose content on this poi: all poi show it that mirror, and those that come late join in. */
  choose(mode: number, index: number): void {
    const { player, clock, store } = this.parts;
    const kind = CONTENT_KINDS[mode];
    const nowUs = clock.nowUs();
    const id = kind === undefined || kind === "dark" ? "" : itemAt(store, kind, index)?.id;
    if (kind !== undefined && id !== undefined && this.mirrors) {
      this.command({ content: { kind, id } }, nowUs);
      return;
    }
    // Live mode is a poi's own. The player says what is wrong with an index that nothing has.
    player.show(mode, index, nowUs);
    this.timeline.begin();
    this.carryOut();
  }

  /** Lets what plays have begun earlier, for all poi: to bring it in step with music. Returns false where nothing plays. */
  nudge(byUs: number): boolean {
    const { givenUs, kind, id, atUs } = this.scene.content;
    if (givenUs === 0 || kind === "dark") return false;
    this.command({ content: { kind, id } }, Math.max(0, atUs - byUs) as GroupUs);
    return true;
  }

  /** Something was stored: what was waited for may be here. */
  storeChanged({ kind, id }: IndexEntry): void {
    const { store, clock, player } = this.parts;
    if (kind === "setting") {
      const { level } = this.scene.brightness;
      if (id !== "brightness" || (player.brightness === undefined && level === BY_SETTING)) return;
      // Whoever sets the brightness here means it to hold, for all.
      if (store.current(kind, id)?.replica !== store.replica) return;
      player.brightness = undefined;
      if (level !== BY_SETTING) this.tell({ brightness: BY_SETTING }, clock.nowUs());
      this.play();
      return;
    }
    const { content } = this.scene;
    const isWaitedFor = content !== this.common.done.content && content.kind === kind && content.id === id;
    if (kind === "sequence") this.timeline.begin();
    if (isWaitedFor || kind === "sequence") this.play();
  }

  /** This poi shows what the group shows from now on, or no longer. */
  mirrorsChanged(): void {
    if (this.mirrors) this.forgetDone();
    this.play();
  }

  encode(): Uint8Array {
    return encodeScene(this.parts.clock.show, this.common.scene);
  }

  take(bytes: Uint8Array, at: number): number {
    const { clock } = this.parts;
    const decoded = decodeScene(bytes, at);
    if (decoded === undefined) return -1;
    const { show, scene } = decoded;
    const latestUs = Math.max(scene.content.atUs, scene.brightness.atUs, scene.blackout.atUs);
    if (show === clock.show) {
      if (latestUs > clock.nowUs() + MAX_BELIEVED_US) return -1;
      this.setScene(mergeScenes(this.common.scene, scene));
      this.play();
    }
    return sceneDigest(show, scene);
  }

  /** What played before the restart is what this show begins with: others that join it play it as well. */
  private resume(): void {
    const { player } = this.parts;
    const kind = CONTENT_KINDS[player.mode];
    const { id } = player;
    if (this.mirrors && kind !== undefined && id !== undefined) {
      const content = { givenUs: GIVEN.resumed, by: this.by, atUs: player.startUs, kind, id };
      this.setScene({ ...EMPTY_SCENE, content });
      this.common.done = this.common.scene;
    }
    this.play();
  }

  /**
   * The show is another one, and what it shows counts. Until that is known what plays goes on as it is; and where nobody commanded
   * anything there, it is what this poi brings along. What a person told this poi a moment ago, as one of this group, is told there
   * as well.
   */
  private adopted(byUs: number): void {
    const { common, parts } = this;
    const { player, clock } = parts;
    const { content, brightness, blackout } = common.scene;
    const isDone = content === common.done.content;
    const sinceUs = clock.nowUs() - byUs - LATELY_US;
    const isMeant = this.toldIn === this.groups;
    const isLate = ({ by, givenUs }: Part) =>
      isMeant && by === this.by && givenUs >= Math.max(sinceUs, GIVEN.first);
    this.setScene({
      content:
        content.givenUs === 0 || isLate(content)
          ? moved(content, byUs)
          : { ...moved(content, byUs), givenUs: GIVEN.carried, by: this.by },
      brightness: isLate(brightness) ? moved(brightness, byUs) : EMPTY_SCENE.brightness,
      blackout: isLate(blackout) ? moved(blackout, byUs) : EMPTY_SCENE.blackout,
    });
    if (this.mirrors) this.forgetDone();
    common.done = isDone ? { ...EMPTY_SCENE, content: common.scene.content } : EMPTY_SCENE;
    player.startUs = (player.startUs + byUs) as GroupUs;
    this.timeline.begin();
    this.copyTimer?.cancel();
    if (isLate(content) || isLate(brightness) || isLate(blackout)) this.spread();
    this.play();
  }

  /** Whatever was done counts no more: the group's scene is done from its start. */
  private forgetDone(): void {
    const { player } = this.parts;
    player.brightness = undefined;
    player.isDark = false;
    this.common.done = EMPTY_SCENE;
  }

  private tell(command: Command, atUs: GroupUs): void {
    this.setScene(this.changed(this.common.scene, command, atUs));
    this.toldIn = this.groups;
    this.spread();
  }

  /** Tells all others, several times. */
  private spread(): void {
    this.copies = 0;
    this.copyTimer?.cancel();
    this.send();
  }

  private setScene(scene: SceneParts): void {
    this.common.scene = scene;
    this.digest = sceneDigest(this.parts.clock.show, scene);
  }

  private changed(scene: SceneParts, command: Command, atUs: GroupUs): SceneParts {
    const { content, brightness, blackout } = command;
    const givenUs = nextStampUs(scene, this.parts.clock.nowUs());
    const stamp = { givenUs, by: this.by, atUs: Math.round(atUs) as GroupUs };
    return {
      content: content === undefined ? scene.content : { ...stamp, ...content },
      brightness: brightness === undefined ? scene.brightness : { ...stamp, level: brightness },
      blackout: blackout === undefined ? scene.blackout : { ...stamp, level: blackout ? 1 : 0 },
    };
  }

  private send(): void {
    const { group } = this.parts;
    if (this.copies === 1) group.repeatScene();
    else group.sendScene();
    const waitMs = COPY_MS[this.copies++];
    if (waitMs !== undefined) this.copyTimer = this.parts.ports.timers.after(waitMs, () => this.send());
  }

  /** As `carryOut`, where nobody waits to be told that the disk refused. */
  private play(): void {
    try {
      this.carryOut();
    } catch (error) {
      if (asUserError(error) === undefined) throw error;
      this.refused++;
    }
  }

  /** Does what is due, announces what is to come, and waits for it. */
  private carryOut(): void {
    const { parts, timeline } = this;
    const nowUs = parts.clock.nowUs() + EARLY_US;
    this.dueUs = Number.POSITIVE_INFINITY;
    let next: Showing | undefined;
    try {
      if (this.mirrors) next = this.playLayer(this.common, nowUs);
      next = sooner(this.playLayer(this.own, nowUs), next);
      timeline.play(nowUs);
      next = sooner(timeline.next, next);
    } finally {
      this.dueUs = Math.min(this.dueUs, timeline.dueUs);
      this.wake();
    }
    if (!isSame(next, parts.player.next)) parts.player.next = next;
  }

  /** Returns the content that the layer is to show later. */
  private playLayer(layer: Layer, nowUs: number): Showing | undefined {
    const { player, store } = this.parts;
    const { brightness, blackout, content } = layer.scene;
    if (brightness !== layer.done.brightness && this.isDue(brightness.atUs, nowUs)) {
      player.brightness = brightness.level === BY_SETTING ? undefined : brightness.level;
      layer.done = { ...layer.done, brightness };
    }
    if (blackout !== layer.done.blackout && this.isDue(blackout.atUs, nowUs)) {
      player.isDark = blackout.level === 1;
      layer.done = { ...layer.done, blackout };
    }
    if (content === layer.done.content) return undefined;
    const { kind, id, atUs } = content;
    if (!this.isDue(atUs, nowUs)) return this.timeline.opening({ kind, id, startUs: atUs });
    const index = kind === "dark" ? 0 : indexOf(store, kind, id);
    // On its way from another poi: this plays it when it comes.
    if (index < 0) return undefined;
    player.show(CONTENT_KINDS.indexOf(kind), index, atUs);
    layer.done = { ...layer.done, content };
    this.timeline.begin();
    return undefined;
  }

  private isDue(atUs: GroupUs, nowUs: number): boolean {
    if (atUs <= nowUs) return true;
    this.dueUs = Math.min(this.dueUs, atUs);
    return false;
  }

  /** Sets the timer anew: the local moment of a group time changes with the clock. */
  private wake(): void {
    const { clock, ports } = this.parts;
    this.timer?.cancel();
    this.timer = undefined;
    if (this.dueUs === Number.POSITIVE_INFINITY) return;
    const delayMs = (clock.localUs(this.dueUs as GroupUs) - ports.clock.localUs()) / 1000;
    this.timer = ports.timers.after(Math.max(0, delayMs), () => this.play());
  }
}

/** A part as another show counts, whose group time is `byUs` ahead. */
function moved<P extends Part>(part: Readonly<P>, byUs: number): Readonly<P> {
  if (part.givenUs === 0) return part;
  const givenUs = Math.max(GIVEN.first, Math.round(part.givenUs + byUs));
  return { ...part, givenUs, atUs: Math.max(0, Math.round(part.atUs + byUs)) };
}

function sooner(a: Showing | undefined, b: Showing | undefined): Showing | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.startUs <= b.startUs ? a : b;
}

function isSame(a: Showing | undefined, b: Showing | undefined): boolean {
  return a === b || (a?.kind === b?.kind && a?.id === b?.id && a?.startUs === b?.startUs);
}
