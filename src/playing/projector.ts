import type { GroupLine } from "../clock/group-line.ts";
import type { Clock, GroupUs } from "../ports/clock.ts";
import type { Strip } from "../ports/strip.ts";
import { asUserError } from "../ports/user-error.ts";
import { LightDesk } from "../pov/light-desk.ts";
import { makeLightMemory } from "../pov/light-memory.ts";
import type { Version } from "../store/item.ts";
import type { LocalConfig } from "../store/local-config.ts";
import type { Store } from "../store/store.ts";
import { buildKey, builtStrip, builtTone } from "./built-strip.ts";
import { storedPattern, storedPicture } from "./content.ts";
import { DARK, type Frame, isSameContent, isSameFrame } from "./frame.ts";
import { isSameLook, type Look } from "./look.ts";
import { PictureLoader, shownColumns } from "./picture-loader.ts";

/** A frame that was handed to the strip. */
export interface Cut {
  readonly frame: Frame;
  readonly look: Look | undefined;
  /** Group time from which it is shown; -Infinity for at once. */
  readonly atUs: number;
  /** Its content could not be had, and darkness stands in for it. */
  readonly isMissing: boolean;
  /** Group time when it was handed over. */
  readonly madeUs: number;
}

export interface ProjectorParts {
  strip: Strip;
  clock: Clock;
  store: Store;
  config: LocalConfig;
  /** The last frame of live mode, 3 bytes a LED. */
  live(): Uint8Array | undefined;
}

/** A picture on its way to the strip. */
interface Loading {
  readonly frame: Frame;
  readonly look: Look;
  readonly loader: PictureLoader;
  /** Local time at which it began. */
  readonly sinceUs: number;
}

/** Frames of one column are written so often, in columns a second: a new one is not kept waiting. */
const LIVE_PER_S = 1000;

const NOTHING: Cut = Object.freeze({
  frame: DARK,
  look: undefined,
  atUs: Number.NEGATIVE_INFINITY,
  isMissing: false,
  madeUs: 0,
});

/** Hands frames to the strip: knows how it is built, where contents come from, and what was handed over last. */
export class Projector {
  /** What was handed over last, and what is shown until its time. */
  last: Cut = NOTHING;
  before: Cut = NOTHING;
  /** How long the last picture took to be made ready, at least, in microseconds. */
  loadUs = 0;
  private readonly parts: ProjectorParts;
  private desk: LightDesk;
  private key: string;
  private loading: Loading | undefined;
  /** One column for live mode. */
  private column: Uint8Array;
  private level = -1;
  /** The costliest column of the picture that was measured last. */
  private measured: { blob: string; worstLoad: number } | undefined;

  constructor(parts: ProjectorParts) {
    this.parts = parts;
    this.key = buildKey(parts.config);
    this.desk = this.play();
    this.column = new Uint8Array(3 * this.desk.setup.cells);
  }

  /** Looks whether the strip is built another way now: then all begins anew. */
  rebuild(): void {
    const key = buildKey(this.parts.config);
    if (key === this.key) return;
    this.key = key;
    this.parts.strip.stop();
    this.desk = this.play(this.desk.buffer);
    this.column = new Uint8Array(3 * this.desk.setup.cells);
    this.last = NOTHING;
    this.before = NOTHING;
    this.loading = undefined;
    this.measured = undefined;
  }

  stop(): void {
    this.parts.strip.stop();
  }

  /** Whether a frame can be handed over: the last one has taken over. */
  get isFree(): boolean {
    return this.desk.isFree;
  }

  /** Lets the last frame take over at once. */
  hurry(): void {
    this.desk.hurry();
  }

  setClock({ localUs, groupUs, rate }: GroupLine): void {
    this.desk.setClock(localUs, groupUs, rate);
  }

  /** Loudness of the music, 0 to 255, -1 where none is heard. */
  setLevel(level: number): void {
    this.level = level;
    this.desk.setLevel(level);
  }

  /** The picture that is being made ready. */
  get coming(): Frame | undefined {
    return this.loading?.frame;
  }

  /** Whether it is just this one. */
  isReadying(frame: Frame, look: Look): boolean {
    const { loading } = this;
    return loading !== undefined && isSameFrame(loading.frame, frame) && isSameLook(loading.look, look);
  }

  drop(): void {
    const { loading } = this;
    if (loading === undefined) return;
    if (!loading.loader.isDone)
      this.loadUs = Math.max(this.loadUs, this.parts.clock.localUs() - loading.sinceUs);
    this.loading = undefined;
  }

