import { FrameReader, type LightWrite, type PoiView, type StripView } from "../../sim/page/light-frames.ts";
import { CHIP_FACTS, decoderOf } from "../../sim/strip/chip-decoder.ts";
import type { StripDecoder } from "../../sim/strip/led-facts.ts";
import { ShownLight } from "../../sim/strip/shown-light.ts";

/** A column as the LEDs show it. */
export interface SeenColumn {
  /** When its last LED changed, in microseconds of one clock. */
  atUs: number;
  /** Red, green, blue and white light of each LED, 0 to 1, four numbers an LED, the first one at the hand. */
  light: Float64Array;
}

/** A computer at work may take as long. */
const PATIENCE_MS = 30_000;
/** Doubles have no fractions left for microseconds since 1970. */
const EPOCH_US = performance.timeOrigin * 1000;

/** Looks at the LEDs of a poi: decodes what goes over its bus. */
export class LightEye {
  view: PoiView | undefined;
  private decoder: StripDecoder | undefined;
  private columns: SeenColumn[] = [];
  private wake: () => void = () => {};

  /** How the strip is built: from now on it is seen. */
  look(strip: StripView): void {
    const { chip, leds, order, channelMa, quietMa } = strip;
    const facts = CHIP_FACTS[chip];
    const shown = new ShownLight({ facts, leds, order, channelMa, quietMa });
    this.columns = [];
    this.decoder = decoderOf(facts, leds, (led, atUs, word) => {
      shown.show(led, atUs, word);
      if (led === leds - 1) this.columns.push({ atUs, light: shown.light.slice() });
    });
  }

  write({ bytes, startUs, byteUs }: LightWrite): void {
    this.decoder?.wait(startUs - EPOCH_US);
    this.decoder?.write(bytes, startUs - EPOCH_US, byteUs);
    this.wake();
  }

  /** The next `count` columns for which a condition holds, of those that come from now on. */
  async until(
    what: string,
    count: number,
    condition: (columns: readonly SeenColumn[]) => boolean,
  ): Promise<void> {
    this.columns = [];
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      while (this.columns.length >= count) {
        if (condition(this.columns.slice(0, count))) return;
        this.columns.splice(0, count);
      }
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) throw new Error(`not seen within ${PATIENCE_MS / 1000} s: ${what}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

/** Eyes on all poi of `npm start`, by number, over the page that shows them in the dark. Call `close` when done. */
export async function openEyes(lightUrl: string, poi: number): Promise<{ eyes: LightEye[]; close(): void }> {
  const abort = new AbortController();
  const response = await fetch(`${lightUrl}/light`, { signal: abort.signal });
  const eyes = Array.from({ length: poi }, () => new LightEye());
  const reader = new FrameReader();
  const read = async (): Promise<void> => {
    for await (const piece of response.body!) {
      for (const frame of reader.read(piece)) {
        const eye = eyes[frame.poi]!;
        if ("writes" in frame) for (const write of frame.writes) eye.write(write);
        else {
          if (JSON.stringify(eye.view?.strip) !== JSON.stringify(frame.view.strip))
            eye.look(frame.view.strip);
          eye.view = frame.view;
        }
      }
    }
  };
  read().catch(() => {});
  return { eyes, close: () => abort.abort() };
}

/** Whether every LED of all columns shows red, green and blue just where it is told, and nothing else. */
export function isColored(columns: readonly SeenColumn[], bits: number): boolean {
  return columns.every(({ light }) => litBits(light).every((lit) => lit === bits));
}

/** For each LED: 1 where red is lit, 2 green, 4 blue. */
function litBits(light: Float64Array): number[] {
  return Array.from({ length: light.length / 4 }, (_, led) => {
    const [red, green, blue] = light.subarray(4 * led);
    return (red! > 0 ? 1 : 0) | (green! > 0 ? 2 : 0) | (blue! > 0 ? 4 : 0);
  });
}

const WIDTH = 6;

/** The colours of a picture's pixel: each of its channels is full or nothing, and no two columns are alike. */
function pictureBits(column: number, row: number): number {
  return (column * 3 + row * 5 + (column * row) / 7) & 7;
}

/** Sends a picture of as many rows as the strip has LEDs, which is shown at once. */
export async function sendPicture(url: string, rows: number): Promise<void> {
  const rgb = new Uint8Array(3 * WIDTH * rows);
  for (let i = 0; i < rgb.length; i++) {
    const pixel = Math.floor(i / 3);
    const bits = pictureBits(pixel % WIDTH, Math.floor(pixel / WIDTH));
    rgb[i] = ((bits >> (i % 3)) & 1) * 255;
  }
  const form = new FormData();
  form.set("image", new Blob([rgb]), `image_${WIDTH}x${rows}.rgb`);
  const response = await fetch(`${url}/api/image`, { method: "POST", body: form });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}

/** Whether columns are those of the picture, LED by LED, one after the other, each `periodUs` after the one before, to a quarter. */
export function isPicture(columns: readonly SeenColumn[], periodUs: number): boolean {
  const numbers = columns.map(({ light }) => numberOf(litBits(light)));
  return columns.every(({ atUs }, i) => {
    if (numbers[i]! < 0) return false;
    if (i === 0) return true;
    const isNext = numbers[i] === (numbers[i - 1]! + 1) % WIDTH;
    return isNext && Math.abs(atUs - columns[i - 1]!.atUs - periodUs) < periodUs / 4;
  });
}

/** Which column of the picture LEDs show, whose first row is at the tip; -1 where it is none. */
function numberOf(lit: readonly number[]): number {
  for (let column = 0; column < WIDTH; column++) {
    if (lit.every((bits, led) => bits === pictureBits(column, lit.length - 1 - led))) return column;
  }
  return -1;
}
