import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { ROUTES } from "../../src/api/routes/routes.ts";
import { ExampleRunner, endpointsOf, examplesOf } from "./doc-examples.ts";
import { RunningPoi, temporaryFolder, uniqueGroup } from "./running-poi.ts";

const API = "docs/api.md";
const PAIRING = "docs/pairing.md";

describe("the documents about the API", () => {
  const folder = temporaryFolder();

  before(async () => {
    const picture = { create: { width: 96, height: 64, channels: 3, background: "#ff8000" } } as const;
    await sharp(picture).png().toFile(join(folder, "sunset.png"));
    writeFileSync(join(folder, "image_40x32.rgb"), Buffer.alloc(3 * 40 * 32, 7));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs all examples of a document against poi of its own. */
  async function runAll(path: string, nodes: number): Promise<void> {
    const groups = { pair: uniqueGroup(), garden: uniqueGroup() };
    const poi = await RunningPoi.start({ nodes, group: groups.pair });
    try {
      await poi.meet();
      const runner = new ExampleRunner(poi, groups, folder);
      for (const example of examplesOf(path)) await runner.run(example);
    } catch (error) {
      // Whom the others were to it, and whether one of them ended.
      const status = await poi.get(0, "/api/sync/status");
      throw new Error(`${poi.lines.join("\n")}\n${JSON.stringify(status)}`, { cause: error });
    } finally {
      await poi.stop();
    }
  }

  it("describe every endpoint, and no other", () => {
    const routes = ROUTES.map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(endpointsOf(API).sort(), routes.sort());
  });

  it("have an example of each, with its answer", () => {
    const shown = new Set(examplesOf(API).map(({ heading, expected }) => (expected ? heading : "")));
    for (const endpoint of endpointsOf(API)) assert.ok(shown.has(endpoint), `an example of ${endpoint}`);
  });

  it("say what really comes", async () => {
    // One after the other: both have a Right Poi, and two of one name would rename each other.
    await runAll(API, 2);
    await runAll(PAIRING, 4);
  });
});
