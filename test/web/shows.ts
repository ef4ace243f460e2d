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
}
