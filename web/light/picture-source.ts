import { fitPicture, MAX_COLUMNS } from "../../src/pov/picture-shape.ts";
import { AreaResampler } from "../../src/pov/resample.ts";
import type { Pixels } from "./show.ts";

/** From a picture file to the pixels of the LEDs: cut out by the browser, scaled by the code that runs on the poi. */

/** Pixels that are looked at; a camera's larger picture is brought down to them first. */
const MOST_PIXELS = 1 << 22;

export interface Cut {
  /** Width by height of what is cut out; 0 for that of the picture. */
  aspect: number;
  /** 1 shows as much as fits. */
  zoom: number;
  /** Middle of the cut, 0 to 1 across and down. */
  x: number;
  y: number;
}

export interface Tone {
  /** -1 to 1. */
  contrast: number;
  brighten: number;
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

/** The pixels of so many LEDs, as the node makes them of the same picture. */
export function pixelsOfPicture(image: HTMLImageElement, box: Box, leds: number): Pixels {
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (box.width * box.height)));
  const width = Math.max(1, Math.floor(box.width * scale));
  const height = Math.max(1, Math.floor(box.height * scale));
  const rgb = readRgb(image, box, width, height);
  const { columns, rows, top, contentRows } = fitPicture(width, height, leds, MAX_COLUMNS);
  const pixels = { width: columns, height: rows, rgb: new Uint8Array(3 * columns * rows) };
  if (width === columns && height === contentRows) {
    pixels.rgb.set(rgb, 3 * columns * top);
    return pixels;
  }
  let at = 3 * columns * top;
  const resampler = new AreaResampler(width, height, columns, contentRows, (row) => {
    pixels.rgb.set(row, at);
    at += row.length;
  });
  resampler.bytes(rgb);
  return pixels;
}

/** Lighter, darker, harder, softer. */
export function tonePixels(pixels: Pixels, { contrast, brighten }: Tone): Pixels {
  if (contrast === 0 && brighten === 0) return pixels;
  const gain = contrast < 0 ? 1 + contrast : 1 / (1.001 - Math.min(contrast, 0.9));
  const rgb = new Uint8ClampedArray(pixels.rgb.length);
  for (let i = 0; i < rgb.length; i++) rgb[i] = (pixels.rgb[i]! - 128) * gain + 128 + brighten * 128;
  return { ...pixels, rgb: new Uint8Array(rgb.buffer) };
}

/** Transparency over black. */
function readRgb(image: HTMLImageElement, box: Box, width: number, height: number): Uint8Array {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.fillRect(0, 0, width, height);
  context.drawImage(image, box.left, box.top, box.width, box.height, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const rgb = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    rgb[to++] = data[from]!;
    rgb[to++] = data[from + 1]!;
    rgb[to++] = data[from + 2]!;
  }
  return rgb;
}
