import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { RunningPoi, type RunOptions } from "../start/running-poi.ts";

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome"];
/** What the browser takes for a device of the network. Its pages are not secure: no service worker, no clipboard, no subtle crypto. */
const HOST = "poi.local";

/** In a page: how many pixels it is too wide. */
export const OVER_THE_EDGE = "document.documentElement.scrollWidth - innerWidth";

export const SIZES = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1280, height: 800 } },
} as const;
export type Size = keyof typeof SIZES;

// biome-ignore lint/suspicious/noExplicitAny: tests look into it.
type Json = any;

/** One Chromium, and poi whose pages it opens. */
export class Phones {
  readonly poi: RunningPoi;
  private readonly browser: Browser;
  private readonly errors: string[] = [];
  private contexts: BrowserContext[] = [];

  private constructor(browser: Browser, poi: RunningPoi) {
    this.browser = browser;
    this.poi = poi;
  }

  static async start(options: RunOptions = {}): Promise<Phones> {
    const [browser, poi] = await Promise.all([launch(), RunningPoi.start(options)]);
    await poi.meet();
    return new Phones(browser, poi);
  }

  /** A page of a poi in a browser of its own, once it knows what the poi knows. `port`: of something in between. */
  async open(node: number, screen: string, size: Size = "phone", port = this.poi.port + node): Promise<Page> {
    const page = await this.blank(size);
    await page.goto(`${this.url(node, port)}/#${screen}`);
    await page.locator("main[aria-busy=false]").waitFor();
    return page;
  }

  /** Where the browser finds a poi. */
  url(node: number, port = this.poi.port + node): string {
    return `http://${HOST}:${port}`;
  }

  /** An empty page. What goes wrong in it is told by `close`. */
  async blank(size: Size = "phone"): Promise<Page> {
    const context = await this.browser.newContext({ reducedMotion: "reduce", ...SIZES[size] });
    this.contexts.push(context);
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !/ERR_|status of 5|status of 4/.test(message.text()))
        this.errors.push(message.text());
    });
    return page;
  }

  /**
   * Waits until what a poi answers fits, asked after each of its events. What a pattern or picture is called or holds, what
   * plays, what is set: all of it makes an event.
   */
  async until(node: number, path: string, fits: (answer: Json) => boolean, limitMs = 15_000): Promise<void> {
    const stop = AbortSignal.timeout(limitMs);
    let last: unknown;
    try {
      const { body } = await fetch(`${this.poi.url(node)}/api/events`, { signal: stop });
      for await (const _event of body!) {
        last = await this.poi.get(node, path);
        if (fits(last)) return;
      }
    } catch (error) {
      if (!stop.aborted) throw error;
    }
    assert.fail(`not within ${limitMs} ms: ${path} is ${JSON.stringify(last)}`);
  }

  /** Whether poi sync by themselves. Where they no longer do, they have done so to the end. */
  async autoSync(on: boolean): Promise<void> {
    for (const node of [0, 1]) await this.poi.post(node, "/api/device/config", { autoSync: on });
    for (const node of on ? [] : [0, 1]) await this.poi.post(node, "/api/sync/execute", { peerId: "auto" });
  }

  async pixels(node: number, image: string): Promise<Uint8Array> {
    const answer = await fetch(`${this.poi.url(node)}/api/images/${image}/pixels`);
    return new Uint8Array(await answer.arrayBuffer());
  }

  /** Closes all pages, and throws where one of them had an error. */
  async close(): Promise<void> {
    const contexts = this.contexts;
    this.contexts = [];
    await Promise.all(contexts.map((context) => context.close()));
    assert.deepEqual(this.errors.splice(0), []);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.poi.stop();
  }
}

function launch(): Promise<Browser> {
  const executablePath = (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => PROGRAMS.map((name) => join(folder, name)))
    .find(existsSync);
  assert.ok(executablePath !== undefined, "Chromium is installed");
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", `--host-resolver-rules=MAP ${HOST} 127.0.0.1`],
  });
}
