import assert from "node:assert/strict";
import { Scheduler } from "../../sim/scheduler.ts";
import { SimClock } from "../../sim/sim-clock.ts";
import { SimImages } from "../../sim/sim-images.ts";
import { SimTimers } from "../../sim/sim-timers.ts";
import { encodeBmp } from "../pov/bmp-encoder.ts";
import { MemoryFiles } from "../pov/memory-files.ts";
import { describeImages, listen } from "./images-suite.ts";

function makeSim(files: MemoryFiles) {
  const scheduler = new Scheduler();
  const clock = new SimClock(scheduler, { driftPpm: 0, startUs: 0, wallMs: undefined });
  const timers = new SimTimers(scheduler, clock);
  const run = () => scheduler.runFor(3_600_000_000);
  return {
    images: new SimImages({ files, timers }),
    scheduler,
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

describeImages("SimImages", makeSim);

describe("SimImages", () => {
  it("takes virtual time: a band each millisecond", async () => {
    const files = new MemoryFiles();
    files.stored.set("a", encodeBmp({ width: 10, height: 100, bits: 24, value: () => 0 }));
    const { images, scheduler } = makeSim(files);
    const { heard } = listen(images, "a");
    scheduler.runFor(2_000);
    assert.deepEqual([heard.events, heard.bands], [["size", "rows"], 1]);
    scheduler.runFor(2_000);
    assert.deepEqual([heard.events, heard.bands], [["size", "rows"], 3]);
    scheduler.runFor(2_000);
    assert.deepEqual(heard.events, ["size", "rows", "done"]);
  });

  it("says which format it takes where it is given another", async () => {
    const files = new MemoryFiles();
    files.stored.set("a", Buffer.from("GIF89a rest"));
    const { images, settle } = makeSim(files);
    const { heard, ended } = listen(images, "a");
    await settle(ended);
    assert.equal(heard.error?.code, "unsupported-type");
    assert.match(heard.error?.message ?? "", /decodes BMP alone, got GIF/);
  });
});
