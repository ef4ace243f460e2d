import config from "mc/config";
import Worker from "worker";
import { assert } from "../../../src/ports/assert.ts";
import type { Strip, StripMemory } from "../../../src/ports/strip.ts";
import { LightMemory, WORD } from "../../../src/pov/light-memory.ts";
import { DEVICE_MEMORY, deviceHz, STRIP_MACHINE } from "../device-bus.ts";
import type { ModdableClock } from "../moddable-clock.ts";
import { closeBus, holdBus } from "./strip-bus.ts";
import type { StripOrder } from "./strip-worker.ts";

/** The second core runs nothing but the loop, above all that is not the radio. */
const WORKER = Object.freeze({ ...STRIP_MACHINE, core: 1, priority: 5 });

/** The LEDs on the ESP32's SPI bus, fed by a machine of its own on the second core. */
export class Esp32Strip implements Strip {
  readonly memory: StripMemory = {
    ...DEVICE_MEMORY,
    arenaBytes: config.lightBytes ?? DEVICE_MEMORY.arenaBytes,
  };
  private readonly clock: ModdableClock;
  private worker: Worker | undefined;

  constructor(clock: ModdableClock) {
    this.clock = clock;
  }

  actualHz(hz: number): number {
    return deviceHz(hz);
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
    if (this.worker === undefined) return;
    holdBus();
    this.worker.terminate();
    closeBus();
    this.worker = undefined;
  }
}
