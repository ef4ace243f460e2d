import type { GroupUs } from "../ports/clock.ts";
import { asUserError } from "../ports/user-error.ts";
import type { Kind } from "../store/item.ts";
import type { Store } from "../store/store.ts";
import { DARK, type Frame, frame } from "./frame.ts";
import { MODE, type Player, type Showing } from "./player.ts";
import { StepTable } from "./step-table.ts";

/** A sequence and its steps. */
interface Sequence {
  readonly id: string;
  /** Number of its change. */
  readonly revision: number;
  readonly loops: boolean;
  readonly steps: StepTable;
}

/** The one that plays and the one that comes next. */
const KEPT_SEQUENCES = 2;

/** When a disk that refused is asked again. */
const RETRY_US = 1_000_000;

/** Kind of content of each mode. */
const KIND_OF_MODE: readonly Showing["kind"][] = Object.freeze(["dark", "image", "pattern", "sequence"]);

/**
 * What is to be seen at a moment of group time, and until when. It is worked out from what the player says and from the time
 * alone and never counted up: a poi that joins late, starts again or was busy shows what the others show.
 */
export class Programme {
  private readonly player: Player;
  private readonly store: Store;
  private readonly sequences: Sequence[] = [];

  constructor(player: Player, store: Store) {
    this.player = player;
    this.store = store;
  }

  /** What is to be seen at `groupUs`: darkness for a moment where the disk cannot tell. */
  at(groupUs: number): Frame {
    try {
      return this.find(groupUs);
    } catch (error) {
      if (asUserError(error) === undefined) throw error;
      return frame("dark", { untilUs: groupUs + RETRY_US });
    }
  }

  private find(groupUs: number): Frame {
    const { player } = this;
    const { mode, cue, next } = player;
    if (player.isDark) return DARK;
    if (mode === MODE.live) return frame("live", { revision: player.frames });
    if (next !== undefined && groupUs >= next.startUs) return this.show(next, groupUs);
    const now = cue ?? { kind: KIND_OF_MODE[mode]!, id: player.id ?? "", startUs: player.startUs };
    const shown = this.show(now, groupUs);
    const untilUs = next?.startUs ?? Number.POSITIVE_INFINITY;
    return shown.untilUs <= untilUs ? shown : frame(shown.kind, { ...shown, untilUs });
  }

  private show({ kind, id, startUs }: Showing, groupUs: number): Frame {
    if (kind === "dark") return DARK;
    if (kind === "sequence") return this.step(id, startUs, groupUs);
    return this.item(kind, id, { originUs: startUs, fromUs: startUs });
  }

  private item(kind: "image" | "pattern", id: string, parts: Partial<Frame>): Frame {
    const revision = this.revision(kind, id);
    if (revision === undefined) return frame("dark", { ...parts, fadeUs: 0 });
    return frame(kind, { ...parts, id, revision });
  }

  /** Number of the change that made an item what it is; undefined where there is none. */
  private revision(kind: Kind, id: string): number | undefined {
    const entry = this.store.entry(kind, id);
    return entry === undefined || entry.deleted ? undefined : entry.sequence;
  }

  private step(id: string, startUs: GroupUs, groupUs: number): Frame {
    const sequence = this.sequenceOf(id);
    if (sequence === undefined) return DARK;
    const { steps, loops } = sequence;
    const { totalMs } = steps;
    const positionMs = (groupUs - startUs) / 1000;
    if (!loops && positionMs >= totalMs) return DARK;
    if (!loops && positionMs < 0) return frame("dark", { untilUs: startUs });
    const round = Math.floor(positionMs / totalMs);
    const number = steps.numberAt(positionMs - round * totalMs);
    const originUs = (startUs + (round * totalMs + steps.beginsMs(number)) * 1000) as GroupUs;
    const step = steps.step(number);
    const untilUs = originUs + (steps.beginsMs(number + 1) - steps.beginsMs(number)) * 1000;
    if (step === undefined) return frame("dark", { untilUs });
    const { image, pattern, brightness = 255, speed = 0, fadeMs = 0, ms } = step;
    const fadeUs = Math.min(fadeMs, ms) * 1000;
    const parts = { originUs, fromUs: originUs, untilUs, brightness, speed, fadeUs };
    return image === undefined ? this.item("pattern", pattern!, parts) : this.item("image", image, parts);
  }

  /** A sequence with steps; undefined where there is none, or none of its steps is here yet. */
  private sequenceOf(id: string): Sequence | undefined {
    const { store, sequences } = this;
    const revision = this.revision("sequence", id);
    if (revision === undefined) return undefined;
    const at = sequences.findIndex((each) => each.id === id);
    if (at >= 0) {
      if (sequences[at]!.revision === revision) return sequences[at];
      sequences.splice(at, 1);
    }
    const version = store.current("sequence", id);
    // The cues of a timeline are the player's.
    if (version?.blob === undefined || version.body["timeline"] === true) return undefined;
    const steps = new StepTable(store.blobs, version.blob);
    if (steps.count === 0) return undefined;
    const sequence = { id, revision, loops: version.body["loop"] !== false, steps };
    if (sequences.length === KEPT_SEQUENCES) sequences.shift();
    sequences.push(sequence);
    return sequence;
  }
}
