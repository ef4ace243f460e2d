import { type Afterglow, PLACES } from "./afterglow.ts";

/** From the hand to the first LED, and around the circle, as parts of the radius. */
const HAND = 0.3;
const EDGE = 0.06;
/** An LED's spot, as a part of the distance between LEDs. */
const SPOT = 0.36;
/** Steps of light for which there are sRGB codes. */
const STEPS = 1023;

/** Paints an afterglow as a disc of pixels. */
export class Disc {
  readonly size: number;
  private readonly cells: number;
  /** For each pixel the entry of the cell below it, -1 outside; and how much that and the next one give. */
  private readonly entry: Int32Array;
  private readonly inner: Float32Array;
  private readonly outer: Float32Array;
  private readonly faded: Float32Array;
  private readonly codes = new Uint8Array(STEPS + 1);

  constructor(size: number, cells: number) {
    this.size = size;
    this.cells = cells;
    this.entry = new Int32Array(size * size).fill(-1);
    this.inner = new Float32Array(size * size);
    this.outer = new Float32Array(size * size);
    this.faded = new Float32Array(3 * (PLACES * cells + 1));
    for (let i = 0; i <= STEPS; i++) this.codes[i] = code(i / STEPS);
    for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) this.lay(x, y);
  }

  /** Says where a pixel gets its light from. */
  private lay(x: number, y: number): void {
    const half = this.size / 2;
    const [right, up] = [x + 0.5 - half, half - y - 0.5];
    const radius = Math.hypot(right, up) / half / (1 - EDGE);
    const along = ((radius - HAND) / (1 - HAND)) * this.cells - 0.5;
    if (along < -1 || along >= this.cells) return;
    const cell = Math.floor(along);
    const place = Math.floor(((Math.atan2(right, up) / (2 * Math.PI) + 1) % 1) * PLACES);
    const pixel = y * this.size + x;
    const part = along - cell;
    this.entry[pixel] = place * this.cells + Math.max(0, cell);
    if (cell >= 0) this.inner[pixel] = bell(part);
    if (cell + 1 < this.cells) {
      if (cell >= 0) this.outer[pixel] = bell(1 - part);
      else this.inner[pixel] = bell(1 - part);
    }
  }

  /**
   * Paints into pixels of four bytes.
   *
   * @param fadeUs after so long, a third of the light is left
   */
  paint(glow: Afterglow, nowUs: number, fadeUs: number, rgba: Uint8ClampedArray): void {
    const { faded, entry, inner, outer, codes } = this;
    const { light, seenUs } = glow;
    for (let i = 0; i < seenUs.length; i++) {
      const left = Math.exp(Math.min(0, (seenUs[i]! - nowUs) / fadeUs));
      faded[3 * i] = light[3 * i]! * left;
      faded[3 * i + 1] = light[3 * i + 1]! * left;
      faded[3 * i + 2] = light[3 * i + 2]! * left;
    }
    for (let pixel = 0; pixel < entry.length; pixel++) {
      const at = 3 * entry[pixel]!;
      if (at < 0) continue;
      const [a, b] = [inner[pixel]! * STEPS, outer[pixel]! * STEPS];
      for (let i = 0; i < 3; i++) {
        rgba[4 * pixel + i] = codes[Math.min(STEPS, (a * faded[at + i]! + b * faded[at + 3 + i]!) | 0)]!;
      }
      rgba[4 * pixel + 3] = 255;
    }
  }
}

function bell(distance: number): number {
  return Math.exp(-(distance * distance) / (2 * SPOT * SPOT));
}

/** IEC 61966-2-1. */
function code(light: number): number {
  const value = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
  return Math.round(255 * value);
}
