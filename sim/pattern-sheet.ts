/** Writes docs/patterns.md and docs/patterns/sheet.png, the patterns as they look in the air: `npx tsx sim/pattern-sheet.ts` */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import sharp, { type OverlayOptions } from "sharp";
import { PATTERNS } from "../src/patterns/patterns.ts";
import { renderDisc } from "../src/patterns/preview.ts";
import { TIME_HZ } from "../src/patterns/tempo.ts";
import { PATTERN_SHEET, PATTERN_VIEW, patternPage } from "./pattern-page.ts";

const COLUMNS = 6;
const DISC = 240;
const TITLE = 26;
const GAP = 10;

const docs = new URL("../docs/", import.meta.url);

async function drawSheet(path: string): Promise<void> {
  const parts: OverlayOptions[] = [];
  const raw = { width: DISC, height: DISC, channels: 3 as const };
  const view = { ...PATTERN_VIEW, time: PATTERN_VIEW.second * TIME_HZ };
  for (const [i, pattern] of PATTERNS.entries()) {
    const left = GAP + (i % COLUMNS) * (DISC + GAP);
    const top = GAP + Math.floor(i / COLUMNS) * (DISC + TITLE + GAP);
    parts.push({ input: Buffer.from(renderDisc(pattern, {}, DISC, view)), raw, left, top });
    const text = `<text x="50%" y="18" text-anchor="middle" font-family="sans-serif" font-size="14" fill="#ccc">${i} ${pattern.name}</text>`;
    const title = `<svg width="${DISC}" height="${TITLE}">${text}</svg>`;
    parts.push({ input: Buffer.from(title), left, top: top + DISC });
  }
  const width = GAP + COLUMNS * (DISC + GAP);
  const height = GAP + Math.ceil(PATTERNS.length / COLUMNS) * (DISC + TITLE + GAP);
  const night = sharp({ create: { width, height, channels: 3, background: "#000" } });
  await night.composite(parts).png({ palette: true, dither: 0.6 }).toFile(path);
}

mkdirSync(new URL("patterns/", docs), { recursive: true });
writeFileSync(new URL("patterns.md", docs), patternPage());
await drawSheet(fileURLToPath(new URL(PATTERN_SHEET, docs)));
