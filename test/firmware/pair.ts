import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { buildLinux } from "../../hosts/node/firmware-linux.ts";
import type { Sdk } from "../../hosts/node/firmware-sdk.ts";
import { askJson, RunningPoi } from "../start/running-poi.ts";
import { FirmwarePoi } from "./firmware-poi.ts";
import { fillUp, readLists } from "./full.ts";
import { type Outcome, stepsOf } from "./outcome.ts";

/** A discovery listens for a second. */
const DISCOVERIES = 20;

/** Two poi of firmware and one of Node find each other, take a picture over HTTP, and have it all three. */
export async function runPair(sdk: Sdk, onOutcome: (outcome: Outcome) => void): Promise<void> {
  const firmware = await FirmwarePoi.start(await buildLinux(sdk), 2);
  const desktop = await RunningPoi.start({ nodes: 1, group: firmware.group });
  const urls = [firmware.url(0), firmware.url(1), desktop.url(0)];
  const step = stepsOf("pair", firmware, onOutcome);
  try {
    await step("two firmwares and a desktop poi see each other", () => meet(urls));
    await step("a picture sent to one is the same on all three", () => share(urls));
    await step("an edit of the desktop's is on both firmwares", () => edit(urls));
    await step("all that one poi can hold comes to both, and both list it to four readers at once", () =>
      fill(urls),
    );
  } finally {
    await desktop.stop();
    await firmware.stop();
  }
}

/** Each finds the others; there may be more on the network that are none of the test's. */
async function meet(urls: readonly string[]): Promise<void> {
  for (const url of urls) {
    const others = urls.filter((each) => each !== url).map((each) => Number(new URL(each).port));
    let missing = others;
    for (let i = 0; i < DISCOVERIES && missing.length > 0; i++) {
      const { peers } = await askJson(url, "POST", "/api/sync/discover", {});
      const found = (peers as { port: number }[]).map(({ port }) => port);
      missing = others.filter((port) => !found.includes(port));
    }
    assert.deepEqual(missing, [], `ports of peers that ${url} does not see`);
  }
}

async function share(urls: readonly string[]): Promise<void> {
  const form = new FormData();
  form.set("image", new Blob([randomBytes(3 * 64 * 32)]), "image_64x32.rgb");
  const response = await fetch(`${urls[0]}/api/image`, { method: "POST", body: form });
  const text = await response.text();
  assert.ok(response.ok, text);
  const { id } = JSON.parse(text) as { id: string };
  for (const url of urls.slice(1)) await askJson(url, "POST", "/api/sync/execute", {});
  const hashes = new Set<string>();
  for (const url of urls) {
    const pixels = await fetch(`${url}/api/images/${id}/pixels`);
    assert.equal(pixels.status, 200, `the picture on ${url}`);
    hashes.add(
      createHash("sha256")
        .update(Buffer.from(await pixels.arrayBuffer()))
        .digest("hex"),
    );
  }
  assert.equal(hashes.size, 1, "one hash");
}

async function edit(urls: readonly string[]): Promise<void> {
  await askJson(urls[2]!, "POST", "/api/brightness", { brightness: 77 });
  for (const url of urls.slice(0, 2)) {
    await askJson(url, "POST", "/api/sync/execute", {});
    assert.equal((await askJson(url, "GET", "/api/status")).brightness, 77, url);
  }
}

async function fill(urls: readonly string[]): Promise<void> {
  await fillUp(urls[2]!);
  const there = await readLists(urls[2]!);
  assert.ok(there > 100, `${there} shows`);
  for (const url of urls.slice(0, 2)) {
    await askJson(url, "POST", "/api/sync/execute", {});
    assert.equal(await readLists(url), there, url);
  }
}
