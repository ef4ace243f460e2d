import type { ShowClock } from "../clock/show-clock.ts";
import type { Ports } from "../ports/ports.ts";
import type { Strip } from "../ports/strip.ts";
import type { Timer } from "../ports/timers.ts";
import { asUserError } from "../ports/user-error.ts";
import type { LocalConfig } from "../store/local-config.ts";
import type { Store } from "../store/store.ts";
import type { BatteryGauge } from "./battery-gauge.ts";
import { DARK, type Frame, isSameContent, isSameFrame } from "./frame.ts";
import { isSameLook, type Look } from "./look.ts";
import type { Player } from "./player.ts";
import { POWER_LIMITS, type PowerMode } from "./power.ts";
import { Programme } from "./programme.ts";
import { type Cut, Projector } from "./projector.ts";

/**
 * From what shall be shown to what the strip shows. The programme says what is to be seen at a moment of group time and until when;
 * the strip plays one content and has room for one more. So the light looks what is to be seen now, hands it over where it is
 * something else than what is shown, and makes what comes next ready before its time, so that it begins to the column. All changes come in
 * the same way: something changed, so it looks again.
 */

/** What comes next is made ready so long before: on a device a wide picture takes a second and a half. */
const READY_US = 3_000_000;
/** It is handed over so long before; until then it can be dropped without a trace. */
const CUT_US = 100_000;
/** How often the light looks whether the strip has taken over, and goes on with a picture that is being made ready. */
const FREE_MS = 5;
const GO_ON_MS = 1;
/** Most steps that are left out because they are too short. */
const MOST_LEFT_OUT = 32;
/** How often it looks whether a content has come that was not there. */
const MISSING_MS = 1000;
/** Music is no longer heard when nobody told its level for so long. */
const LEVEL_MS = 2000;

/** What all poi share. */
export interface LightSettings {
  /** 0 to 255. */
  readonly brightness: number;
  /** Columns a second. */
  readonly framerate: number;
  readonly powerMode: PowerMode;
}

/** What holds until they were read. */
const START_SETTINGS: LightSettings = Object.freeze({
  brightness: 128,
  framerate: 1000,
  powerMode: "performance",
});

export interface LightParts {
  strip: Strip;
  ports: Pick<Ports, "clock" | "timers">;
  clock: ShowClock;
  store: Store;
  player: Player;
  config: LocalConfig;
  battery: Pick<BatteryGauge, "tier"> | undefined;
  /** Read from the disk: asked for at a change only. */
  settings(): LightSettings;
}

export class Light {
  private readonly parts: LightParts;
  private readonly programme: Programme;
  private readonly projector: Projector;
  private settings: LightSettings = START_SETTINGS;
  private isStale = true;
  private timer: Timer | undefined;
  /** A look at everything is due at once. */
  private isSoon = false;
  private levelTimer: Timer | undefined;

  constructor(parts: LightParts) {
    const { strip, store, player, config, ports } = parts;
    this.parts = parts;
    this.programme = new Programme(player, store);
    const live = () => player.live;
    this.projector = new Projector({ strip, clock: ports.clock, store, config, live });
    this.clockChanged();
  }

  /** Something changed that the light reads. Many changes in one go are one. */
  readonly changed = (): void => {
    if (this.isSoon) return;
    this.isSoon = true;
    this.wake(0);
  };

  settingsChanged(): void {
    this.isStale = true;
    this.changed();
  }

  /** The group's clock bent or jumped. */
  clockChanged(): void {
    this.projector.setClock(this.parts.clock.line());
    this.changed();
  }

  /** Hears how loud the music is, 0 to 255; after LEVEL_MS of silence patterns make up a beat again. */
  hear(level: number): void {
    this.projector.setLevel(level);
    this.levelTimer?.cancel();
    this.levelTimer = this.parts.ports.timers.after(LEVEL_MS, () => this.projector.setLevel(-1));
  }

  stop(): void {
    this.isSoon = true;
    this.timer?.cancel();
    this.levelTimer?.cancel();
    this.projector.stop();
  }

  private wake(delayMs: number): void {
    this.timer?.cancel();
    this.timer = this.parts.ports.timers.after(delayMs, () => this.look());
  }

  /** Looks at everything, and when to look again. */
  private look(): void {
    const { clock, ports } = this.parts;
    const { projector } = this;
    this.isSoon = false;
    if (this.isStale) this.readSettings();
    projector.rebuild();
    projector.setClock(clock.line());
    const nowUs = clock.nowUs();
    const look = this.lookNow();
    const now = look.brightness === 0 ? DARK : this.programme.at(nowUs);
    let delayMs = this.isShown(now, look, nowUs)
      ? this.prepare(now, look, nowUs)
      : this.replace(now, look, nowUs);
    delayMs = Math.min(delayMs, (clock.lineEndsUs() - ports.clock.localUs()) / 1000);
    if (delayMs < Number.POSITIVE_INFINITY) this.wake(Math.max(0, delayMs));
    else this.timer?.cancel();
  }

