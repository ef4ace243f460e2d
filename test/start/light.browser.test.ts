import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { request } from "node:http";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { RunningPoi } from "./running-poi.ts";

// biome-ignore lint/suspicious/noExplicitAny: code that runs in the browser, whose types are not here.
type Dom = any;

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome"];

describe("the page that shows all poi in the dark", () => {
  let browser: Browser;
  let poi: RunningPoi;
  let page: Page;
  const errors: string[] = [];

  before(async () => {
    const found = (process.env["PATH"] ?? "")
      .split(delimiter)
      .flatMap((folder) => PROGRAMS.map((name) => join(folder, name)))
      .find(existsSync);
    assert.ok(found !== undefined, "Chromium is installed");
    [browser, poi] = await Promise.all([
      chromium.launch({ executablePath: found, args: ["--no-sandbox"] }),
      RunningPoi.start(),
    ]);
    page = await browser.newPage();
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    await page.goto(poi.lightUrl);
  });

  after(async () => {
    await browser?.close();
    await poi?.stop();
  });

  /** Waits until the light of a poi's disc, added up, is mostly of one colour: 0 red, 1 green, 2 blue; or until it is dark. */
  async function shows(number: number, color: 0 | 1 | 2 | "dark"): Promise<void> {
    await page.waitForFunction(
      ([poi, color]) => {
        const canvas = (globalThis as Dom).document.querySelector(`canvas[data-poi="${poi}"]`);
        if (canvas === null) return false;
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        const sums = [0, 0, 0, 0];
        for (let i = 0; i < data.length; i++) sums[i % 4]! += data[i];
        const all = sums[0]! + sums[1]! + sums[2]!;
        return color === "dark" ? all === 0 : all > 1e6 && sums[color as number]! > 0.9 * all;
      },
      [number, color] as const,
      { polling: 100 },
    );
  }

  /** A pattern of one colour everywhere. */
  const plain = (color1: object) => ({ index: 2, type: 2, color1, color2: color1, speed: 1 });

  it("shows a disc a poi, with its name, which leads to its own page", async () => {
    await page.locator('canvas[data-poi="1"]').waitFor();
    for (const [i, name] of ["Left Poi", "Right Poi"].entries()) {
      const link = page.locator("figcaption a").nth(i);
      assert.deepEqual([await link.textContent(), await link.getAttribute("href")], [name, poi.url(i)]);
    }
  });

  it("changes when a poi is told to show something else, from the bytes on its bus", async () => {
    await poi.post(0, "/api/pattern", plain({ r: 255, g: 0, b: 0 }));
    await poi.post(0, "/api/mode", { mode: 2, index: 2 });
    await shows(0, 0);
    await poi.post(0, "/api/pattern", plain({ r: 0, g: 0, b: 255 }));
    await shows(0, 2);
    await poi.post(0, "/api/live", { pixels: new Array(32).fill({ r: 0, g: 255, b: 0 }) });
    await shows(0, 1);
    await poi.post(0, "/api/mode", { mode: 0, index: 0 });
    await shows(0, "dark");
    assert.deepEqual(errors, []);
  });

  it("decodes the bytes of other strips as well", async () => {
    // The poi starts again with it.
    await poi.post(1, "/api/strip", { chip: "sk6812-rgbw", leds: 20 });
    await poi.line(/:\d+$/, poi.lines.length);
    await poi.post(1, "/api/pattern", plain({ r: 255, g: 0, b: 0 }));
    await poi.post(1, "/api/mode", { mode: 2, index: 2 });
    await shows(1, 0);
    await page.getByText("20 SK6812-RGBW").waitFor();
    assert.deepEqual(errors, []);
  });

  it("is for this computer alone, and changes nothing", async () => {
    const ask = (method: string, path: string, host: string) =>
      new Promise<number>((resolve, reject) => {
        const asked = request(poi.lightUrl + path, { method, headers: { Host: host } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode!);
        });
        asked.on("error", reject);
        asked.end();
      });
    assert.equal(await ask("GET", "/", "127.0.0.1"), 200);
    assert.equal(await ask("GET", "/light", "pages.example.com"), 403);
    assert.equal(await ask("POST", "/", "localhost"), 405);
    assert.equal(await ask("GET", "/../package.json", "localhost"), 404);
  });
});
