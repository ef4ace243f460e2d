import type { Page } from "playwright-core";

/** How a page came, over a line of so many bytes a second. */
export interface LoadTime {
  /** Requests for the page: what is not the API. */
  requests: number;
  /** Bytes of the page as they were sent. */
  bytes: number;
  firstPaintMs: number;
  /** It knows what the poi knows, and takes taps. */
  interactiveMs: number;
}

/** Loads a page as over the air of a busy field. */
export async function timeLoad(
  page: Page,
  url: string,
  bytesPerS: number,
  latencyMs = 20,
): Promise<LoadTime> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: latencyMs,
    downloadThroughput: bytesPerS,
    uploadThroughput: bytesPerS,
  });
  let requests = 0;
  page.on("request", (request) => {
    const { protocol, pathname } = new URL(request.url());
    if (protocol === "http:" && !pathname.startsWith("/api/")) requests++;
  });
  const answer = (await page.goto(url))!;
  await page.locator("main[aria-busy=false]").waitFor();
  const [firstPaintMs, interactiveMs] = (await page.evaluate(
    "[performance.getEntriesByName('first-contentful-paint')[0].startTime, performance.now()]",
  )) as [number, number];
  const { responseBodySize } = await answer.request().sizes();
  return { requests, bytes: responseBodySize, firstPaintMs, interactiveMs };
}
