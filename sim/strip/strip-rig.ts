import type { GroupUs, LocalUs } from "../../src/ports/clock.ts";
import type { CellPattern } from "../../src/pov/column-fill.ts";
import { LightDesk, type ShowTime } from "../../src/pov/light-desk.ts";
import { type LightMemorySizes, makeLightMemory } from "../../src/pov/light-memory.ts";
import type { PictureJob } from "../../src/pov/picture-job.ts";
import { type StripOptions, type StripSetup, stripSetup } from "../../src/pov/strip-setup.ts";
import { Prng } from "../prng.ts";
import { Scheduler } from "../scheduler.ts";
import { SimClock } from "../sim-clock.ts";
import { CHIP_FACTS, decoderOf } from "./chip-decoder.ts";
import type { LedFacts, LedListener, StripDecoder } from "./led-facts.ts";
import { SimStrip, type SimStripOptions } from "./sim-strip.ts";

export interface RigOptions extends Omit<SimStripOptions, "patterns"> {
  strip: StripOptions;
  sizes?: LightMemorySizes;
  patterns?: readonly CellPattern[];
  /** How much faster than the world the node's clock runs. */
  driftPpm?: number;
  /** How much further than the world's time the group's is, in microseconds; default 0. */
  aheadUs?: number;
  seed?: number;
  scheduler?: Scheduler;
}

/**
 * A strip in virtual time with all that belongs to it: desk, shared memory, loop, bus, and a decoder that tells what its LEDs
 * show, in microseconds of the world's time. The group's clock is the world's, known without error.
 */
export class StripRig {
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
  private readonly aheadUs: number;

  constructor(options: RigOptions) {
    const { driftPpm = 0, seed = 1 } = options;
    this.aheadUs = options.aheadUs ?? 0;
    this.setup = stripSetup(options.strip);
    this.facts = CHIP_FACTS[options.strip.chip];
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

  /** Group time now. */
  get groupUs(): GroupUs {
    return (this.scheduler.nowUs + this.aheadUs) as unknown as GroupUs;
  }

  /** Tells the node the group's time. */
  tellTime(driftPpm: number): void {
    const localUs = this.clock.localUs();
    this.desk.setClock(localUs as LocalUs, this.groupUs, 1 / (1 + driftPpm / 1e6));
  }

  /** Shows a picture: columns of `cells` pixels, 3 bytes each, the top row first. */
  showPicture(
    rgb: Uint8Array,
    columnsPerS: number,
    more: { originUs?: number; startUs?: number; fadeUs?: number } = {},
  ): PictureJob {
    const job = this.desk.beginPicture(rgb.length / 3 / this.setup.cells);
    if (job.needsMeasure) job.measure(rgb, 0);
    job.encode(rgb, 0);
    const { originUs = 0, ...rest } = more;
    this.desk.showPicture({ originUs, columnsPerS, ...rest } as ShowTime);
    return job;
  }

  runForMs(ms: number): void {
    this.scheduler.runFor(ms * 1000);
  }

  /** Runs until the content that was published last plays alone. */
  settle(): void {
    this.scheduler.runUntilTrue(() => this.desk.isFree, 60e6);
  }
}
