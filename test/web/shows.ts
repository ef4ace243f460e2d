import assert from "node:assert/strict";
import { type Light, untilLit } from "./leds.ts";
import type { Phones, Size } from "./phones.ts";

/** Whether any pixel of the preview is lit. */
const PREVIEW_LIT = `(() => {
  const canvas = document.querySelector("dialog .disc");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value, i) => i % 4 < 3 && value > 0);
})()`;

/** Shows and timelines, made on the page and seen on the LEDs. */
export function shows(phones: () => Phones, size: Size): void {
  it("Show: a step gets its own brightness, speed and fade, in the preview and on the LEDs", async () => {
    const { poi } = phones();
    const name = `Dim ${size}`;
    const steps = [{ pattern: "fire", ms: 3000 }];
    const { id } = await poi.post(0, "/api/sequences", { name, steps });
    const page = await phones().open(0, `show/${id}`, size);
    await page.getByRole("button", { name: "Start on all poi" }).click();
    await page.getByRole("button", { name: "Change Fire" }).click();
    const sheet = page.getByRole("dialog", { name: "Fire" });
    await sheet.getByRole("slider", { name: "Speed" }).fill("200");
    await sheet.getByRole("slider", { name: "Fade in" }).fill("1200");
    assert.equal(await page.evaluate(PREVIEW_LIT), true);
    await sheet.getByRole("slider", { name: "Brightness" }).fill("0");
    await phones().until(0, `/api/sequences/${id}`, (view) => {
      const [step] = view.steps;
      return step.speed === 200 && step.fadeMs === 1200 && step.brightness === 0;
    });
    const isDark = ({ r, g, b }: Light) => r + g + b === 0;
    await untilLit(poi.lightUrl, 0, isDark);
    assert.equal(await page.evaluate(PREVIEW_LIT), false);
    await sheet.getByRole("slider", { name: "Brightness" }).fill("128");
    await untilLit(poi.lightUrl, 0, ({ r }) => r > 0);
    assert.equal(await page.evaluate(PREVIEW_LIT), true);
    await sheet.getByRole("slider", { name: "Fade in" }).fill("0");
    await phones().until(0, `/api/sequences/${id}`, ({ steps: [step] }) => step.fadeMs === undefined);
    await sheet.getByRole("button", { name: "Close" }).click();
    await page.getByRole("listitem", { name: "1. Fire" }).getByText("50 % · own speed").waitFor();
    await poi.delete(0, `/api/sequences/${id}`);
  });

  it("Show: a step is removed, but not the last one", async () => {
    const { poi } = phones();
    const steps = [
      { pattern: "fire", ms: 3000 },
      { image: "smiley", ms: 2000 },
    ];
    const { id } = await poi.post(0, "/api/sequences", { name: `Short ${size}`, steps });
    const page = await phones().open(0, `show/${id}`, size);
    await page.getByRole("button", { name: "Change Fire" }).click();
    await page.getByRole("button", { name: "Remove the step" }).click();
    await phones().until(0, `/api/sequences/${id}`, (view) => view.steps[0].image === "smiley");
    await page.getByRole("button", { name: "Change Smiley" }).click();
    await page.getByRole("dialog").getByRole("slider", { name: "Speed" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Remove the step" }).count(), 0);
    await poi.delete(0, `/api/sequences/${id}`);
  });

  it("Show: a timeline is made, timed, dark on one poi, started on all, and put in order", async () => {
    const { poi } = phones();
    const isDark = ({ r, g, b }: Light) => r + g + b === 0;
    const page = await phones().open(0, "show", size);
    await page.getByRole("button", { name: "+ Timeline" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Fire" }).click();
    const name = `Duet ${size}`;
    const cuesOf = (sequences: { name: string; cues?: [] }[]): { at: number; dark?: true }[] =>
      sequences.findLast((each) => each.name === name)?.cues ?? [];
    await page.getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Add a step" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Smiley" }).click();
    const time = page.getByLabel("From when on Smiley");
    await time.fill("0.5");
    // Whatever the poi tells meanwhile, what is typed stays.
    await poi.post(0, "/api/sync/execute", {});
    await time.press("Enter");
    await phones().until(0, "/api/sequences", ({ sequences }) => cuesOf(sequences).at(-1)?.at === 500);
    await page.getByRole("button", { name: "Change Smiley" }).click();
    await page.getByRole("dialog").getByLabel("For").selectOption("Right Poi");
    await page.getByRole("dialog").getByRole("button", { name: "Dark", exact: true }).click();
    const { deviceId: to } = await poi.get(1, "/api/device/config");
    const wanted = JSON.stringify([
      { at: 0, pattern: "fire" },
      { at: 500, dark: true, to },
    ]);
    await phones().until(
      0,
      "/api/sequences",
      ({ sequences }) => JSON.stringify(cuesOf(sequences)) === wanted,
    );
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("listitem", { name: "2. Dark" }).getByText("Right Poi").waitFor();
    await page.getByRole("button", { name: "Start on all poi" }).click();
    await untilLit(poi.lightUrl, 0, ({ r }) => r > 0);
    await untilLit(poi.lightUrl, 1, isDark);
    await untilLit(poi.lightUrl, 0, ({ r }) => r > 0);
    await page.getByLabel("From when on Fire").fill("2");
    await page.getByRole("listitem", { name: "1. Fire" }).getByRole("spinbutton").blur();
    await page.getByRole("listitem", { name: "1. Dark" }).waitFor();
    await page.getByRole("button", { name: "Change Fire" }).click();
    await page.getByRole("button", { name: "Remove the cue" }).click();
    await phones().until(0, "/api/sequences", ({ sequences }) => {
      const cues = cuesOf(sequences);
      return cues.length === 1 && cues[0]?.dark === true;
    });
    await page.getByRole("button", { name: "Change Dark" }).click();
    await page.getByRole("dialog", { name: "Dark" }).getByLabel("For").waitFor();
    assert.equal(await page.getByRole("button", { name: "Remove the cue" }).count(), 0);
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByText(`Deleted “${name}”`).waitFor();
  });
}
