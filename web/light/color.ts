import type { Color } from "../../src/api/views.ts";

/** Colours as the API has them, as 0xRRGGBB, and as "#rrggbb". */

export function numberOf({ r, g, b }: Color): number {
  return (r << 16) | (g << 8) | b;
}

export function colorOf(value: number): Color {
  return { r: value >> 16, g: (value >> 8) & 255, b: value & 255 };
}

export function toHexColor(color: Color): string {
  return `#${((1 << 24) | numberOf(color)).toString(16).slice(1)}`;
}

export function fromHexColor(text: string): Color {
  return colorOf(Number.parseInt(text.slice(1), 16));
}
