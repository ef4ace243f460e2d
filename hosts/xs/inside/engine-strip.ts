import { assert } from "../../../src/ports/assert.ts";
import type { Strip, StripMemory } from "../../../src/ports/strip.ts";
import { DEVICE_MEMORY, deviceHz } from "../../moddable/device-bus.ts";
import { callHost, engine } from "./engine.ts";

/** The device's strip, whose loop runs in the engine's other machine (loop.ts) over the same memory. */
export class EngineStrip implements Strip {
  readonly memory: StripMemory = DEVICE_MEMORY;
  private isPlaying = false;

  actualHz(hz: number): number {
    return deviceHz(hz);
  }

  play(memory: SharedArrayBuffer): void {
    assert(!this.isPlaying, "strip does not play");
    this.isPlaying = true;
    engine.share(memory);
    callHost(["play"]);
  }

  stop(): void {
    this.isPlaying = false;
    engine.share();
    callHost(["stopPlaying"]);
  }
}
