import { packWrite, type StripView, viewFrame, writesFrame } from "../../sim/page/light-frames.ts";
import { builtStrip } from "../../src/playing/built-strip.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Strip, StripTap } from "../../src/ports/strip.ts";
import type { LocalConfig } from "../../src/store/local-config.ts";

/** How often what went over the bus is told. */
const TELL_MS = 33;

/** A strip whose bus can be heard; see NodeStrip. */
export interface HeardStrip extends Pick<Strip, "actualHz"> {
  listen(tap: StripTap): () => void;
}

/** Tells in frames (sim/page/light-frames.ts) what a poi's strip is and what goes over its bus, while somebody watches. */
export class LightTap {
  private readonly number: number;
  private readonly url: string;
  private readonly strip: HeardStrip;
  private readonly clock: Clock;
  private readonly config: LocalConfig;
  private readonly tell: (frame: Uint8Array) => void;
  private packed: Uint8Array[] = [];
  private told = "";
  private timer: NodeJS.Timeout | undefined;
  private unlisten: (() => void) | undefined;
  /** From local time to microseconds since 1970: all poi of a computer share that. */
  private aheadUs = 0;

  /** @param number of the poi among those of this command, and where its own page is */
  constructor(
    poi: { number: number; url: string },
    parts: { strip: HeardStrip; clock: Clock; config: LocalConfig },
    tell: (frame: Uint8Array) => void,
  ) {
    this.number = poi.number;
    this.url = poi.url;
    this.strip = parts.strip;
    this.clock = parts.clock;
    this.config = parts.config;
    this.tell = tell;
  }

  /** Begins, tells what the strip is once more, or ends. */
  watch(isWatched: boolean): void {
    this.told = "";
    if (isWatched === (this.timer !== undefined)) return;
    if (isWatched) {
      this.aheadUs = (performance.timeOrigin + performance.now()) * 1000 - this.clock.localUs();
      this.unlisten = this.strip.listen(this.hear);
      this.timer = setInterval(() => this.flush(), TELL_MS);
      return;
    }
    this.unlisten?.();
    clearInterval(this.timer);
    this.timer = undefined;
    this.packed = [];
  }

  private readonly hear: StripTap = (bytes, startUs, byteUs) => {
    this.packed.push(packWrite(bytes, startUs + this.aheadUs, byteUs));
  };

  private flush(): void {
    const view = { name: this.config.deviceName, url: this.url, strip: stripView(this.config, this.strip) };
    const text = JSON.stringify(view);
    if (text !== this.told) this.tell(viewFrame(this.number, view));
    this.told = text;
    if (this.packed.length === 0) return;
    this.tell(writesFrame(this.number, this.packed));
    this.packed = [];
  }
}

function stripView(config: LocalConfig, strip: HeardStrip): StripView {
  const { chip, leds, cells, map, channelMa, quietMa } = builtStrip(config, strip);
  const { cellOfLed, isBack } = map ?? {};
  return {
    chip: config.strip.chip,
    order: config.strip.order === "" ? chip.order : config.strip.order,
    ...{ leds, cells, channelMa, quietMa },
    ...(cellOfLed === undefined ? {} : { cellOfLed: [...cellOfLed] }),
    ...(isBack === undefined ? {} : { isBack: [...isBack] }),
  };
}
