import { Prng } from "../../sim/prng.ts";
import { Scheduler } from "../../sim/scheduler.ts";
import { SimClock } from "../../sim/sim-clock.ts";
import { ClockedDecoder } from "../../sim/strip/clocked-decoder.ts";
import {
  APA102_FACTS,
  type LedFacts,
  type LedListener,
  SK6812_FACTS,
  SK6812_RGBW_FACTS,
  SK9822_FACTS,
  type StripDecoder,
  WS2812B_NEW_FACTS,
} from "../../sim/strip/led-facts.ts";
import { OneWireDecoder } from "../../sim/strip/one-wire-decoder.ts";
import { SimStrip, type SimStripOptions } from "../../sim/strip/sim-strip.ts";
import type { GroupUs, LocalUs } from "../../src/ports/clock.ts";
import type { CellPattern } from "../../src/pov/column-fill.ts";
import type { LedChipName } from "../../src/pov/led-chip.ts";
import { LightDesk } from "../../src/pov/light-desk.ts";
import { type LightMemorySizes, makeLightMemory } from "../../src/pov/light-memory.ts";
import { type StripOptions, type StripSetup, stripSetup } from "../../src/pov/strip-setup.ts";

/** What the data sheet of each chip says. */
export const FACTS: Readonly<Record<LedChipName, LedFacts>> = {
  apa102: APA102_FACTS,
  sk9822: SK9822_FACTS,
  ws2812: WS2812B_NEW_FACTS,
  sk6812: SK6812_FACTS,
  "sk6812-rgbw": SK6812_RGBW_FACTS,
};

export const CHIPS = Object.keys(FACTS) as LedChipName[];

/** Order of colours on the wire of each chip as sold. */
export const ORDERS: Readonly<Record<LedChipName, string>> = {
  apa102: "bgr",
  sk9822: "bgr",
  ws2812: "grb",
  sk6812: "grb",
  "sk6812-rgbw": "grbw",
};

export function decoderOf(facts: LedFacts, leds: number, listener: LedListener): StripDecoder {
  return facts.kind === "clocked"
    ? new ClockedDecoder(facts, leds, listener)
    : new OneWireDecoder(facts, leds, listener);
}

export interface LabOptions extends Omit<SimStripOptions, "patterns"> {
  strip: StripOptions;
  sizes?: LightMemorySizes;
  patterns?: readonly CellPattern[];
  /** How much faster than the world the node's clock runs. */
  driftPpm?: number;
  seed?: number;
  scheduler?: Scheduler;
}

/** A strip in virtual time with all that belongs to it. The group's clock is the world's. */
export class StripLab {
  readonly setup: StripSetup;
  readonly facts: LedFacts;
  readonly scheduler: Scheduler;
  readonly clock: SimClock;
  readonly memory: SharedArrayBuffer;
  readonly desk: LightDesk;
  readonly strip: SimStrip;
  /** Called with all that LEDs show. */
  listener: LedListener = () => {};
  readonly decoder: StripDecoder;

  constructor(options: LabOptions) {
    const { driftPpm = 0, seed = 1 } = options;
    this.setup = stripSetup(options.strip);
    this.facts = FACTS[options.strip.chip];
    this.scheduler = options.scheduler ?? new Scheduler();
    this.clock = new SimClock(this.scheduler, { driftPpm, startUs: seed * 1000, wallMs: undefined });
    this.memory = makeLightMemory(this.setup, options.sizes);
    this.desk = new LightDesk(this.memory, this.setup);
    this.strip = new SimStrip(this.scheduler, this.clock, new Prng(seed), {
      busPpm: driftPpm,
      ...options,
      patterns: options.patterns ?? [],
    });
    this.decoder = decoderOf(this.facts, this.setup.leds, (led, atUs, word) =>
      this.listener(led, atUs, word),
    );
    this.strip.tap = (bytes, startUs, byteUs) => this.decoder.write(bytes, startUs, byteUs);
    this.tellTime(driftPpm);
    this.strip.play(this.memory);
  }

  /** Tells the node the world's time. */
  tellTime(driftPpm: number): void {
    const localUs = this.clock.localUs();
    this.desk.setClock(
      localUs as LocalUs,
      this.scheduler.nowUs as unknown as GroupUs,
      1 / (1 + driftPpm / 1e6),
    );
  }

  /** Shows a picture: columns of `cells` pixels, 3 bytes each, the top row first. */
  showPicture(
    rgb: Uint8Array,
    columnsPerS: number,
    more: { originUs?: number; startUs?: number; fadeUs?: number } = {},
  ) {
    const job = this.desk.beginPicture(rgb.length / 3 / this.setup.cells);
    if (job.needsMeasure) job.measure(rgb, 0);
    job.encode(rgb, 0);
    const { originUs = 0, ...rest } = more;
    this.desk.showPicture({ originUs, columnsPerS, ...rest } as Parameters<LightDesk["showPicture"]>[0]);
    return job;
  }

  runForMs(ms: number): void {
    this.scheduler.runFor(ms * 1000);
  }

  /** Runs until the content that was published last plays alone. */
  settle(): void {
    this.scheduler.runUntilTrue(() => this.desk.isFree, 60e6);
  }

  /** Whole columns that are shown while time passes: `each` gets the time at which the last LED of one changes. */
  watch(ms: number, each: (atUs: number, words: Uint32Array) => void): void {
    const { leds } = this.setup;
    const words = new Uint32Array(leds);
    this.listener = (led, atUs, word) => {
      words[led] = word;
      if (led === leds - 1) each(atUs, words);
    };
    this.runForMs(ms);
    this.listener = () => {};
  }
}

/** A picture of which every pixel is another one. */
export function noisyPicture(columns: number, cells: number, seed = 1): Uint8Array {
  const rgb = new Uint8Array(3 * columns * cells);
  new Prng(seed).fill(rgb);
  return rgb;
}
