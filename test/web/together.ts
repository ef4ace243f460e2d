import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Phones } from "./phones.ts";

/** Of as many changes the quickest is looked at: a busy computer is not a fault. */
const CHANGES = 3;

/** Several phones at once: each sees what another one does. */
export function together(phones: () => Phones): void {
  const change = (page: Page, value: number) =>
    page.getByRole("slider", { name: "Brightness" }).fill(String(value));
  /** Milliseconds until the slider of a page has a value. */
  const seen = async (page: Page, value: number): Promise<number> => {
    const start = performance.now();
    await page.locator(`input[aria-valuetext="${Math.round((value / 255) * 100)} %"]`).waitFor();
    return performance.now() - start;
  };
  const quickest = async (from: Page, to: Page): Promise<number> => {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 1; i <= CHANGES; i++) {
      const value = Math.round(Math.random() * 40) * 6 + 5;
      await change(from, value);
      best = Math.min(best, await seen(to, value));
    }
    return best;
  };

  it("two phones on one poi see each other's changes within a second", async () => {
    const [one, other] = await Promise.all([phones().open(0, "play"), phones().open(0, "play", "desktop")]);
    const there = await quickest(one, other);
    const back = await quickest(other, one);
    assert.ok(there <= 1000 && back <= 1000, `${there} ms there, ${back} ms back`);
  });

  it("two phones on two poi see each other's changes with one push", async () => {
    const [one, other] = await Promise.all([phones().open(0, "play"), phones().open(1, "play")]);
    const there = await quickest(one, other);
    const back = await quickest(other, one);
    assert.ok(there <= 2000 && back <= 2000, `${there} ms there, ${back} ms back`);
    await one.getByRole("button", { name: "Fire", exact: true }).click();
    await other.getByRole("img", { name: "Fire, spinning" }).waitFor();
  });

  it("two fingers on one slider end with one value everywhere", async () => {
    const [one, other] = await Promise.all([phones().open(0, "play"), phones().open(1, "play")]);
    const taken = [sent(one, 30), sent(other, 200)];
    await Promise.all([change(one, 11), change(other, 240)]);
    await Promise.all([change(one, 30), change(other, 200), ...taken]);
    const { poi } = phones();
    await poi.post(0, "/api/sync/execute", { peerId: "auto" });
    const { brightness } = await poi.get(0, "/api/status");
    assert.equal((await poi.get(1, "/api/status")).brightness, brightness);
    assert.ok([30, 200].includes(brightness), String(brightness));
    await Promise.all([seen(one, brightness), seen(other, brightness)]);
  });

  it("a fifth page is served too, and asks now and then", async () => {
    const pages = await Promise.all([0, 1, 2, 3, 4].map(() => phones().open(0, "play")));
    await change(pages[0]!, 77);
    await Promise.all(pages.slice(1).map((page) => seen(page, 77)));
  });
}

/** A poi has taken what a slider was moved to. */
function sent(page: Page, value: number): Promise<unknown> {
  return page.waitForResponse((answer) => {
    const request = answer.request();
    return request.url().endsWith("/api/brightness") && request.postDataJSON().brightness === value;
  });
}
