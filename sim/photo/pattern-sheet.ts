import sharp, { type OverlayOptions } from "sharp";
import { PATTERNS } from "../../src/patterns/patterns.ts";
import { PATTERN_VIEW, patternShow } from "./pattern-show.ts";
import { takePhoto } from "./photo.ts";
import { Swing } from "./swing.ts";

const COLUMNS = 6;
const TITLE = 26;

/** How large each pattern is on the sheet, in pixels. */
export const DISC = 240;

/** Photos of all patterns side by side, as PNG. The same bytes on every run. */
export async function patternSheet(onProgress: (done: number) => void): Promise<Uint8Array> {
  const parts: OverlayOptions[] = [];
  for (const [i, { id, name }] of PATTERNS.entries()) {
    const left = (i % COLUMNS) * DISC;
    const top = Math.floor(i / COLUMNS) * (DISC + TITLE);
    const { rgb, width, height } = patternPhoto(id, DISC);
    parts.push({ input: Buffer.from(rgb), raw: { width, height, channels: 3 }, left, top });
    const text = `<text x="50%" y="14" text-anchor="middle" font-family="sans-serif" font-size="14" fill="#ccc">${i} ${name}</text>`;
    const title = `<svg width="${DISC}" height="${TITLE}">${text}</svg>`;
    parts.push({ input: Buffer.from(title), left, top: top + DISC });
    onProgress(i + 1);
  }
  const width = COLUMNS * DISC;
  const height = Math.ceil(PATTERNS.length / COLUMNS) * (DISC + TITLE);
  const night = sharp({ create: { width, height, channels: 3, background: "#000" } });
  return night.composite(parts).png({ palette: true, dither: 0.6 }).toBuffer();
}

/** One turn of a pattern as a node is born with it. */
export function patternPhoto(id: string, size: number) {
  const { leds, revolutionsPerSecond, columnsPerSecond } = PATTERN_VIEW;
  return takePhoto({
    show: patternShow(id),
    swing: new Swing([{ seconds: 0, turnsPerS: revolutionsPerSecond }]),
    ...{ poi: 1, chip: "sk9822", leds, turns: 1, size, brightness: 255 },
    // A short cord, so that much of the pattern is seen.
    ...{ radiusCm: 4, lengthCm: 22, columnsPerS: columnsPerSecond },
  });
}
