import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import type { Page } from "playwright-core";
import { RunningPoi, temporaryFolder } from "../start/running-poi.ts";
import { BadLine } from "./bad-line.ts";
import { seen } from "./change-time.ts";
import type { Phones } from "./phones.ts";
import { stripes } from "./pictures.ts";

/** A poi swings out of reach all the time: nothing may be lost or doubled, and the page says what it knows. */
export function trouble(phones: () => Phones): void {
  let line: BadLine;

  beforeEach(async () => {
    line = await BadLine.to(phones().poi.port);
  });
  afterEach(() => line.close());

  it("an upload that is cut in the middle is told, tried again, and stored once", async () => {
    const page = await phones().open(0, "images", "phone", line.port);
    const name = "cut off";
    await page
      .getByLabel("Add a picture")
      .setInputFiles(await stripes(`${name}.png`, 8, { width: 1200, height: 96 }));
    await page.getByText("400 × 32").waitFor();
    // Chromium itself sends a request again that broke on a connection which it had used before.
    line.cuts = 2;
    line.cutAfterBytes = 20_000;
    await page.getByRole("button", { name: "Upload" }).click();
    await page.getByText(/^Cut off at \d+ %/).waitFor();
    await page.getByText(`“${name}” is on the poi`).waitFor();
    assert.equal(line.cuts, 0);
    const { images } = await phones().poi.get(0, "/api/images");
    assert.equal(images.filter((each: { name: string }) => each.name === name).length, 1);
  });

  it("an answer that is lost after the node stored it makes no second item", async () => {
    const page = await phones().open(0, "play", "phone", line.port);
    await page.getByRole("button", { name: "Wipe", exact: true }).click();
    await page.getByRole("img", { name: "Wipe, spinning" }).waitFor();
    await page.getByRole("slider", { name: "Edge" }).fill("40");
    await page.getByRole("button", { name: "Keep as new" }).click();
    await page.getByLabel("New name").fill("Once");
    let lost = 0;
    await page.route("**/api/patterns", async (route) => {
      // It arrives, and its answer does not.
      if (lost++ > 0) return route.continue();
      await route.fetch({ url: `${phones().poi.url(0)}/api/patterns` });
      return route.abort();
    });
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Kept as “Once”").waitFor();
    const { patterns } = await phones().poi.get(0, "/api/patterns");
    assert.equal(patterns.filter((each: { name: string }) => each.name === "Once").length, 1);
    assert.equal(lost, 2);
  });

  it("two seconds each way: a slider stays under the finger and its last value is the one that holds", async () => {
    const page = await phones().open(0, "play", "phone", line.port);
    line.delayMs = 2000;
    const slider = page.getByRole("slider", { name: "Brightness" });
    for (const value of ["20", "90", "140", "201"]) await slider.fill(value);
    await phones().until(0, "/api/status", ({ brightness }) => brightness === 201, 20_000);
    assert.equal(await slider.inputValue(), "201");
    line.delayMs = 0;
  });

  it("a poi that vanishes is told in words, its values are greyed, and all is back when it is", async () => {
    const page = await phones().open(0, "play", "phone", line.port);
    const pill = page.getByRole("banner").getByRole("status");
    await line.close();
    await pill.getByText("Lost the poi: move closer").waitFor();
    await page.locator("main.stale").waitFor();
    await phones().poi.post(0, "/api/brightness", { brightness: 66 });
    line = await BadLine.to(phones().poi.port, line.port);
    await pill.getByText(/poi in sync|not in sync yet/).waitFor();
    assert.equal(await page.getByRole("slider", { name: "Brightness" }).inputValue(), "66");
  });

  it("a poi that is killed is lost and, started again, found with all that it had said yes to", async () => {
    const data = temporaryFolder();
    let alone = await RunningPoi.start({ nodes: 1, data });
    try {
      const sizes = ["phone", "desktop"] as const;
      const pages = await Promise.all(sizes.map((size) => phones().open(0, "play", size, alone.port)));
      const say = (text: string) =>
        Promise.all(
          pages.map((page) => page.getByRole("banner").getByRole("status").getByText(text).waitFor()),
        );
      await say("Only this poi");
      await pages[0]!.getByRole("slider", { name: "Brightness" }).fill("66");
      await Promise.all(pages.map((page) => seen(page, 66)));
      await alone.put(0, "/api/patterns/wave", { name: "Just before" });
      // No goodbye, nothing written: as where the cell falls out.
      process.kill(alone.pid(0), "SIGKILL");
      await alone.line(/ended \(SIGKILL\)/);
      await alone.end("SIGKILL");
      await say("Lost the poi: move closer");
      for (const page of pages) await page.locator("main.stale").waitFor();
      alone = await RunningPoi.start({ nodes: 1, data, port: alone.port });
      await say("Only this poi");
      for (const page of pages) {
        await page.locator("main:not(.stale)").waitFor();
        await page.getByRole("button", { name: "Just before" }).waitFor();
        await seen(page, 66);
      }
      await saveEraseRestore(pages[0]!, alone);
    } finally {
      await alone.stop();
      rmSync(data, { recursive: true, force: true });
    }
  });
}

/** Saves all to a file, makes the poi as new, and brings all back. */
async function saveEraseRestore(page: Page, poi: RunningPoi): Promise<void> {
  await poi.put(0, "/api/patterns/wave", { name: "Kept for ever" });
  await page.getByRole("link", { name: "Setup" }).click();
  await page.getByRole("link", { name: "Care" }).click();
  const saving = page.waitForEvent("download");
  await page.getByRole("link", { name: "Save a backup" }).click();
  const file = await (await saving).path();
  await page.getByRole("button", { name: "Erase everything …" }).click();
  const lines = poi.lines.length;
  await page.getByRole("button", { name: "Erase now" }).click();
  await poi.line(/http:/, lines);
  assert.equal((await poi.get(0, "/api/patterns/wave")).name, "Wave");
  // As new it has content that it was born with, which otherwise stays.
  await page.getByRole("switch", { name: /Undo later changes/ }).click();
  await page.getByLabel("Restore a backup …").setInputFiles(file);
  await page.getByText(/items? came back/).waitFor();
  assert.equal((await poi.get(0, "/api/patterns/wave")).name, "Kept for ever");
}
