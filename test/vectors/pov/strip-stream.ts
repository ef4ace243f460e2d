import type { GroupUs, LocalUs } from "../../../src/ports/clock.ts";
import type { CellPattern } from "../../../src/pov/column-fill.ts";
import type { LedChipName } from "../../../src/pov/led-chip.ts";
import { LightDesk } from "../../../src/pov/light-desk.ts";
import { makeLightMemory } from "../../../src/pov/light-memory.ts";
import { stripSetup } from "../../../src/pov/strip-setup.ts";
import { StripStream } from "../../../src/pov/strip-stream.ts";

/** Cells that count up from the time. */
const COUNTING: CellPattern = {
  render(out, table, leds, time, numbers) {
    for (let i = 0; i < leds; i++) out[i] = table[(time + i + numbers[0]!) & 255]!;
  },
};

/** A write: its length, and what in it is not zero, by the byte where it begins. */
interface Write {
  length: number;
  data: [number, Uint8Array][];
}

/** Writes of a picture whose codes are light, from local and group time 0 on, without gaps. */
export function playPicture(
  chip: LedChipName,
  leds: number,
  hz: number,
  rgb: Uint8Array,
  columnsPerS: number,
  writes: number,
): Write[] {
  const setup = stripSetup({ chip, leds, hz, depth: false });
  const memory = makeLightMemory(setup);
  const desk = new LightDesk(memory, setup);
  desk.set({ brightness: 255, tone: { gamma: [1, 1, 1] } });
  const job = desk.beginPicture(rgb.length / 3 / leds);
  job.encode(rgb, 0);
  desk.showPicture({ originUs: 0 as GroupUs, columnsPerS });
  return play(new StripStream(memory, []), writes, hz);
}

/** Writes of a pattern that counts, its palette red from dark to full. */
export function playPattern(
  leds: number,
  hz: number,
  columnsPerS: number,
  first: number,
  writes: number,
): Write[] {
  const setup = stripSetup({ chip: "sk9822", leds, hz, depth: false });
  const memory = makeLightMemory(setup);
  const desk = new LightDesk(memory, setup);
  desk.set({ brightness: 255, tone: { gamma: [1, 1, 1] } });
  const palette = new Uint8Array(768);
  for (let i = 0; i < 256; i++) palette[3 * i] = i;
  const content = { pattern: COUNTING, number: 0, palette, numbers: [first] };
  desk.showPattern(content, { originUs: 0 as GroupUs, columnsPerS });
  return play(new StripStream(memory, [COUNTING]), writes, hz);
}

function play(stream: StripStream, writes: number, hz: number): Write[] {
  const made: Write[] = [];
  let endUs = 0;
  for (let i = 0; i < writes; i++) {
    const bytes = stream.next(endUs as LocalUs)!;
    made.push({ length: bytes.length, data: dataOf(bytes) });
    endUs += (bytes.length * 8e6) / hz;
  }
  return made;
}

function dataOf(bytes: Uint8Array): [number, Uint8Array][] {
  const data: [number, Uint8Array][] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] === 0) {
      at++;
      continue;
    }
    // Four zeros end it.
    let end = at;
    while (end < bytes.length && (bytes[end] || bytes[end + 1] || bytes[end + 2] || bytes[end + 3])) end++;
    data.push([at, bytes.slice(at, end)]);
    at = end;
  }
  return data;
}
