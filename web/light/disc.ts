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
const GLOW = 32;
/** How bright the far end of a turn is that was painted a whole turn ago, of 256. */
const OLDEST = 150;

export const TURNS_PER_S = 2;

export interface Disc {
  /** From now on the LEDs show this. What was painted stays until it is painted over. */
  load(show: Show): void;
  /** Paints all that the stick passed up to a time; a whole turn at the first call and after a pause. */
  paint(timeUs: number): void;
  /** A whole turn at once, as it is in the middle of a show. */
  paintStill(timeUs: number): void;
}

/** A disc on a canvas of `size` × `size` pixels. */
export function makeDisc(canvas: HTMLCanvasElement, size: number): Disc {
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext("2d")!;
  const [paper, ink] = sheet(size);
  const [glow, brush] = sheet(GLOW);
  brush.globalCompositeOperation = "copy";
  const image = ink.createImageData(size, size);
  const pixels = new Uint32Array(image.data.buffer);
  const count = size * size;
  const [steps, places, shades] = [new Uint16Array(count), new Uint16Array(count), new Uint8Array(count)];
  const layout: Layout = { size, rings: 0, steps, places, shades };
  const ages = new Uint16Array(STEPS);
  let turn = new Uint8Array(0);
  let column = turn;
  let show: Show;
  /** Steps painted since the start. */
  let painted = 0;

  const paintStep = (step: number, timeUs: number): void => {
    show.column(column, timeUs);
    const { rings } = layout;
    for (let ring = 0, at = (step % STEPS) * rings * 3; ring < rings; ring++, at += 3) {
      const from = 3 * Math.floor((ring * show.leds) / rings);
      turn[at] = column[from]!;
      turn[at + 1] = column[from + 1]!;
      turn[at + 2] = column[from + 2]!;
    }
  };

  const draw = (): void => {
    const { shades, steps, places } = layout;
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
    ink.putImageData(image, 0, 0);
    brush.drawImage(paper, 0, 0, GLOW, GLOW);
    context.globalCompositeOperation = "copy";
    context.globalAlpha = 1;
    context.drawImage(paper, 0, 0);
    context.globalCompositeOperation = "lighter";
    context.globalAlpha = 0.35;
    context.drawImage(glow, 0, 0, size, size);
  };

  const paint = (timeUs: number, oldest: number): void => {
    const stepUs = 1e6 / TURNS_PER_S / STEPS;
    const to = Math.floor(timeUs / stepUs);
    for (let step = Math.max(painted, to - STEPS); step < to; step++) paintStep(step, step * stepUs);
    painted = to;
    for (let age = 0; age < STEPS; age++)
      ages[(to - 1 - age + STEPS) % STEPS] = 256 - ((256 - oldest) * age) / STEPS;
    draw();
  };

  return {
    load(next) {
      show = next;
      column = new Uint8Array(next.leds * 3);
      const rings = Math.min(next.leds, MOST_RINGS);
      if (rings === layout.rings) return;
      turn = new Uint8Array(STEPS * rings * 3);
      layOut(layout, rings);
    },
    paint: (timeUs) => paint(timeUs, OLDEST),
    paintStill(timeUs) {
      painted = 0;
      paint(timeUs, 256);
    },
  };
}

/** For each pixel its step, its step · rings + ring, and how bright it is: 0 for what is outside. */
interface Layout {
  readonly size: number;
  rings: number;
  readonly steps: Uint16Array;
  readonly places: Uint16Array;
  readonly shades: Uint8Array;
}

/** Which step and ring each pixel shows: the turn begins at the top and goes clockwise. */
function layOut(layout: Layout, rings: number): void {
  const { size, steps, places, shades } = layout;
  const middle = size / 2;
  const radius = middle * (1 - 2 * MARGIN);
  layout.rings = rings;
  for (let i = 0; i < shades.length; i++) {
    const right = (i % size) + 0.5 - middle;
    const down = Math.floor(i / size) + 0.5 - middle;
    const out = ((Math.hypot(right, down) / radius - HAND) / (1 - HAND)) * rings;
    shades[i] = shadeAt(out, rings, (radius * (1 - HAND)) / rings);
    const step = Math.floor((Math.atan2(right, -down) / (2 * Math.PI) + 1) * STEPS) % STEPS;
    steps[i] = step;
    places[i] = step * rings + Math.max(0, Math.floor(out));
  }
}

/** Brightness across a ring: an LED is brightest in its middle, where there are pixels enough to tell. */
function shadeAt(out: number, rings: number, ringPixels: number): number {
  if (out < 0 || out >= rings) return 0;
  const fromMiddle = (out % 1) * 2 - 1;
  const depth = Math.min(0.55, Math.max(0, (ringPixels - 2) * 0.16));
  return 255 * (1 - depth * fromMiddle * fromMiddle);
}

function sheet(size: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  return [canvas, canvas.getContext("2d")!];
}