  /**
   * Makes a frame ready; `isFree` must hold. Only pictures need it, and several calls.
   *
   * @returns whether it can be handed over; "full" where there is no room beside what is shown
   */
  ready(frame: Frame, look: Look): "ready" | "later" | "full" {
    if (frame.kind !== "image") return "ready";
    if (this.loading === undefined || !isSameContent(this.loading.frame, frame)) {
      this.drop();
      const version = this.read("image", frame.id);
      const picture = version === undefined ? undefined : storedPicture(version);
      if (picture === undefined || !this.isHere(picture.blob, 3 * picture.columns * picture.rows))
        return "ready";
      // Beside darkness there is as much room as there can be.
      if (!this.desk.hasRoom(shownColumns(this.desk, picture.columns)))
        return this.last.frame.kind === "dark" ? "ready" : "full";
      const known = this.measured?.blob === picture.blob ? this.measured.worstLoad : undefined;
      this.set(frame, look);
      const { clock, store } = this.parts;
      const loader = new PictureLoader(this.desk, store.blobs, clock, picture, known);
      this.loading = { frame, look, loader, sinceUs: clock.localUs() };
    }
    const { loader, sinceUs } = this.loading!;
    if (loader.isDone) return "ready";
    if (!this.step(loader)) {
      this.loading = undefined;
      return "ready";
    }
    if (!loader.isDone) return "later";
    const { blob } = loader.picture;
    this.loadUs = this.parts.clock.localUs() - sinceUs;
    if (loader.job.worstLoad > 0) this.measured = { blob, worstLoad: loader.job.worstLoad };
    return "ready";
  }

  /** Hands over a frame that is ready: from group time `atUs` on, or at once. Darkness stands in for what cannot be had. */
  cut(frame: Frame, look: Look, nowUs: number, atUs = Number.NEGATIVE_INFINITY): void {
    const startUs = atUs === Number.NEGATIVE_INFINITY ? {} : { startUs: atUs as GroupUs };
    const time = { ...startUs, fadeUs: frame.fadeUs };
    // A picture may have been made ready for what it looked like a moment ago; the next look at it then makes it anew.
    const made = this.loading?.loader.isDone === true ? this.loading : { frame, look };
    const isMissing = frame.kind !== "dark" && !this.show(frame, look, time);
    if (isMissing || frame.kind === "dark") this.desk.showDark(time);
    this.loading = undefined;
    this.before = this.last;
    this.last = { frame: made.frame, look: made.look, atUs, isMissing, madeUs: nowUs };
  }

  private show(frame: Frame, look: Look, time: { startUs?: GroupUs; fadeUs: number }): boolean {
    const { desk } = this;
    const { columnsPerS, phaseColumns } = look;
    if (frame.kind === "image") {
      if (this.loading === undefined) return false;
      const perS = frame.speed === 0 ? columnsPerS : (columnsPerS * frame.speed) / 100;
      const originUs = (frame.originUs - (phaseColumns / perS) * 1e6) as GroupUs;
      desk.showPicture({ originUs, columnsPerS: perS * this.loading.loader.share, ...time });
      return true;
    }
    this.set(frame, look);
    if (frame.kind === "live") {
      const live = this.parts.live();
      this.column.fill(0);
      if (live !== undefined) this.column.set(live.subarray(0, this.column.length));
      desk.showColumn(this.column, { originUs: 0 as GroupUs, columnsPerS: LIVE_PER_S, ...time });
      return true;
    }
    const version = this.read("pattern", frame.id);
    const content = version === undefined ? undefined : storedPattern(version, frame.speed, look.seed);
    if (content === undefined) return false;
    const aheadUs = (phaseColumns / columnsPerS) * 1e6;
    // Its columns are written from its beginning on, though what they show is a function of group time alone.
    desk.showPattern(content, { originUs: frame.originUs, columnsPerS, aheadUs, ...time });
    return true;
  }

  private set(frame: Frame, look: Look): void {
    const { limitMa, mostColumnsPerS, isMirrored } = look;
    const brightness = (look.brightness * frame.brightness) / 255;
    const tone = builtTone(this.parts.config);
    this.desk.set({ brightness, limitMa, mostColumnsPerS, isMirrored, tone });
  }

  /** A stored item as it plays; undefined where the disk cannot give it. */
  private read(kind: "image" | "pattern", id: string): Version | undefined {
    try {
      return this.parts.store.current(kind, id);
    } catch (error) {
      if (asUserError(error) === undefined) throw error;
      return undefined;
    }
  }

  private isHere(blob: string, byteLength: number): boolean {
    return this.parts.store.blobs.size(blob) === byteLength;
  }

  private step(loader: PictureLoader): boolean {
    try {
      return loader.step();
    } catch (error) {
      if (asUserError(error) === undefined) throw error;
      return false;
    }
  }

  private play(old?: SharedArrayBuffer): LightDesk {
    const { strip, config } = this.parts;
    const setup = builtStrip(config, strip);
    const memory = makeLightMemory(setup, strip.memory, old);
    const desk = new LightDesk(memory, setup);
    desk.setLevel(this.level ?? -1);
    strip.play(memory);
    return desk;
  }
}
