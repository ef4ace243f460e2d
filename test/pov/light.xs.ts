import { settingsOf } from "../../src/patterns/pattern-settings.ts";
import { RAINBOW } from "../../src/patterns/rainbow.ts";
import type { GroupUs, LocalUs } from "../../src/ports/clock.ts";
import type { CellPattern } from "../../src/pov/column-fill.ts";
import type { LedChipName } from "../../src/pov/led-chip.ts";
import { LightDesk } from "../../src/pov/light-desk.ts";
import { makeLightMemory, WORD } from "../../src/pov/light-memory.ts";
import { stripSetup } from "../../src/pov/strip-setup.ts";
import { StripStream } from "../../src/pov/strip-stream.ts";
import { program } from "../xs/inside/program.ts";

/** A pattern that costs nothing, so that what is left is the loop's own share. */
const NOTHING: CellPattern = { render() {} };
const PATTERNS = [NOTHING, RAINBOW];

interface Show {
  chip?: LedChipName;
  columnsPerS: number;
  /** Number of a pattern; default: a picture. */
  pattern?: number;
  limitMa?: number;
}

/** A strip of 32 LEDs whose loop has settled, with gaps of 150 µs. */
class XsStrip {
  readonly memory: SharedArrayBuffer;
  readonly desk: LightDesk;
  readonly stream: StripStream;
  readonly words: Int32Array;
  private readonly byteUs: number;
  private nowUs = 0;

  constructor(chip: LedChipName = "sk9822") {
    const setup = stripSetup({ chip, leds: 32 });
    this.memory = makeLightMemory(setup, { arenaBytes: 30_000 });
    this.words = new Int32Array(this.memory);
    this.desk = new LightDesk(this.memory, setup);
    this.stream = new StripStream(this.memory, PATTERNS);
    this.byteUs = 8e6 / setup.hz;
  }

  next(): Uint8Array | undefined {
    const bytes = this.stream.next(this.nowUs as LocalUs);
    this.nowUs += bytes === undefined ? 20_000 : Math.round(bytes.length * this.byteUs) + 150;
    return bytes;
  }

  settle(): void {
    for (let i = 0; i < 300; i++) this.next();
  }
}

function showing({ chip, columnsPerS, pattern, limitMa = 1e5 }: Show): XsStrip {
  const strip = new XsStrip(chip);
  strip.desk.set({ brightness: 255, limitMa });
  if (pattern === undefined) showPicture(strip.desk, columnsPerS);
  else showPattern(strip.desk, columnsPerS, pattern);
  strip.settle();
  return strip;
}

function showPicture(desk: LightDesk, columnsPerS: number): void {
  const job = desk.beginPicture(40);
  job.encode(noise(40 * 32), 0);
  desk.showPicture({ originUs: 0 as GroupUs, columnsPerS });
}

function showPattern(desk: LightDesk, columnsPerS: number, number: number): void {
  const numbers = RAINBOW.prepare(settingsOf(RAINBOW, {}), 7);
  const palette = noise(256);
  desk.showPattern(
    { pattern: PATTERNS[number]!, number, palette, numbers },
    { originUs: 0 as GroupUs, columnsPerS },
  );
}

/** Pixels that all differ from their neighbours. */
function noise(pixels: number): Uint8Array {
  const rgb = new Uint8Array(3 * pixels);
  for (let i = 0; i < rgb.length; i++) rgb[i] = i * 73 + (i >> 8);
  return rgb;
}

/** One block; `columns` is how many it must have. */
function block(show: Show, columns: number) {
  return program({
    prepare: () => showing(show),
    run: (strip) => {
      strip.next();
    },
    check: (_result, { words }) => {
      const now = words[WORD.columnsNow];
      if (now !== columns) throw new Error(`${now} columns a block`);
    },
  });
}

export const copy16 = block({ columnsPerS: 4000 }, 16);
export const copy11 = block({ columnsPerS: 1000 }, 11);
export const oneWireCopy = block({ chip: "ws2812", columnsPerS: 700 }, 7);
export const nothing16 = block({ columnsPerS: 2000, pattern: 0 }, 16);
export const rainbow16 = block({ columnsPerS: 2000, pattern: 1 }, 16);
export const watched16 = block({ columnsPerS: 2000, pattern: 1, limitMa: 400 }, 16);
export const oneWireRainbow = block({ chip: "ws2812", columnsPerS: 700, pattern: 1 }, 7);
export const rgbwRainbow = block({ chip: "sk6812-rgbw", columnsPerS: 700, pattern: 1 }, 7);

/** A write of nothing but zeros, while a column lasts long. */
export const zeros = program({
  prepare: () => showing({ columnsPerS: 1 }),
  run: (strip) => strip.next(),
  check: (bytes) => expect((bytes as Uint8Array).every((byte) => byte === 0)),
});

/** A loop at rest. */
export const rest = program({
  prepare: () => {
    const strip = new XsStrip();
    strip.settle();
    while (strip.next() !== undefined);
    return strip;
  },
  run: (strip) => strip.next(),
  check: (bytes) => expect(bytes === undefined),
});

/** What a loop holds: it has to fit a worker's heap. */
export const loop = program({
  prepare: () => new XsStrip(),
  run: (strip) => {
    const stream = new StripStream(strip.memory, PATTERNS);
    showPattern(strip.desk, 2000, 1);
    let nowUs = 0;
    for (let i = 0; i < 10; i++) nowUs += (stream.next(nowUs as LocalUs)?.length ?? 20_000) + 150;
    return stream;
  },
});

/** Takes over a content that was published. */
export const takePicture = taking(undefined);
export const takePattern = taking(1);

function taking(pattern: number | undefined) {
  return program({
    prepare: () => {
      const strip = showing({ columnsPerS: 4000 });
      if (pattern === undefined) showPicture(strip.desk, 4000);
      else showPattern(strip.desk, 4000, pattern);
      return strip;
    },
    run: (strip) => strip.next(),
    check: (_result, { desk }) => expect(desk.isFree),
  });
}

/** A slice of a picture: 32 columns of 32 pixels. */
export const encodeNoise = encoding(noise(1024), "sk9822");
export const encodeFlat = encoding(new Uint8Array(3072), "sk9822");
export const encodeOneWire = encoding(noise(1024), "ws2812");
export const encodeRgbw = encoding(noise(1024), "sk6812-rgbw");

function encoding(rgb: Uint8Array, chip: LedChipName) {
  return program({
    prepare: () => new XsStrip(chip).desk.beginPicture(32),
    run: (job) => job.encode(rgb, 0),
  });
}

export const measure = program({
  prepare: () => new XsStrip().desk.beginPicture(32),
  run: (job) => job.measure(noise1024, 0),
});

const noise1024 = noise(1024);

/** A pattern's palette, with and without a budget that it could exceed; then a frame of live mode. */
export const publishPattern = publishing((desk) => showPattern(desk, 1000, 1));
export const publishTightPattern = publishing((desk) => showPattern(desk, 1000, 1), 400);
export const publishFrame = publishing((desk) =>
  desk.showColumn(noise1024.slice(0, 96), { originUs: 0 as GroupUs, columnsPerS: 500 }),
);

function publishing(show: (desk: LightDesk) => void, limitMa = 1e5) {
  return program({
    prepare: () => {
      const { desk } = new XsStrip();
      desk.set({ brightness: 255, limitMa });
      return desk;
    },
    run: (desk) => show(desk),
    check: (_result, desk) => expect(!desk.isFree),
  });
}

function expect(isTrue: boolean): void {
  if (!isTrue) throw new Error("the program did not do its work");
}
