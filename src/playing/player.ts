import type { Clock, GroupUs } from "../ports/clock.ts";
import { PoiError } from "../ports/poi-error.ts";
import type { Timer, Timers } from "../ports/timers.ts";
import type { Kind } from "../store/item.ts";
import type { ConfigFile } from "../store/local-config.ts";
import { itemAt } from "../store/slots.ts";
import type { Store } from "../store/store.ts";

/** What a node shows, by its number in the API. */
export const MODE = Object.freeze({ idle: 0, image: 1, pattern: 2, sequence: 3, live: 4 });
/** The kind of content of a mode, where it has one. */
const CONTENT: readonly (Kind | undefined)[] = Object.freeze([
  undefined,
  "image",
  "pattern",
  "sequence",
  undefined,
]);

/** Live mode ends when no frame came for so long. */
export const LIVE_MS = 2000;

/** Something to be seen, such as a cue of a timeline, and the group time of its first column. */
export interface Showing {
  kind: "dark" | "image" | "pattern" | "sequence";
  /** Empty for dark. */
  id: string;
  startUs: GroupUs;
}

interface Found {
  readonly mode: number;
  readonly index: number;
  readonly asOf: number;
  readonly id: string | undefined;
}

interface PlayerPorts {
  clock: Clock;
  timers: Timers;
}

/** What this node shows now: its own affair, never synced. All but live mode is resumed after a restart. */
export class Player {
  /** Something of what follows changed. */
  onChange: () => void = () => {};
  /** The last frame of live mode, 3 bytes a LED, the first one at the hand; undefined in any other mode. */
  live: Uint8Array | undefined;
  /** Counts frames of live mode. */
  frames = 0;
  private readonly store: Store;
  private readonly file: ConfigFile;
  private readonly ports: PlayerPorts;
  /** The id that was looked up last, and as of which change of the store. */
  private found: Found = { mode: MODE.idle, index: 0, asOf: -1, id: undefined };
  private liveTimer: Timer | undefined;
  /** Local time of the last frame. */
  private frameUs = 0;
  private start = 0 as GroupUs;
  private shownCue: Showing | undefined;
  private announced: Showing | undefined;
  private ownBrightness: number | undefined;
  private dark = false;

  constructor(store: Store, file: ConfigFile, ports: PlayerPorts) {
    this.store = store;
    this.file = file;
    this.ports = ports;
  }

  get mode(): number {
    return this.live === undefined ? this.file.config.mode : MODE.live;
  }

  get index(): number {
    return this.live === undefined ? this.file.config.index : 0;
  }

  get leds(): number {
    return this.file.config.leds;
  }

  /** Group time of the first column of what is shown, so that all poi show the same column of it. */
  get startUs(): GroupUs {
    return this.start;
  }

  set startUs(startUs: GroupUs) {
    this.start = startUs;
    this.onChange();
  }

  /** What the timeline shows that plays; undefined where none does. */
  get cue(): Showing | undefined {
    return this.shownCue;
  }

  set cue(cue: Showing | undefined) {
    if (cue === undefined && this.shownCue === undefined) return;
    this.shownCue = cue;
    this.onChange();
  }

  /**
   * What is known to come, from its start time on: pictures are made ready before, so that it begins to the column. Whoever
   * announces it also shows it when it is time.
   */
  get next(): Showing | undefined {
    return this.announced;
  }

  set next(next: Showing | undefined) {
    if (next === undefined && this.announced === undefined) return;
    this.announced = next;
    this.onChange();
  }

  /** 0 to 255 where a show command said so, undefined for what the settings say. */
  get brightness(): number | undefined {
    return this.ownBrightness;
  }

  set brightness(brightness: number | undefined) {
    this.ownBrightness = brightness;
    this.onChange();
  }

  /** Blackout: nothing is lit, and all goes on. */
  get isDark(): boolean {
    return this.dark;
  }

  set isDark(isDark: boolean) {
    this.dark = isDark;
    this.onChange();
  }

  /** How many contents the mode can choose from. */
  get count(): number {
    const kind = CONTENT[this.mode];
    let count = 0;
    if (kind !== undefined) for (const entry of this.store.entries(kind)) if (!entry.deleted) count++;
    return count;
  }

  /** Id of the content, undefined where the mode has none or it is gone. */
  get id(): string | undefined {
    return this.find(this.mode, this.index);
  }

  /**
   * Shows content whose first column is that of a group time. Throws PoiError where there is none of that index.
   *
   * @param startUs may be past or, for a moment, to come
   */
  show(mode: number, index: number, startUs = 0 as GroupUs): void {
    const kind = CONTENT[mode];
    if (kind !== undefined && this.find(mode, index) === undefined) {
      throw new PoiError(
        "not-found",
        `There is no ${kind} with index ${index}. GET /api/${kind}s names all that there are.`,
      );
    }
    if (mode === MODE.live) {
      this.showLive(new Uint8Array(0));
      return;
    }
    const { config } = this.file;
    if (mode !== config.mode || index !== config.index) this.file.change({ mode, index });
    this.live = undefined;
    this.start = startUs;
    this.shownCue = undefined;
    this.onChange();
  }

  /** Goes back from live mode to what ran before. */
  endLive(): void {
    this.live = undefined;
    this.onChange();
  }

  /** Shows a frame of live mode, 3 bytes a LED; LEDs that it does not reach are dark. It holds for LIVE_MS. */
  showLive(rgb: Uint8Array): void {
    this.live ??= new Uint8Array(3 * this.file.config.leds);
    this.live.fill(0);
    this.live.set(rgb);
    this.frames++;
    this.frameUs = this.ports.clock.localUs();
    // Frames come fifty times a second: a timer that waits already sees for itself when the last one came.
    if (this.liveTimer === undefined) this.endLiveAfter(LIVE_MS);
    this.onChange();
  }

  stop(): void {
    this.liveTimer?.cancel();
  }

  private find(mode: number, index: number): string | undefined {
    const { store, found } = this;
    const kind = CONTENT[mode];
    if (kind === undefined) return undefined;
    if (found.mode !== mode || found.index !== index || found.asOf !== store.sequence) {
      this.found = { mode, index, asOf: store.sequence, id: itemAt(store, kind, index)?.id };
    }
    return this.found.id;
  }

  private endLiveAfter(delayMs: number): void {
    this.liveTimer = this.ports.timers.after(delayMs, () => {
      this.liveTimer = undefined;
      if (this.live === undefined) return;
      const leftMs = LIVE_MS - (this.ports.clock.localUs() - this.frameUs) / 1000;
      if (leftMs > 0) this.endLiveAfter(leftMs);
      else this.endLive();
    });
  }
}
