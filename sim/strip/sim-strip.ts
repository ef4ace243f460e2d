import { assert } from "../../src/ports/assert.ts";
import type { LocalUs } from "../../src/ports/clock.ts";
import {
  REST_MS,
  type Strip,
  type StripMemory,
  type StripSource,
  type StripTap,
} from "../../src/ports/strip.ts";
import type { CellPattern } from "../../src/pov/column-fill.ts";
import { LightMemory, WORD } from "../../src/pov/light-memory.ts";
import { StripStream } from "../../src/pov/strip-stream.ts";
import type { Prng } from "../prng.ts";
import { type Scheduler, SimEvent } from "../scheduler.ts";
import type { SimClock } from "../sim-clock.ts";

export interface SimStripOptions {
  /** Patterns of the loop, by number. */
  patterns: readonly CellPattern[];
  /** How much memory there is for light. */
  memory?: StripMemory;
  /** Microseconds between two writes, drawn evenly from a range: what a scheduler, a driver and the making of a block take. */
  gapUs?: readonly [number, number];
  /** How much longer the gap is for each column of the block, in microseconds: a slow interpreter. */
  columnUs?: number;
  /** How much faster than the world the bus runs, in parts per million; default 0. On a device its clock is the node's own. */
  busPpm?: number;
}

/** A strip in virtual time: every byte has its moment on the bus, in microseconds of the world's time. */
export class SimStrip implements Strip {
  /** Hears all writes, at the moment they begin. */
  tap: StripTap | undefined;
  /** The next write begins so much later than it would, in microseconds: something else kept the loop busy. */
  pauseUs = 0;
  private readonly scheduler: Scheduler;
  private readonly clock: SimClock;
  private readonly prng: Prng;
  readonly memory: StripMemory;
  private readonly options: SimStripOptions;
  private event: WriteEvent | undefined;

  constructor(scheduler: Scheduler, clock: SimClock, prng: Prng, options: SimStripOptions) {
    this.scheduler = scheduler;
    this.clock = clock;
    this.prng = prng;
    this.options = options;
    this.memory = options.memory ?? {};
  }

  /** As an ESP32-S3's: 80 MHz by a whole number, not above what is asked for. */
  actualHz(hz: number): number {
    return Math.floor(SOURCE_HZ / (Math.floor(SOURCE_HZ / (hz + 1)) + 1));
  }

  play(memory: SharedArrayBuffer): void {
    const light = new LightMemory(memory);
    let before = 0;
    this.feed(new StripStream(memory, this.options.patterns), light.word(WORD.hz), () => {
      const columns = light.word(WORD.columns) - before;
      before += columns;
      return columns;
    });
  }

  /** Plays any source. `columns` says how many columns the last block had. */
  feed(source: StripSource, hz: number, columns: () => number = () => 1): void {
    assert(this.event === undefined, "strip does not play");
    const byteUs = 8e6 / hz / (1 + (this.options.busPpm ?? 0) / 1e6);
    this.event = new WriteEvent(this, source, byteUs, columns);
    this.scheduler.after(this.event, 0);
  }

  stop(): void {
    if (this.event !== undefined) this.scheduler.cancel(this.event);
    this.event = undefined;
  }

  /** @internal The last write is over: asks for the next one. */
  write(event: WriteEvent): void {
    const { scheduler, clock, options, prng } = this;
    const bytes = event.source.next(clock.localUs() as LocalUs);
    if (bytes === undefined) {
      scheduler.after(event, REST_MS * 1000);
      return;
    }
    const [least, most] = options.gapUs ?? [0, 0];
    const randomUs = least + (most - least) * prng.unit();
    const gapUs = randomUs + (options.columnUs ?? 0) * event.columns() + this.pauseUs;
    this.pauseUs = 0;
    const startUs = scheduler.nowUs + gapUs;
    this.tap?.(bytes, startUs, event.byteUs);
    // The source may be called again a fraction of a microsecond late, as a clock that counts microseconds tells it.
    scheduler.at(event, startUs + bytes.length * event.byteUs);
  }
}

const SOURCE_HZ = 80_000_000;

class WriteEvent extends SimEvent {
  readonly source: StripSource;
  readonly byteUs: number;
  readonly columns: () => number;
  private readonly strip: SimStrip;

  constructor(strip: SimStrip, source: StripSource, byteUs: number, columns: () => number) {
    super();
    this.strip = strip;
    this.source = source;
    this.byteUs = byteUs;
    this.columns = columns;
  }

  override fire(): void {
    this.strip.write(this);
  }
}
