import config from "mc/config";
import Worker from "worker";
import { assert } from "../../../src/ports/assert.ts";
import type { Strip } from "../../../src/ports/strip.ts";
import { LightMemory, WORD } from "../../../src/pov/light-memory.ts";
import type { ModdableClock } from "../moddable-clock.ts";
import type { StripOrder } from "./strip-worker.ts";

/** The bus divides one clock by whole numbers. */
const SOURCE_HZ = 80_000_000;
/** What GPIO pins without a place of their own on the bus still carry well. */
const MAX_HZ = 20_000_000;
/** All of the light lies in the chip's own RAM, of which Wi-Fi needs its share: two pictures of 250 columns of 32 LEDs. */
const MEMORY = Object.freeze({ arenaBytes: 65_536, blockBytes: 8192 });

/** The second core runs nothing but the loop, above all that is not the radio. Its heap is fixed: the loop allocates nothing. */
const WORKER = Object.freeze({
  static: 0,
  chunk: Object.freeze({ initial: 16_384, incremental: 0 }),
  heap: Object.freeze({ initial: 1024, incremental: 0 }),
  stack: 256,
  keys: Object.freeze({ initial: 32, incremental: 0, name: 11, symbol: 3 }),
  core: 1,
  priority: 5,
});

/** The LEDs on the ESP32's SPI bus, fed by a machine of its own on the second core. */
export class Esp32Strip implements Strip {
  readonly memory: typeof MEMORY = MEMORY;
  private readonly clock: ModdableClock;
  private worker: Worker | undefined;

  constructor(clock: ModdableClock) {
    this.clock = clock;
  }

  actualHz(hz: number): number {
    return Math.floor(SOURCE_HZ / Math.ceil(SOURCE_HZ / Math.min(hz, MAX_HZ)));
  }

  play(memory: SharedArrayBuffer): void {
    assert(this.worker === undefined, "strip does not play");
    const { out, clock } = config.strip;
    const hz = new LightMemory(memory).word(WORD.hz);
    const order: StripOrder = { memory, out, clock, hz, startUs: this.clock.startUs };
    this.worker = new Worker("hosts/moddable/esp32/strip-worker", WORKER);
    this.worker.postMessage(order);
  }

  stop(): void {
    this.worker?.terminate();
    this.worker = undefined;
  }
}
