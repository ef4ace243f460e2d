import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Editor } from "./editor.ts";
import { afterChange, RunningPoi } from "./running-poi.ts";

/** KILLS=200 is the whole of it. */
const KILLS = Number(process.env["KILLS"] ?? 8);
/** From the moment a poi is there to the moment it is killed, at the most. */
const LONGEST_LIFE_MS = 800;
/** Of so many kills one hits a poi that is only starting. */
const STARTING_EVERY = 5;
/** From the moment a process has its folder to the moment it listens. */
const STARTING_MS = 150;

const NODES = [0, 1];

describe("a pair whose processes are killed at any moment", function () {
  this.timeout(60_000 + KILLS * 20_000);
  let poi: RunningPoi;
  let editors: Editor[] = [];
  let left = KILLS;
  let whileStarting = 0;

  before(async () => {
    poi = await RunningPoi.start();
    await poi.meet();
    for (const node of NODES) await poi.post(node, "/api/device/config", { syncInterval: 1000 });
    editors = NODES.map((node) => new Editor(poi, node));
  });

  after(async () => poi?.stop());

  /** Kills one poi again and again, until both loops together have done their number. */
  async function killAll(node: number): Promise<void> {
    while (left > 0) {
      await pause(randomInt(LONGEST_LIFE_MS));
      if (left-- <= 0) return;
      const from = poi.lines.length;
      editors[node]!.down();
      let pid = poi.pid(node);
      process.kill(pid, "SIGKILL");
      if (left > 0 && randomInt(STARTING_EVERY) === 0) {
        left--;
        whileStarting++;
        const lock = join(poi.folder(node), "lock");
        const isNext = async () => ![`${pid}\n`, ""].includes(readOr(lock, `${pid}\n`));
        await afterChange(poi.folder(node), isNext, 20_000);
        await pause(randomInt(STARTING_MS));
        pid = poi.pid(node);
        process.kill(pid, "SIGKILL");
        await poi.line(new RegExp(`^${nameOf(node)} ended \\(SIGKILL\\)`), from + 1);
        await poi.line(new RegExp(`:${poi.port + node}$`), lastEnd(poi, node));
      } else {
        await poi.line(new RegExp(`:${poi.port + node}$`), from);
      }
      editors[node]!.back();
    }
  }

  it("has every answered edit after each start, and both agree in the end", async () => {
    const startMs = performance.now();
    for (const editor of editors) editor.start();
    await Promise.all(NODES.map(killAll));
    await Promise.all(editors.map((editor) => editor.stop()));
    const tookMs = performance.now() - startMs;
    assert.deepEqual(
      editors.flatMap(({ faults }) => faults),
      [],
    );
    await poi.meet();
    await converge(poi);
    for (const editor of editors)
      for (const node of NODES) assert.deepEqual(await editor.broken(node), [], `on ${nameOf(node)}`);
    await agree(poi);
    report(tookMs);
  });

  function report(tookMs: number): void {
    const sum = (name: keyof Editor["counts"]) => editors.reduce((all, { counts }) => all + counts[name], 0);
    console.log(
      `${KILLS} kills (${whileStarting} of them while starting) in ${(tookMs / 1000).toFixed(1)} s: ` +
        `${sum("edits")} edits, ${sum("uploads")} uploads, ${sum("deletions")} deletions; ` +
        `${sum("broken")} requests broken off, ${sum("brokenUploads")} uploads among them; ` +
        `all promises checked ${sum("checks")} times`,
    );
    assert.ok(sum("checks") > 0 && sum("broken") > 0, "kills were noticed");
  }
});

/** Syncs until neither has anything for the other. */
async function converge(poi: RunningPoi): Promise<void> {
  for (let i = 0; i < 20; i++) {
    const { itemsSynced, peers } = await poi.post(0, "/api/sync/execute", {});
    if (itemsSynced > 0 || peers.some(({ outcome }: { outcome: string }) => outcome !== "equal")) continue;
    const { images } = await poi.get(1, "/api/images");
    if (images.every(({ complete }: { complete: boolean }) => complete)) return;
  }
  assert.fail("they do not come to an end");
}

async function agree(poi: RunningPoi): Promise<void> {
  for (const kind of ["images", "patterns", "sequences", "settings"]) {
    const [one, other] = await Promise.all(NODES.map((node) => poi.get(node, `/api/${kind}`)));
    assert.deepEqual(one, other);
  }
  const versions = async (node: number) => {
    const { conflicts } = await poi.get(node, "/api/sync/conflicts");
    return conflicts
      .map(({ key, versions }: { key: string; versions: { version: string }[] }) =>
        [key, ...versions.map(({ version }) => version)].join(" "),
      )
      .sort();
  };
  assert.deepEqual(await versions(0), await versions(1));
  const { images } = await poi.get(0, "/api/images");
  for (const { id } of images) {
    const [one, other] = await Promise.all(
      NODES.map(async (node) => (await fetch(`${poi.url(node)}/api/images/${id}/pixels`)).arrayBuffer()),
    );
    assert.ok(Buffer.from(one!).equals(Buffer.from(other!)), id);
  }
}

function nameOf(node: number): string {
  return node === 0 ? "Left Poi" : "Right Poi";
}

/** Number of the last line that says that a poi ended. */
function lastEnd(poi: RunningPoi, node: number): number {
  return poi.lines.findLastIndex((line) => line.startsWith(`${nameOf(node)} ended`));
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return otherwise;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
