import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PATTERNS } from "../../src/patterns/patterns.ts";
import { PATTERN_SHEET, patternPage } from "../photo/pattern-page.ts";
import { patternSheet } from "../photo/pattern-sheet.ts";
import { Progress } from "./progress.ts";

/** Writes docs/patterns.md and its picture: all patterns as they look in the air. */
export async function sheet(): Promise<void> {
  const docs = new URL("../../docs/", import.meta.url);
  const progress = new Progress();
  const picture = await patternSheet((done) => progress.show(() => `${done} of ${PATTERNS.length} patterns`));
  progress.clear();
  const path = new URL(PATTERN_SHEET, docs);
  mkdirSync(new URL("./", path), { recursive: true });
  writeFileSync(path, picture);
  writeFileSync(new URL("patterns.md", docs), patternPage());
  console.log(fileURLToPath(path));
}
