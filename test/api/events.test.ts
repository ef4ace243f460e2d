import assert from "node:assert/strict";
import { SimBattery } from "../../sim/sim-battery.ts";
import { SimSignal } from "../../sim/sim-signal.ts";
import type { EventMessage, ItemEvent } from "../../src/api/event-views.ts";
import { MAX_FOLLOWERS } from "../../src/api/events.ts";
import { ApiLab, type ApiNode } from "./api-lab.ts";
import { EventPage } from "./event-lab.ts";

function itemsOf(messages: readonly EventMessage[]): ItemEvent[] {
  return messages.flatMap(({ item }) => (item === undefined ? [] : [item]));
}

describe("events", () => {
  let lab: ApiLab;
  let node: ApiNode;

  beforeEach(() => {
    lab = new ApiLab();
    node = lab.node({ autoSync: false });
  });

  afterEach(() => lab.check());

  it("begin with all that the node is and has, and a mark", () => {
    const page = new EventPage(node);
    const messages = page.after(200);
    assert.match(page.head, /Content-Type: text\/event-stream/);
    const [first] = messages;
    assert.deepEqual(first?.status, node.get("/api/status"));
    assert.deepEqual(first?.device, node.get("/api/device/config"));
    assert.deepEqual(first?.peers, []);
    assert.equal(first?.sync, null);
    assert.ok(first?.storage !== undefined && first.storage.total > 0);
    assert.equal(messages[1]?.reset, true);
    const items = itemsOf(messages);
    for (const [kind, path] of [
      ["image", "images"],
      ["pattern", "patterns"],
      ["sequence", "sequences"],
    ] as const) {
      const views = items.filter((item) => item[0] === kind).map((item) => item[1]);
      assert.deepEqual(new Set(views), new Set(node.get(`/api/${path}`)[path]));
    }
    assert.notEqual(messages.at(-1)?.mark, undefined);
  });

  it("tell a change within half a second, and nothing else", () => {
    const page = new EventPage(node);
    page.after(1000);
    node.post("/api/brightness", { brightness: 7 });
    const [status, item, mark, ...more] = page.after(500);
    assert.equal(status?.status?.brightness, 7);
    assert.deepEqual(Object.keys(status ?? {}), ["status"]);
    assert.deepEqual(item?.item?.[0], "setting");
    assert.equal(mark?.mark, page.mark);
    assert.deepEqual(more, []);
  });

  it("tell a hundred changes in a row as the last one", () => {
    const page = new EventPage(node);
    page.after(1000);
    for (let i = 0; i < 100; i++) node.post("/api/brightness", { brightness: i });
    const messages = page.after(1000);
    const values = messages.flatMap(({ status }) => (status === undefined ? [] : [status]));
    assert.equal(values.at(-1)?.brightness, 99);
  });

  it("give a sign of life each five seconds where nothing happens", () => {
    const page = new EventPage(node);
    page.after(1000);
    assert.deepEqual(page.after(10_500), [{}, {}]);
    assert.ok(page.after(3_600_000).length >= 700, "and go on for an hour");
  });

  it("tell of items that are made, changed and deleted", () => {
    const page = new EventPage(node);
    page.after(1000);
    const { id } = node.upload("sunset");
    const [[kind, made] = []] = itemsOf(page.after(500));
    assert.equal(kind, "image");
    assert.deepEqual(made, node.get(`/api/images/${id}`));
    node.put(`/api/images/${id}`, { name: "Dusk" });
    const [[, renamed] = []] = itemsOf(page.after(500));
    assert.deepEqual(renamed, { ...made, ...node.get(`/api/images/${id}`) });
    assert.equal(node.get(`/api/images/${id}`).name, "Dusk");
    node.delete(`/api/images/${id}`);
    assert.deepEqual(itemsOf(page.after(500)), [["image", { id, gone: true, conflict: false }]]);
  });

  it("go on from a mark with what changed since, deletions too", () => {
    const first = new EventPage(node);
    first.after(1000);
    const { mark } = first;
    first.close();
    node.delete("/api/images/heart");
    node.post("/api/brightness", { brightness: 9 });
    const messages = new EventPage(node, mark).after(500);
    assert.ok(messages.every(({ reset }) => reset === undefined));
    const told = itemsOf(messages).map(([kind, view]) => [kind, "gone" in view]);
    assert.deepEqual(
      new Map(told as [string, boolean][]),
      new Map([
        ["image", true],
        ["setting", false],
      ]),
    );
  });

  it("begin anew from a mark of another run, or one that nobody gave", () => {
    const first = new EventPage(node);
    first.after(1000);
    const { mark } = first;
    node.reboot();
    for (const since of [mark, "x", `${mark}9`, "%00", ""]) {
      const messages = new EventPage(node, since).after(500);
      assert.ok(
        messages.some(({ reset }) => reset),
        since,
      );
    }
  });

  it("tell what a poi learned from another one, in one go", () => {
    const other = lab.node({ autoSync: false });
    lab.meet(node, other);
    for (let i = 0; i < 40; i++) other.upload(`image-${i}`, i + 1, 4, 32);
    const page = new EventPage(node);
    page.after(1000);
    node.post("/api/sync/execute", { peerId: "auto" });
    const messages = page.after(2000);
    assert.equal(new Set(itemsOf(messages).map(([, view]) => ("id" in view ? view.id : ""))).size, 40);
    assert.equal(messages.findLast(({ sync }) => sync !== undefined)?.sync?.blobs, 40);
    // The next one finds both digests equal.
    node.post("/api/sync/execute", { peerId: "auto" });
    const peers = page.after(2000).findLast(({ peers }) => peers !== undefined)?.peers;
    assert.deepEqual(
      peers?.map(({ online, inSync }) => [online, inSync]),
      [[true, true]],
    );
  });

  it("tell of another poi's battery and signal, which its beacons carry, while it is there", () => {
    const battery = new SimBattery(3400);
    const other = lab.node({ deviceName: "Other" }, { battery, signal: new SimSignal(-85) });
    lab.meet(node, other);
    const page = new EventPage(node);
    const told = (ms: number) =>
      page
        .after(ms)
        .findLast(({ peers }) => peers !== undefined)
        ?.peers?.map(({ charge, signal }) => [charge, signal]);
    assert.deepEqual(told(20_000), [[3, 1]]);
    battery.mv = 4100;
    assert.deepEqual(told(60_000), [[7, 1]]);
    // Eight seconds until the gauge believes it, four until it is told, five until what was told is handed on.
    battery.mv = 3200;
    assert.deepEqual(told(20_000), [[1, 1]]);
    other.host.crash();
    assert.deepEqual(told(200_000), [[0, 0]]);
  });

  it("are for a few pages at once; one more gets all there is and is told when to ask again", () => {
    const pages = Array.from({ length: MAX_FOLLOWERS }, () => new EventPage(node));
    for (const page of pages) page.after(200);
    const surplus = new EventPage(node);
    const messages = surplus.after(1000);
    assert.equal(messages[0]?.poll, 3000);
    assert.notEqual(messages.at(-1)?.mark, undefined);
    assert.equal(surplus.isClosed, true);
    pages[0]!.close();
    const next = new EventPage(node);
    next.after(1000);
    assert.equal(next.isClosed, false);
  });

  it("cost nothing once nobody follows", () => {
    const page = new EventPage(node);
    page.after(1000);
    page.close();
    const { tick } = node.node.events;
    lab.world.runForMs(10_000);
    assert.equal(node.node.events.tick, tick);
  });
});
