import assert from "node:assert/strict";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import type { GroupUs, LocalUs } from "../../src/ports/clock.ts";
import { LightDesk } from "../../src/pov/light-desk.ts";
import { makeLightMemory } from "../../src/pov/light-memory.ts";
import { stripSetup } from "../../src/pov/strip-setup.ts";
import type { Sighting } from "./strip-worker.ts";

const CONTENTS = 150;

function turn(): Promise<unknown> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A thread runs JavaScript only: the loop is bundled into one script. */
async function startWorker(memory: SharedArrayBuffer): Promise<Worker> {
  const entry = fileURLToPath(new URL("./strip-worker.ts", import.meta.url));
  const options = { bundle: true, write: false, platform: "node", format: "cjs" } as const;
  const { outputFiles } = await build({ ...options, entryPoints: [entry] });
  return new Worker(outputFiles[0]!.text, { eval: true, workerData: memory });
}

describe("light memory between two threads", () => {
  it("a loop that never pauses shows each content whole, while they change as fast as they can", async () => {
    const setup = stripSetup({ chip: "sk9822", leds: 30, depth: false });
    const memory = makeLightMemory(setup);
    const desk = new LightDesk(memory, setup);
    const worker = await startWorker(memory);
    const failed = once(worker, "exit").then(() => assert.fail("the loop ended"));
    failed.catch(() => {});
    try {
      for (let i = 0; i < CONTENTS; ) {
        await Promise.race([turn(), failed]);
        if (!desk.isFree) continue;
        // A picture of two columns, each of one colour that no other has.
        const rgb = new Uint8Array(2 * 90);
        for (let at = 0; at < 180; at += 3) rgb.set([i >> 8, i & 255, at < 90 ? 1 : 2], at);
        desk.set({ brightness: 255, tone: { gamma: [1, 1, 1] } });
        const job = desk.beginPicture(2);
        job.encode(rgb, 0);
        desk.showPicture({
          originUs: 0 as GroupUs,
          columnsPerS: 500 + i * 10,
          fadeUs: i % 3 === 0 ? 30_000 : 0,
        });
        desk.setClock(0 as LocalUs, (i * 77) as GroupUs, 1);
        i++;
      }
      while (!desk.isFree) await Promise.race([turn(), failed]);
      worker.postMessage("end");
      const [sighting] = (await Promise.race([once(worker, "message"), failed])) as [Sighting];
      assert.equal(sighting.torn, 0);
      assert.ok(sighting.blocks > CONTENTS, `${sighting.blocks} blocks`);
      assert.ok(sighting.colors > CONTENTS, `${sighting.colors} colours of ${2 * CONTENTS}`);
    } finally {
      await worker.terminate();
    }
  }).timeout(60_000);
});
