import assert from "node:assert/strict";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { nodePorts } from "../../hosts/node/node-ports.ts";
import { SyncNode } from "../../src/node/sync-node.ts";
import { freePorts, RunningPoi, temporaryFolder, uniqueGroup } from "../start/running-poi.ts";
import { ALL_TEXT, NAMES, SMUGGLED } from "./hostile-names.ts";
import { OVER_THE_EDGE, type Phones, type Size } from "./phones.ts";

/** An item's body has 480 bytes: what the longest name has room for. */
const MAX_NAME = 400;
/** A label of DNS. */
const MAX_DEVICE_NAME_BYTES = 63;
const RENAMED = [
  ["image", "heart"],
  ["pattern", "wave"],
  ["pattern", "plasma"],
  ["sequence", "demo"],
] as const;
/** On the poi: edits of some of the same, so that versions stand side by side. */
const CONFLICTS = ["images/heart", "patterns/wave", "sequences/demo"];
const SCREENS = ["play", "images", "images/heart", "show", "show/demo", "poi"];

/** What a real poi brings that holds such names, however it came by them: the API takes none of them. */
export function hostilePeer(phones: () => Phones): void {
  for (const [what, name] of Object.entries(NAMES)) {
    it(`${what} that another poi holds and is called by is text on every screen, once synced`, async () => {
      const poi = await RunningPoi.start({ nodes: 1, group: uniqueGroup() });
      try {
        await meetHostile(poi, name);
        for (const size of ["phone", "desktop"] as Size[]) await look(phones(), poi, name, size);
      } finally {
        await poi.stop();
      }
    });
  }

  it("a program that calls itself by fifteen hundred characters has a short name here, and by ten thousand none", async () => {
    let long = "W".repeat(10_000);
    const liar = createServer((_ask, answer) => {
      answer.setHeader("Content-Type", "application/json");
      answer.end(JSON.stringify({ deviceId: "0A:00:00:00:00:99", deviceName: long, syncGroups: [long] }));
    });
    liar.listen(0, "127.0.0.1");
    await once(liar, "listening");
    const poi = await RunningPoi.start({ nodes: 1, group: uniqueGroup() });
    try {
      const { port } = liar.address() as AddressInfo;
      const address = `127.0.0.1:${port}`;
      await assert.rejects(poi.post(0, "/api/peers", { address }), /503 .*answered too much/);
      long = long.slice(0, 1500);
      const { deviceName } = await poi.post(0, "/api/peers", { address });
      assert.ok(deviceName.startsWith("WWWW") && Buffer.byteLength(deviceName) <= MAX_DEVICE_NAME_BYTES);
      for (const size of ["phone", "desktop"] as Size[]) {
        const page = await phones().open(0, "poi", size, poi.port);
        await page.getByText(deviceName).first().waitFor();
        assert.ok(Number(await page.evaluate(OVER_THE_EDGE)) <= 0, size);
      }
    } finally {
      await poi.stop();
      liar.close();
    }
  });
}

/** A second poi, in this process, whose store holds the name: it does not come through its API. Both sync, and it is gone. */
async function meetHostile(poi: RunningPoi, name: string): Promise<void> {
  await poi.post(0, "/api/device/config", { autoSync: false });
  for (const path of CONFLICTS) await poi.put(0, `/api/${path}`, { name: "Mine" });
  const { syncGroup } = await poi.get(0, "/api/device/config");
  const folder = temporaryFolder();
  const port = await freePorts(1);
  const start = { groups: [syncGroup], autoSync: false };
  const node = await new Promise<SyncNode>((resolve, reject) => {
    const made = new SyncNode(nodePorts(folder, "loopback"), {
      ...{ port, start, onListening: () => resolve(made), onError: (message) => reject(Error(message)) },
    });
    Object.assign(made.file.config, {
      deviceName: Buffer.from(name).subarray(0, MAX_DEVICE_NAME_BYTES).toString(),
    });
    for (const [kind, id] of RENAMED) {
      const { body, blob } = made.store.current(kind, id)!;
      made.store.put(kind, id, { body: { ...body, name: name.slice(0, MAX_NAME) }, ...(blob && { blob }) });
    }
  });
  try {
    await poi.post(0, "/api/peers", { address: `127.0.0.1:${port}` });
    const { conflicts, itemsSynced } = await poi.post(0, "/api/sync/execute", {});
    assert.ok(conflicts >= CONFLICTS.length && itemsSynced >= RENAMED.length, `${conflicts}, ${itemsSynced}`);
    assert.equal((await poi.get(0, "/api/patterns/plasma")).name, name.slice(0, MAX_NAME));
  } finally {
    node.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function look(phones: Phones, poi: RunningPoi, name: string, size: Size): Promise<void> {
  const page = await phones.open(0, "poi", size, poi.port);
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => void dialogs.push(dialog.message()));
  for (const screen of SCREENS) {
    await page.goto(`${phones.url(0, poi.port)}/#${screen}`);
    if (screen === "poi") await page.getByRole("button", { name: "Keep theirs" }).first().waitFor();
    else await page.locator("main :is(h1, [aria-label])").first().waitFor();
    const shown = (await page.evaluate(ALL_TEXT)) as string;
    assert.ok(shown.includes(name.slice(0, 20)), `${screen} of a ${size} shows it`);
    assert.ok(Number(await page.evaluate(OVER_THE_EDGE)) <= 0, `${screen} of a ${size} fits`);
    assert.ok(!(await page.evaluate(SMUGGLED)), `${screen} of a ${size} runs nothing`);
  }
  assert.deepEqual(dialogs, []);
}
