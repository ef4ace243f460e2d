import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { RunningPoi } from "./running-poi.ts";

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome"];
/** A host of the internet, as far as the browser knows. */
const FOREIGN_HOST = "pages.example.com";

const JSON_POST = { method: "POST", headers: { "Content-Type": "application/json" } };
const RAW_POST = { method: "POST", body: "rgb" };

describe("Chromium", () => {
  let browser: Browser;
  let poi: RunningPoi;
  let pages: Server;
  let port: number;

  before(async () => {
    const found = (process.env["PATH"] ?? "")
      .split(delimiter)
      .flatMap((folder) => PROGRAMS.map((name) => join(folder, name)))
      .find(existsSync);
    assert.ok(found !== undefined, "Chromium is installed");
    pages = createServer((_request, response) => {
      response.setHeader("Content-Type", "text/html");
      response.end("<!doctype html><title>elsewhere</title>");
    });
    pages.listen(0, "127.0.0.1");
    [browser, poi] = await Promise.all([
      chromium.launch({
        executablePath: found,
        args: ["--no-sandbox", `--host-resolver-rules=MAP ${FOREIGN_HOST} 127.0.0.1`],
      }),
      RunningPoi.start(),
      once(pages, "listening"),
    ]);
    port = (pages.address() as AddressInfo).port;
    await poi.meet();
  });

  after(async () => {
    await browser?.close();
    await poi?.stop();
    pages?.close();
    if (pages?.listening) await once(pages, "close");
  });

  /** A page of an origin, and what it gets when it asks a poi: the status and the JSON, or that the browser kept it back. */
  async function pageOf(origin: string): Promise<(path: string, init?: RequestInit) => Promise<unknown>> {
    const page = await browser.newPage();
    await page.goto(`http://${origin}:${port}/`);
    return (path, init = {}) => inPage(page, poi.url(0) + path, init);
  }

  it("shows the poi's page: its name, the others, its pictures; and Sync now does it", async () => {
    for (const node of [0, 1]) await poi.post(node, "/api/device/config", { autoSync: false });
    const { syncGroup } = await poi.get(0, "/api/device/config");
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(`${poi.url(0)}/#images`);
    await page.getByText("Rainbow gradient").first().waitFor();
    assert.match(await page.title(), /Left Poi/);
    await page.goto(`${poi.url(0)}/#poi`);
    // This poi and the other one; what else is on this machine is of other groups.
    await page.getByText(`Group ${syncGroup}`).nth(1).waitFor();
    await poi.post(0, "/api/brightness", { brightness: 33 });
    await page.getByRole("button", { name: "Sync now" }).click();
    await page.getByText(/^Synced 1 change/).waitFor();
    assert.equal((await poi.get(1, "/api/status")).brightness, 33);
    assert.deepEqual(errors, []);
    await page.close();
  });

  it("lets pages of this network read, command and upload", async () => {
    for (const origin of ["localhost", "127.0.0.1"]) {
      const ask = await pageOf(origin);
      assert.deepEqual(await ask("/api/status"), [200, "performance"]);
      assert.deepEqual(await ask("/api/brightness", { ...JSON_POST, body: '{"brightness":77}' }), [
        200,
        "ok",
      ]);
      const put = { ...JSON_POST, method: "PUT", body: '{"speed":9}' };
      assert.deepEqual(await ask("/api/patterns/fire", put), [200, "ok"]);
      assert.deepEqual(await ask("/api/images?name=image_1x1.rgb", RAW_POST), [201, "ok"]);
      assert.deepEqual(await ask("/api/settings/brightness", { method: "DELETE" }), [200, "ok"]);
    }
  });

  it("keeps pages of the internet from changing anything, and lets them read", async () => {
    const before = await poi.get(0, "/api/sync/data");
    const ask = await pageOf(FOREIGN_HOST);
    assert.deepEqual(await ask("/api/status"), [200, "performance"]);
    assert.equal(await ask("/api/brightness", { ...JSON_POST, body: '{"brightness":5}' }), "kept back");
    const simple = { method: "POST", headers: { "Content-Type": "text/plain" }, body: '{"brightness":5}' };
    assert.deepEqual(await ask("/api/brightness", simple), [403, "error"]);
    assert.deepEqual(await ask("/api/images?name=image_1x1.rgb", RAW_POST), [403, "error"]);
    assert.equal(await ask("/api/patterns/fire", { method: "DELETE" }), "kept back");
    assert.deepEqual(await poi.get(0, "/api/sync/data"), before);
  });
});

function inPage(page: Page, url: string, init: RequestInit): Promise<unknown> {
  return page.evaluate(
    async ([address, options]) => {
      try {
        const response = await fetch(address as string, options as RequestInit);
        const answer = (await response.json()) as { error?: string; status?: string; powerMode?: string };
        return [response.status, "error" in answer ? "error" : (answer.status ?? answer.powerMode)];
      } catch {
        return "kept back";
      }
    },
    [url, init] as const,
  );
}
