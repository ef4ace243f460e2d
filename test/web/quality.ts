import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { MAX_PAGE_BYTES } from "../../hosts/node/page-bundle.ts";
import { timeLoad } from "./load-time.ts";
import { OVER_THE_EDGE, type Phones, type Size } from "./phones.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SCREENS = ["play", "images", "images/smiley", "show", "show/demo", "live", "poi", "setup", "care"];
/** What a thumb needs, in CSS pixels. */
const LEAST_TARGET = 44;

/** What runs in a page is text: it has other types than a test. */
const NEXT_FRAME = "new Promise(requestAnimationFrame)";
/** What a finger can hit; a field is hit by its label as well. */
const TARGETS = `Array.from(
  document.querySelectorAll("main :is(button, a, input, select, summary)"),
  (each) => {
    const heights = [each, each.closest("label") ?? each].map((box) => box.getBoundingClientRect().height);
    return { name: each.outerHTML.slice(0, 80), height: Math.max(...heights) };
  },
).filter(({ height }) => height > 0)`;

/** Whether a heading ends under something else; a sheet lies over everything. */
const COVERED = `!document.querySelector("dialog[open]") && Array.from(document.querySelectorAll("main h1"), (heading) => {
  const range = document.createRange();
  range.selectNodeContents(heading);
  const { right, top, height } = range.getBoundingClientRect();
  return heading.contains(document.elementFromPoint(right - 2, top + height / 2));
}).includes(false)`;

interface Target {
  name: string;
  height: number;
}

interface AxeResult {
  violations: { id: string; impact: string; nodes: { html: string }[] }[];
}

/** What holds for all screens. */
export function quality(phones: () => Phones): void {
  it("comes in one request, below its limit, and is painted and usable soon at 75 KB/s", async () => {
    const page = await phones().blank();
    const { requests, bytes, firstPaintMs, interactiveMs } = await timeLoad(page, phones().url(0), 75_000);
    assert.equal(requests, 1);
    assert.ok(bytes <= MAX_PAGE_BYTES, `${bytes} bytes`);
    // Half a second on the air; the rest is this computer, which may be busy.
    assert.ok(firstPaintMs < 4000 && interactiveMs < 6000, `${firstPaintMs} and ${interactiveMs} ms`);
  });

  it("is asked for again and has not changed: no body", async () => {
    const first = await fetch(phones().poi.url(0));
    const etag = first.headers.get("etag")!;
    await first.arrayBuffer();
    const again = await fetch(phones().poi.url(0), { headers: { "If-None-Match": etag } });
    assert.equal(again.status, 304);
    assert.equal(first.headers.get("cache-control"), "no-cache");
  });

  for (const size of ["phone", "desktop"] as Size[]) {
    it(`axe finds nothing serious on any screen of a ${size}, and nothing runs over its edge`, async () => {
      const page = await phones().open(0, "play", size);
      for (const screen of SCREENS) {
        await page.goto(`${phones().url(0)}/#${screen}`);
        await page.evaluate(NEXT_FRAME);
        if (screen === "play") await page.evaluate(AXE);
        const { violations } = (await page.evaluate("axe.run({ resultTypes: [`violations`] })")) as AxeResult;
        const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
        assert.deepEqual(
          serious.map(({ id, nodes }) => `${screen}: ${id} ${nodes[0]?.html}`),
          [],
        );
        assert.ok(Number(await page.evaluate(OVER_THE_EDGE)) <= 0, `${screen} fits`);
        assert.ok(!(await page.evaluate(COVERED)), `the heading of ${screen} is seen`);
      }
    });
  }

  it("has targets that a thumb hits, on every screen of a phone", async () => {
    const page = await phones().open(0, "play");
    for (const screen of SCREENS) {
      await page.goto(`${phones().url(0)}/#${screen}`);
      await page.evaluate(NEXT_FRAME);
      const small = ((await page.evaluate(TARGETS)) as Target[]).filter(
        ({ height }) => height < LEAST_TARGET,
      );
      assert.deepEqual(small, [], screen);
    }
  });

  it("works from the keyboard alone", async () => {
    const page = await phones().open(0, "play", "desktop");
    await page.getByRole("link", { name: "Images" }).press("Enter");
    await page.getByRole("heading", { name: "Images" }).waitFor();
    await page.getByRole("link", { name: /Smiley/ }).press("Enter");
    const sheet = page.getByRole("dialog", { name: "Smiley" });
    await sheet.waitFor();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Play" }).press("Enter");
    const slider = page.getByRole("slider", { name: "Brightness" });
    const before = Number(await slider.inputValue());
    await slider.press("ArrowLeft");
    assert.equal(Number(await slider.inputValue()), before - 1);
  });

  it("stands still where motion is unwanted, and spins where it is not", async () => {
    const { poi } = phones();
    await poi.post(0, "/api/mode", { mode: 2, index: 8 });
    for (const [reducedMotion, moves] of [
      ["reduce", false],
      ["no-preference", true],
    ] as const) {
      const page = await phones().open(0, "play");
      await page.emulateMedia({ reducedMotion });
      await page.reload();
      const disc = page.getByRole("img", { name: "Meteor, spinning" });
      await disc.waitFor();
      const frames = [];
      for (let i = 0; i < 2; i++) {
        for (let frame = 0; frame < 8; frame++) await page.evaluate(NEXT_FRAME);
        frames.push(await page.evaluate("document.querySelector('.disc').toDataURL()"));
      }
      assert.equal(frames[0] !== frames[1], moves);
    }
  });
}
