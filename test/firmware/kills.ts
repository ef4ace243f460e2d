import { randomInt } from "node:crypto";
import { buildLinux } from "../../hosts/node/firmware-linux.ts";
import type { Sdk } from "../../hosts/node/firmware-sdk.ts";
import { type EditCounts, Editor } from "../start/editor.ts";
import { FirmwarePoi } from "./firmware-poi.ts";
import type { Outcome } from "./outcome.ts";

/** From the moment a firmware is there to the moment it is killed, at the most. */
const LONGEST_LIFE_MS = 800;

/** Kills two firmwares in turns while somebody edits them; what was answered must be there after each start. */
export async function runKills(
  sdk: Sdk,
  kills: number,
  onOutcome: (outcome: Outcome) => void,
): Promise<void> {
  const poi = await FirmwarePoi.start(await buildLinux(sdk), 2);
  const editors = [0, 1].map((node) => new Editor(poi, node));
  const startMs = performance.now();
  const faults: string[] = [];
  try {
    for (const editor of editors) editor.start();
    for (let i = 0; i < kills; i++) {
      await new Promise((resolve) => setTimeout(resolve, randomInt(LONGEST_LIFE_MS)));
      editors[i % 2]!.down();
      await poi.kill(i % 2);
      await poi.boot(i % 2);
      editors[i % 2]!.back();
    }
    for (const editor of editors) await editor.stop();
    for (const [node, editor] of editors.entries()) editor.faults.push(...(await editor.broken(node)));
  } catch (error) {
    faults.push((error as Error).message);
  } finally {
    await poi.stop();
  }
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  faults.push(...editors.flatMap((editor) => editor.faults));
  const sum = (name: keyof EditCounts): number => editors.reduce((all, { counts }) => all + counts[name], 0);
  const title =
    `kills: ${kills} in ${seconds} s, nothing lost that was answered: ${sum("edits")} edits, ${sum("uploads")} uploads, ` +
    `${sum("deletions")} deletions; ${sum("broken")} requests broken off; all promises checked ${sum("checks")} times`;
  const noticed = sum("checks") > 0 && sum("broken") > 0;
  onOutcome({ title, error: noticed || faults.length > 0 ? faults.join("\n") : "no kill was noticed" });
}
