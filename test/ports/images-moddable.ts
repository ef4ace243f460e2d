import assert from "node:assert/strict";
import { ModdableImages } from "../../hosts/moddable/pictures/moddable-images.ts";
import { Scheduler } from "../../sim/scheduler.ts";
import { SimClock } from "../../sim/sim-clock.ts";
import { SimTimers } from "../../sim/sim-timers.ts";
import type { MemoryFiles } from "../pov/memory-files.ts";
import type { ImagesHarness } from "./images-suite.ts";
import { ToolPicture } from "./picture-tool.ts";

/** The device's adapter in virtual time, its decoders built for this computer. */
export function makeModdable(files: MemoryFiles): ImagesHarness {
  const scheduler = new Scheduler();
  const clock = new SimClock(scheduler, { driftPpm: 0, startUs: 0, wallMs: undefined });
  const timers = new SimTimers(scheduler, clock);
  const run = () => scheduler.runFor(3_600_000_000);
  return {
    images: new ModdableImages({
      files,
      timers,
      makePicture: (file, limit) => new ToolPicture(file, limit),
    }),
    soon(callback: () => void) {
      timers.after(0, callback);
    },
    async settle(promise: Promise<unknown>) {
      run();
      await promise;
    },
    async idle() {
      run();
      assert.equal(scheduler.pending, 0);
    },
  };
}
