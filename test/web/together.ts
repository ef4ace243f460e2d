import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { seen, timeChange } from "./change-time.ts";
import type { Phones } from "./phones.ts";

/** Of as many changes the quickest is looked at: a busy computer is not a fault. */
const CHANGES = 3;

/** Several phones at once: each sees what another one does. */
export function together(phones: () => Phones): void {
  const quickest = async (from: Page, to: Page): Promise<number> => {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 1; i <= CHANGES; i++) best = Math.min(best, await timeChange(from, to, 30 * ++turns + 5));
    return best;
  };
  /** So that each change is one. */
  let turns = 0;
  beforeEach(() => {
    turns = 0;
  });

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
    const slide = (page: Page, value: number) =>
      page.getByRole("slider", { name: "Brightness" }).fill(String(value));
    await Promise.all([slide(one, 11), slide(other, 240)]);
    await Promise.all([slide(one, 30), slide(other, 200), ...taken]);
    const { poi } = phones();
    await poi.post(0, "/api/sync/execute", { peerId: "auto" });
    const { brightness } = await poi.get(0, "/api/status");
    assert.equal((await poi.get(1, "/api/status")).brightness, brightness);
    assert.ok([30, 200].includes(brightness), String(brightness));
    await Promise.all([seen(one, brightness), seen(other, brightness)]);
  });

  it("a fifth page is served too, and asks now and then", async () => {
    const pages = await Promise.all([0, 1, 2, 3, 4].map(() => phones().open(0, "play")));
    await timeChange(pages[0]!, pages[1]!, 77);
    await Promise.all(pages.slice(2).map((page) => seen(page, 77)));
  });
}

/** A poi has taken what a slider was moved to. */
function sent(page: Page, value: number): Promise<unknown> {
  return page.waitForResponse((answer) => {
    const request = answer.request();
    return request.url().endsWith("/api/brightness") && request.postDataJSON().brightness === value;
  });
}
