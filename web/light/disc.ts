import type { Show } from "./show.ts";

/**
 * What an audience sees: a stick of LEDs on a circle, painting. A turn is kept as steps × rings of colour; a table made once
 * says for each pixel which of them it shows and how brightly, so that a frame is one pass over the pixels.
 */

/** Places of the stick on its way around. */
const STEPS = 512;
const MOST_RINGS = 96;
/** Radius of the first LED as a share of the tip's: the hand and the cord. */
export const HAND = 0.14;
/** Room around the disc for its glow, as a share of the canvas. */
export const MARGIN = 0.05;
/** Pixels of the small copy that the glow is made of. */
const GLOW_SIZE = 24;
/** How bright the far end of a turn is that was painted a whole turn ago, of 256. */
const OLDEST = 150;

export const TURNS_PER_S = 2;

export class Disc {
  private readonly context: CanvasRenderingContext2D;
  private readonly paper: HTMLCanvasElement;
  private readonly ink: CanvasRenderingContext2D;
  private readonly glow: HTMLCanvasElement;
  private readonly image: ImageData;
  private readonly pixels: Uint32Array;
  private readonly size: number;
  private rings = 0;
  /** For each pixel: its step, step · rings + ring, and how bright, 0 for what is outside. */
  private readonly steps: Uint16Array;
  private readonly places: Uint16Array;
  private readonly shades: Uint8Array;
  private turn = new Uint8Array(0);
  private column = new Uint8Array(0);
  private readonly ages = new Uint16Array(STEPS);
  /** Steps painted since the start. */
  private painted = 0;
  private show: Show | undefined;

  /** @param size pixels along a side */
  constructor(canvas: HTMLCanvasElement, size: number) {
    canvas.width = size;
    canvas.height = size;
    this.size = size;
    this.context = canvas.getContext("2d")!;
    this.paper = sheet(size);
    this.ink = this.paper.getContext("2d")!;
    this.glow = sheet(GLOW_SIZE);
    this.image = this.ink.createImageData(size, size);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.steps = new Uint16Array(size * size);
    this.places = new Uint16Array(size * size);
    this.shades = new Uint8Array(size * size);
  }

  /** From now on the LEDs show this. What was painted stays until it is painted over. */
  load(show: Show): void {
    this.show = show;
    this.column = new Uint8Array(show.leds * 3);
    const rings = Math.min(show.leds, MOST_RINGS);
    if (rings === this.rings) return;
    this.rings = rings;
    this.turn = new Uint8Array(STEPS * rings * 3);
    this.layOut();
  }

  /** Paints all that the stick passed up to a time; a whole turn at the first call and after a pause. */
  paint(timeUs: number, fade = true): void {
    if (this.show === undefined) return;
    const stepUs = 1e6 / TURNS_PER_S / STEPS;
    const to = Math.floor(timeUs / stepUs);
    const from = Math.max(this.painted, to - STEPS);
    for (let step = from; step < to; step++) this.paintStep(step & (STEPS - 1), step * stepUs);
    this.painted = to;
    for (let step = 0; step < STEPS; step++) {
      const age = (to - 1 - step) & (STEPS - 1);
      this.ages[step] = fade ? 256 - ((256 - OLDEST) * age) / STEPS : 256;
    }
    this.draw();
  }

  /** A whole turn at once, as it is in the middle of a show. */
  paintStill(timeUs: number): void {
    this.painted = 0;
    this.paint(timeUs, false);
  }

  private paintStep(step: number, timeUs: number): void {
    const { column, rings, turn } = this;
    const show = this.show!;
    show.column(column, timeUs);
    let at = step * rings * 3;
    for (let ring = 0; ring < rings; ring++) {
      let from = 3 * (rings === show.leds ? ring : Math.floor((ring * show.leds) / rings));
      turn[at++] = column[from++]!;
      turn[at++] = column[from++]!;
      turn[at++] = column[from]!;
    }
  }

  private draw(): void {
    const { pixels, steps, places, shades, turn, ages, size } = this;
    for (let i = 0; i < pixels.length; i++) {
      const shade = shades[i]!;
      if (shade === 0) continue;
      const light = (shade * ages[steps[i]!]!) >> 8;
      const at = places[i]! * 3;
      pixels[i] =
        0xff000000 |
        (((turn[at + 2]! * light) >> 8) << 16) |
        (((turn[at + 1]! * light) >> 8) << 8) |
        ((turn[at]! * light) >> 8);
    }
    this.ink.putImageData(this.image, 0, 0);
    const { context } = this;
    context.globalCompositeOperation = "copy";
    context.globalAlpha = 1;
    context.drawImage(this.paper, 0, 0);
    const small = this.glow.getContext("2d")!;
    small.globalCompositeOperation = "copy";
    small.drawImage(this.paper, 0, 0, GLOW_SIZE, GLOW_SIZE);
    context.globalCompositeOperation = "lighter";
    context.globalAlpha = 0.4;
    context.drawImage(this.glow, 0, 0, size, size);
  }

  /** Which step and ring each pixel shows: the turn begins at the top and goes clockwise. */
  private layOut(): void {
    const { size, rings, steps, places, shades } = this;
    const middle = size / 2;
    const radius = middle * (1 - 2 * MARGIN);
    for (let y = 0, i = 0; y < size; y++) {
      for (let x = 0; x < size; x++, i++) {
        const right = x + 0.5 - middle;
        const down = y + 0.5 - middle;
        const out = ((Math.hypot(right, down) / radius - HAND) / (1 - HAND)) * rings;
        const ring = Math.floor(out);
        shades[i] = shadeAt(out, rings, (radius * (1 - HAND)) / rings);
        if (ring < 0 || ring >= rings) continue;
        const angle = Math.atan2(right, -down) / (2 * Math.PI);
        const step = Math.floor((angle < 0 ? angle + 1 : angle) * STEPS) & (STEPS - 1);
        steps[i] = step;
        places[i] = step * rings + ring;
      }
    }
  }
}

/** Brightness across a ring: an LED is brightest in its middle, where there are pixels enough to tell. */
function shadeAt(out: number, rings: number, ringPixels: number): number {
  if (out < 0 || out >= rings) return 0;
  const fromMiddle = Math.abs(out - Math.floor(out) - 0.5) * 2;
  const depth = Math.min(0.55, Math.max(0, (ringPixels - 2) * 0.16));
  return Math.round(255 * (1 - depth * fromMiddle * fromMiddle));
}

function sheet(size: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  return canvas;
}
