import type { Page } from "playwright-core";

/** Moves the brightness of one page; milliseconds until another one shows it. */
export async function timeChange(from: Page, to: Page, value: number): Promise<number> {
  const start = performance.now();
  await from.getByRole("slider", { name: "Brightness" }).fill(String(value));
  await seen(to, value);
  return performance.now() - start;
}

/** Waits until a page shows a brightness. */
export async function seen(page: Page, value: number): Promise<void> {
  await page.locator(`input[aria-valuetext="${Math.round((value / 255) * 100)} %"]`).waitFor();
}
