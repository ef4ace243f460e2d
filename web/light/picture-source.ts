import { LIGHT_OF_CODE, nearestCode } from "../../src/pov/light.ts";
import { fitPicture, MAX_COLUMNS } from "../../src/pov/picture-shape.ts";
import type { Pixels } from "./show.ts";

/** From a picture file to the pixels of the LEDs: cut out by the browser, scaled by light. */

/** Pixels that are looked at; a camera's larger picture is brought down to them first. */
const MOST_PIXELS = 1 << 20;

export interface Cut {
  /** Width by height of what is cut out; 0 for that of the picture. */
  aspect: number;
  /** 1 shows as much as fits. */
  zoom: number;
  /** Middle of the cut, 0 to 1 across and down. */
  x: number;
  y: number;
}

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Reads a file as a picture. Throws where the browser cannot. */
export async function readPicture(file: Blob): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  await image.decode();
  return image;
}

/** What a cut takes of a picture, in its pixels. */
export function boxOf(width: number, height: number, { aspect, zoom, x, y }: Cut): Box {
  const shape = aspect || width / height;
  const across = Math.min(width, height * shape) / zoom;
  const boxWidth = Math.max(1, Math.round(across));
  const boxHeight = Math.max(1, Math.round(across / shape));
  return {
    left: Math.round(Math.min(Math.max(x * width - boxWidth / 2, 0), width - boxWidth)),
    top: Math.round(Math.min(Math.max(y * height - boxHeight / 2, 0), height - boxHeight)),
    width: Math.min(boxWidth, width),
    height: Math.min(boxHeight, height),
  };
}

/** The pixels of so many LEDs: what goes to the node is what the page shows. */
export function pixelsOfPicture(image: HTMLImageElement, box: Box, leds: number): Pixels {
  const shrink = Math.min(1, Math.sqrt(MOST_PIXELS / (box.width * box.height)));
  const width = Math.max(1, Math.floor(box.width * shrink));
  const height = Math.max(1, Math.floor(box.height * shrink));
  const { columns, rows, top, contentRows } = fitPicture(width, height, leds, MAX_COLUMNS);
  const rgb = new Uint8Array(3 * columns * rows);
  scale(
    readRgba(image, box, width, height),
    width,
    height,
    rgb.subarray(3 * columns * top),
    columns,
    contentRows,
  );
  return { width: columns, height: rows, rgb };
}

/** Each pixel of `rgb` is the mean light of the area under it, as the node averages a picture that it gets as a file. */
function scale(
  rgba: Uint8ClampedArray,
  width: number,
  height: number,
  rgb: Uint8Array,
  columns: number,
  rows: number,
): void {
  const across = width / columns;
  const down = height / rows;
  for (let i = 0; i < columns * rows; i++) {
    const left = (i % columns) * across;
    const top = Math.floor(i / columns) * down;
    const sum = [0, 0, 0];
    for (let y = Math.floor(top); y < Math.min(height, top + down); y++) {
      const tall = Math.min(y + 1, top + down) - Math.max(y, top);
      for (let x = Math.floor(left); x < Math.min(width, left + across); x++) {
        const area = tall * (Math.min(x + 1, left + across) - Math.max(x, left));
        for (let c = 0; c < 3; c++) sum[c]! += area * LIGHT_OF_CODE[rgba[4 * (y * width + x) + c]!]!;
      }
    }
    for (let c = 0; c < 3; c++) rgb[3 * i + c] = nearestCode((sum[c]! * 2) / (across * down) + 1e-6);
  }
}

/** Softer, from -1, or harder, up to 1. */
export function contrasted(pixels: Pixels, contrast: number): Pixels {
  const gain = contrast < 0 ? 1 + contrast : 1 / (1 - contrast);
  const rgb = new Uint8ClampedArray(pixels.rgb.length);
  for (let i = 0; i < rgb.length; i++) rgb[i] = (pixels.rgb[i]! - 128) * gain + 128;
  return { ...pixels, rgb: new Uint8Array(rgb.buffer) };
}

/** Transparency over black. */
function readRgba(image: HTMLImageElement, box: Box, width: number, height: number): Uint8ClampedArray {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.fillRect(0, 0, width, height);
  context.drawImage(image, box.left, box.top, box.width, box.height, 0, 0, width, height);
  return context.getImageData(0, 0, width, height).data;
}
