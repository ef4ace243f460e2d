import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { ALL_TEXT, NAMES, SMUGGLED } from "./hostile-names.ts";
import { hostilePeer } from "./hostile-peer.ts";
import { OVER_THE_EDGE, type Phones } from "./phones.ts";

const COLOR = { r: 1, g: 2, b: 3 };

/** Whatever a peer sends as a name is text, wherever it is shown. */
export function hostile(phones: () => Phones): void {
  hostilePeer(phones);

  it("more than any poi lets in, in every field that a page reads, is text", async () => {
    const name = Object.values(NAMES).join(" ");
    const page = await phones().blank();
    await answerWith(page, name);
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => void dialogs.push(dialog.message()));
    for (const screen of ["play", "images", "images/x", "show", "show/x", "poi", "setup", "care"]) {
      await page.goto(`${phones().url(0)}/#${screen}`);
      await page.locator("main[aria-busy=false]").waitFor();
      if (screen === "poi") await page.getByRole("button", { name: "Keep mine" }).first().waitFor();
      const shown = (await page.evaluate(ALL_TEXT)) as string;
      assert.ok(shown.includes(name.slice(0, 20)), `${screen} shows it`);
      assert.ok(Number(await page.evaluate(OVER_THE_EDGE)) <= 0, `${screen} fits`);
      assert.ok(!(await page.evaluate(SMUGGLED)), `${screen} runs nothing`);
    }
    assert.deepEqual(dialogs, []);
  });
}

/** Answers a page as a node would whose peers call everything `name`. */
async function answerWith(page: Page, name: string): Promise<void> {
  const item = { id: "x", index: 0, name, modified: 1, conflict: true };
  const pattern = { ...item, type: 0, color1: COLOR, color2: COLOR, speed: 9, controls: { [name]: 1 } };
  const messages = [
    {
      status: { mode: 2, index: 0, brightness: 9, framerate: 1000, powerMode: name },
      device: {
        deviceId: name,
        deviceName: name,
        syncGroup: name,
        syncGroups: [name],
        autoSync: true,
        leds: 32,
      },
      peers: [peer(name, true), peer(`${name} `, false)],
      storage: { total: 9, free: 9 },
      show: { content: { kind: "pattern", id: "x" }, cue: null, blackout: false },
      sync: null,
    },
    { reset: true },
    { item: ["image", { ...item, width: 1, height: 1, size: 3, hash: name, complete: true }] },
    { item: ["pattern", pattern] },
    {
      item: [
        "sequence",
        {
          ...item,
          loop: true,
          steps: [
            { image: "x", ms: 10 },
            { pattern: name, ms: 10 },
          ],
        },
      ],
    },
    { mark: "1.1", poll: 60_000 },
  ];
  const version = { ...pattern, version: "1", playing: true, mine: true, deleted: false };
  const conflicts = ["pattern", "image", "sequence", "setting"].map((kind) => ({
    key: `${kind}/${name}`,
    kind,
    id: name,
    versions: [version, { ...version, version: "2", mine: false, value: name }],
  }));
  const none = { image: 0, pattern: 0, sequence: 0, setting: 0, conflicts: 0 };
  const record = { time: 1, peerId: name, peerName: name, taken: none, given: none, error: name };
  const answers: Record<string, object> = {
    "sync/conflicts": { conflicts },
    "sync/history": { history: [record] },
    diagnostics: { [name]: { [name]: name } },
    strip: { leds: 32, chip: name, order: name, limitMa: 9, balance: [9, 9, 9] },
    "wifi/status": { apSsid: name, apIp: name, staConnected: true, staIp: name, savedSsid: name },
  };
  await page.route("**/api/**", (route) => {
    const path = new URL(route.request().url()).pathname.slice("/api/".length);
    if (path === "events") {
      const body = messages.map((each) => `data:${JSON.stringify(each)}\n\n`).join("");
      return route.fulfill({ contentType: "text/event-stream", body });
    }
    if (path.endsWith("/pixels")) return route.fulfill({ body: "rgb" });
    return route.fulfill({ json: answers[path] ?? {} });
  });
}

function peer(name: string, online: boolean): object {
  return {
    deviceId: name,
    deviceName: name,
    ipAddress: "127.0.0.1",
    port: 1,
    groups: [name],
    online,
    manual: false,
    seenAgoS: 5,
    inSync: false,
  };
}
