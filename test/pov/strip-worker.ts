/** A loop of a strip on a thread of its own, as on the device: plays shared memory without any pause and looks at each column. */
import { parentPort, workerData } from "node:worker_threads";
import type { LocalUs } from "../../src/ports/clock.ts";
import { LightMemory, WORD } from "../../src/pov/light-memory.ts";
import { StripStream } from "../../src/pov/strip-stream.ts";

export interface Sighting {
  blocks: number;
  torn: number;
  /** Different columns that were seen. */
  colors: number;
}

const memory = new LightMemory(workerData as SharedArrayBuffer);
const stream = new StripStream(memory.buffer, []);
const leds = memory.word(WORD.leds);
const colors = new Set<number>();
const sighting: Sighting = { blocks: 0, torn: 0, colors: 0 };
let nowUs = 0;
let isOver = false;

/** All LEDs of a column have one colour; between columns is nothing but zeros. */
function look(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] === 0) {
      at += 4;
      continue;
    }
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset + at, leds);
    for (const word of words) if (word !== words[0]) sighting.torn++;
    colors.add(words[0]!);
    at += 4 * leds;
  }
}

function run(): void {
  for (let i = 0; i < 500; i++) {
    const bytes = stream.next(nowUs as LocalUs);
    nowUs += bytes === undefined ? 1000 : bytes.length + 150;
    if (bytes === undefined) continue;
    look(bytes);
    sighting.blocks++;
  }
  if (!isOver) setImmediate(run);
}

parentPort!.on("message", () => {
  isOver = true;
  parentPort!.postMessage({ ...sighting, colors: colors.size });
  parentPort!.close();
});
run();
