import type { GroupUs } from "../ports/clock.ts";
import { PoiError } from "../ports/poi-error.ts";
import type { Kind } from "../store/item.ts";
import type { ConfigFile } from "../store/local-config.ts";
import { indexed } from "../store/slots.ts";
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

/** A cue of a timeline that plays: what is to be seen, and the group time of its first column. */
export interface Showing {
  kind: "dark" | "image" | "pattern";
  /** Empty for dark. */
  id: string;
  startUs: GroupUs;
}

/** What this node shows now: its own affair, never synced. All but live mode is resumed after a restart. */
export class Player {
  private readonly store: Store;
  private readonly file: ConfigFile;
  /** The last frame of live mode, 3 bytes a LED; undefined in any other mode. */
  live: Uint8Array | undefined;
  /** Group time of the first column of what is shown, so that all poi show the same column of it. */
  startUs = 0 as GroupUs;
  /** What the timeline shows that plays; undefined where none does. */
  cue: Showing | undefined;
  /** 0 to 255 where a show command said so, undefined for what the settings say. */
  brightness: number | undefined;
  /** Blackout: nothing is lit, and all goes on. */
  isDark = false;

  constructor(store: Store, file: ConfigFile) {
    this.store = store;
    this.file = file;
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

  /** How many contents the mode can choose from. */
  get count(): number {
    const kind = CONTENT[this.mode];
    let count = 0;
    if (kind !== undefined) for (const entry of this.store.entries(kind)) if (!entry.deleted) count++;
    return count;
  }

  /** Id of the content, undefined where the mode has none or it is gone. */
  get id(): string | undefined {
    const kind = CONTENT[this.mode];
    return kind === undefined ? undefined : indexed(this.store, kind).get(this.index)?.id;
  }

  /**
   * Shows content whose first column is that of a group time. Throws PoiError where there is none of that index.
   *
   * @param startUs may be past or, for a moment, to come
   */
  show(mode: number, index: number, startUs = 0 as GroupUs): void {
    const kind = CONTENT[mode];
    if (kind !== undefined && !indexed(this.store, kind).has(index)) {
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
    this.live = undefined;
    this.startUs = startUs;
    this.cue = undefined;
    if (mode !== config.mode || index !== config.index) this.file.change({ mode, index });
  }

  /** Goes back from live mode to what ran before. */
  endLive(): void {
    this.live = undefined;
  }

  /** Shows a frame of live mode, 3 bytes a LED; LEDs that it does not reach are dark. */
  showLive(rgb: Uint8Array): void {
    this.live ??= new Uint8Array(3 * this.file.config.leds);
    this.live.fill(0);
    this.live.set(rgb);
  }
}
