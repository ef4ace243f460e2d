import type { GroupUs } from "../ports/clock.ts";
import type { LocalConfig } from "../store/local-config.ts";
import { itemAt } from "../store/slots.ts";
import type { Store } from "../store/store.ts";
import { CueTable } from "./cue-table.ts";
import { type Cue, isTimeline } from "./cues.ts";
import { MODE, type Player, type Showing } from "./player.ts";

/** How often is looked whether the cues have come that are on their way from another poi. */
const MISSING_US = 500_000;

/**
 * Plays the timeline that a poi is told to show: at each moment the cue that holds for it. Worked out from the time since its start
 * alone, so that a poi that joins late or starts again is where the others are.
 */
export class Timeline {
  /** The cue after the one that is shown. */
  next: Showing | undefined;
  /** Group time at which `play` has something to do. */
  dueUs = Number.NEGATIVE_INFINITY;
  private readonly player: Player;
  private readonly store: Store;
  private readonly config: LocalConfig;
  /** The cues that were looked at last. */
  private table: CueTable | undefined;

  constructor(player: Player, store: Store, config: LocalConfig) {
    this.player = player;
    this.store = store;
    this.config = config;
  }

  /** What plays is another content, or began at another time, or was edited: `play` looks anew. */
  begin(): void {
    this.dueUs = Number.NEGATIVE_INFINITY;
  }

  /** Shows the cue that holds now. */
  play(nowUs: number): void {
    if (nowUs < this.dueUs) return;
    const { player, store, config } = this;
    this.next = undefined;
    this.dueUs = Number.POSITIVE_INFINITY;
    // Live mode passes, and then the timeline is there again.
    const entry = config.mode === MODE.sequence ? itemAt(store, "sequence", config.index) : undefined;
    const blob = entry === undefined ? undefined : this.cues(entry.id);
    if (blob === undefined) {
      player.cue = undefined;
      return;
    }
    if (!store.blobs.has(blob)) this.dueUs = nowUs + MISSING_US;
    const cues = this.tableOf(blob);
    const number = cues.numberAt((nowUs - player.startUs) / 1000);
    player.cue = showing(cues.cue(number), player.startUs);
    const next = cues.cue(number + 1);
    if (next === undefined) return;
    this.next = showing(next, player.startUs);
    this.dueUs = this.next.startUs;
  }

  /** What is to be seen when a content begins: of a timeline its first cue. */
  opening(content: Showing): Showing {
    const blob = content.kind === "sequence" ? this.cues(content.id) : undefined;
    return blob === undefined ? content : showing(this.firstOf(blob), content.startUs);
  }

  /** The blob of a timeline's cues; undefined of any other sequence. */
  private cues(id: string): string | undefined {
    const version = this.store.current("sequence", id);
    return version !== undefined && isTimeline(version) ? version.blob : undefined;
  }

  /** What holds when a timeline begins. */
  private firstOf(blob: string): Cue | undefined {
    const cues = this.tableOf(blob);
    return cues.cue(cues.numberAt(0));
  }

  private tableOf(blob: string): CueTable {
    const { store, config, table } = this;
    if (table !== undefined && table.blob === blob && table.count > 0) return table;
    this.table = new CueTable(store.blobs, blob, config.deviceId);
    return this.table;
  }
}

/** What a cue shows; nothing before the first one. */
function showing(cue: Cue | undefined, startUs: GroupUs): Showing {
  if (cue === undefined) return { kind: "dark", id: "", startUs };
  const cueUs = (startUs + cue.at * 1000) as GroupUs;
  if (cue.image !== undefined) return { kind: "image", id: cue.image, startUs: cueUs };
  if (cue.pattern !== undefined) return { kind: "pattern", id: cue.pattern, startUs: cueUs };
  return { kind: "dark", id: "", startUs: cueUs };
}