  /** Whether what is to be seen now is what the strip shows. */
  private isShown(now: Frame, look: Look, nowUs: number): boolean {
    const { last, before } = this.projector;
    if (last.isMissing && nowUs >= last.madeUs + MISSING_MS * 1000) return false;
    if (isOf(last, now, look)) return true;
    return nowUs < last.atUs && isOf(before, now, look) && isOf(last, this.programme.at(last.atUs), look);
  }

  /** Shows something else at once. Returns after how many milliseconds to look again. */
  private replace(now: Frame, look: Look, nowUs: number): number {
    const { projector } = this;
    if (!projector.isFree) {
      projector.hurry();
      return FREE_MS;
    }
    const frame = this.reachable(now, nowUs);
    const state = projector.ready(frame, look);
    if (state === "later") return GO_ON_MS;
    if (frame !== now && nowUs < frame.fromUs) return (frame.fromUs - nowUs) / 1000;
    if (state === "full") projector.cut({ ...now, kind: "dark" }, look, nowUs);
    // What began to fade in a moment ago does so for the rest of its time.
    else if (nowUs < now.fromUs + now.fadeUs) projector.cut(now, look, nowUs, now.fromUs);
    else projector.cut({ ...now, fadeUs: 0 }, look, nowUs);
    return FREE_MS;
  }

  /**
   * What can be made ready before it is over. Where steps are shorter than it takes to read their pictures, some are left out:
   * each would be dropped for the next one, and none ever seen.
   */
  private reachable(now: Frame, nowUs: number): Frame {
    const { projector, programme } = this;
    const { coming, loadUs } = projector;
    if (coming !== undefined && nowUs < coming.untilUs) {
      const due = programme.at(Math.max(nowUs, coming.fromUs));
      if (isSameContent(due, coming)) return due;
    }
    let frame = now;
    for (let i = 0; i < MOST_LEFT_OUT; i++) {
      if (frame.kind !== "image" || frame.untilUs > nowUs + loadUs) break;
      frame = programme.at(frame.untilUs);
    }
    return frame;
  }

  /** Makes ready what comes next. Returns after how many milliseconds to look again. */
  private prepare(now: Frame, look: Look, nowUs: number): number {
    const { projector, programme } = this;
    const { last } = projector;
    const missingMs = last.isMissing ? MISSING_MS : Number.POSITIVE_INFINITY;
    const leftUs = now.untilUs - nowUs;
    const leftMs = leftUs / 1000;
    if (leftUs === Number.POSITIVE_INFINITY) {
      projector.drop();
      return missingMs;
    }
    if (nowUs < last.atUs) return Math.min(missingMs, (last.atUs - nowUs) / 1000);
    if (leftUs > READY_US) return Math.min(missingMs, (leftUs - READY_US) / 1000);
    const next = programme.at(now.untilUs);
    if (isSameFrame(next, now)) return leftMs;
    const fadedMs = (last.atUs + last.frame.fadeUs - nowUs) / 1000;
    if (!projector.isFree) return Math.max(FREE_MS, fadedMs);
    if (!projector.isReadying(next, look)) projector.drop();
    const state = projector.ready(next, look);
    if (state === "later") return GO_ON_MS;
    if (state === "full") return leftMs;
    if (leftUs > CUT_US) return (leftUs - CUT_US) / 1000;
    projector.cut(next, look, nowUs, now.untilUs);
    return leftMs;
  }

  /** Those that the disk cannot tell stay as they are. */
  private readSettings(): void {
    this.isStale = false;
    try {
      this.settings = this.parts.settings();
    } catch (error) {
      if (asUserError(error) === undefined) throw error;
    }
  }

  private lookNow(): Look {
    const { player, config, clock, battery } = this.parts;
    const { framerate, powerMode } = this.settings;
    const { trim, strip } = config;
    const power = POWER_LIMITS[powerMode];
    const brightness = player.brightness ?? this.settings.brightness;
    return {
      brightness: (brightness * trim.brightness * power.light * (battery?.tier.light ?? 1)) / 100,
      columnsPerS: framerate,
      mostColumnsPerS: power.columnsPerS,
      limitMa: strip.limitMa,
      isMirrored: trim.mirror,
      phaseColumns: trim.phaseColumns,
      seed: clock.show,
    };
  }
}

/** Whether a cut shows a frame. */
function isOf(cut: Cut, frame: Frame, look: Look): boolean {
  if (!isSameFrame(cut.frame, frame)) return false;
  return frame.kind === "dark" || (cut.look !== undefined && isSameLook(cut.look, look));
}
