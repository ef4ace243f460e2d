import Worker from "worker";
import { assert } from "../../../src/ports/assert.ts";
import type { Strip, StripMemory } from "../../../src/ports/strip.ts";
import type { Timer, Timers } from "../../../src/ports/timers.ts";
import { DEVICE_MEMORY, deviceHz } from "../device-bus.ts";
import type { ModdableClock } from "../moddable-clock.ts";
import type { StripOrder } from "./strip-worker.ts";

/** How often the worker's bus catches up with the time (hosts/late-bus.ts). */
const TURN_MS = 10;

/** The device's strip on Linux: a worker feeds a bus that exists as bytes alone, told to whoever listens at a Unix socket. */
export class LinuxStrip implements Strip {
  readonly memory: StripMemory = DEVICE_MEMORY;
  private readonly clock: ModdableClock;
  private readonly timers: Timers;
  private readonly path: string;
  private worker: Worker | undefined;
  private timer: Timer | undefined;

  constructor(clock: ModdableClock, timers: Timers, path: string) {
    this.clock = clock;
    this.timers = timers;
    this.path = path;
  }

  actualHz(hz: number): number {
    return deviceHz(hz);
  }

  play(memory: SharedArrayBuffer): void {
    assert(this.worker === undefined, "strip does not play");
    const order: StripOrder = { memory, startUs: this.clock.startUs, path: this.path };
    this.worker = new Worker("hosts/moddable/lin/strip-worker");
    this.worker.postMessage(order);
    this.turn();
  }

  stop(): void {
    this.timer?.cancel();
    this.worker?.terminate();
    this.worker = undefined;
  }

  /** A worker's own timers would fire on the node's thread here, so it is called from there. */
  private turn(): void {
    this.worker?.postMessage(undefined);
    this.timer = this.timers.after(TURN_MS, () => this.turn());
  }
}
