import assert from "node:assert/strict";
import { PLAIN_WIFI } from "../../sim/wifi.ts";
import type { ApiNode } from "../api/api-lab.ts";
import type { Eye } from "../playing/light-lab.ts";
import { hueOf, uploadColors } from "../playing/light-lab.ts";
import { ShowLab, shown } from "./show-lab.ts";

const CUES = [
  { at: 1000, image: "heart" },
  { at: 2000, pattern: "wave" },
  { at: 2500, dark: true },
  { at: 4000, image: "smiley" },
] as const;

function store(node: ApiNode, cues: readonly object[], id = "opening"): void {
  node.post("/api/sequences", { id, name: "Opening", cues }, 201);
}

describe("a timeline", () => {
  let lab: ShowLab;

  beforeEach(() => {
    lab = new ShowLab(3);
  });

  afterEach(() => lab.check());

  it("shows its cues in turn on all poi, then stays at the last", () => {
    const nodes = lab.band(3);
    store(nodes[0]!, CUES);
    lab.runForMs(500);
    const { startAt } = nodes[1]!.post("/api/show", { sequence: "opening" });
    const startUs = startAt * 1000;
    lab.agree(nodes, { mode: 3, id: "opening", startUs, cue: "" }, 500);
    for (const [cue, atMs] of [
      ["heart", 1000],
      ["wave", 2000],
      ["", 2500],
      ["smiley", 4000],
    ] as const) {
      lab.agree(nodes, { cue }, 1600);
      for (const { node } of nodes) {
        const lateUs = node.clock.nowUs() - startUs - 1000 * atMs;
        assert.ok(lateUs > -300 && lateUs < 1500, `${cue} ${lateUs} µs late`);
        assert.equal(node.player.cue?.startUs, startUs + 1000 * atMs);
      }
    }
    lab.runForMs(60_000);
    lab.agree(nodes, { cue: "smiley" }, 1);
  });

  it("plays without a network, and each poi is joined late in the right place", () => {
    const nodes = lab.band(2);
    store(nodes[0]!, CUES);
    lab.runForMs(1000);
    nodes[0]!.post("/api/show", { sequence: "opening" });
    lab.runForMs(600);
    lab.world.network.cut(nodes[0]!.host.nic, nodes[1]!.host.nic);
    lab.agree(nodes, { cue: "heart" }, 1100);
    lab.agree(nodes, { cue: "wave" }, 1100);
    const late = lab.node();
    const all = [...nodes, late];
    lab.world.heal();
    lab.lock(all);
    lab.agree(all, { id: "opening" }, 3000);
    const { startUs } = shown(nodes[0]!);
    assert.equal(shown(late).startUs, startUs);
    lab.agree(all, { cue: "smiley" }, 4000);
  });

  it("is played by a poi as soon as its cues have come", () => {
    const nodes = lab.band(2);
    const [left, right] = nodes as [ApiNode, ApiNode];
    lab.world.network.setDefaultLink({ delayUs: 100_000 });
    store(left, [{ at: 0, image: "heart" }]);
    left.node.show.command({ content: { kind: "sequence", id: "opening" } }, left.node.clock.nowUs());
    const hasItem = () => right.node.player.mode === 3 && right.node.player.id === "opening";
    assert.ok(lab.world.runUntilTrue(hasItem, 3000));
    const { blob } = right.node.store.current("sequence", "opening")!;
    assert.ok(!right.node.store.blobs.has(blob!), "the item comes before its cues");
    assert.equal(shown(right).cue, "");
    lab.agree(nodes, { cue: "heart" }, 3000);
  });

  it("goes on where it was after a poi was switched off and on", () => {
    const nodes = lab.band(2);
    store(nodes[0]!, CUES);
    lab.runForMs(500);
    nodes[0]!.post("/api/show", { sequence: "opening" });
    lab.runForMs(1500);
    nodes[1]!.reboot();
    lab.agree(nodes, { cue: "wave" }, 3000);
  });

  it("tells each poi its own", () => {
    const nodes = lab.band(2);
    const [left, right] = nodes as [ApiNode, ApiNode];
    store(left, [
      { at: 0, image: "heart" },
      { at: 0, image: "smiley", to: right.deviceId },
      { at: 1000, pattern: "wave", to: left.deviceId },
      { at: 2000, dark: true },
    ]);
    lab.runForMs(500);
    right.post("/api/show", { sequence: "opening", startIn: 200 });
    const cues = (): unknown[] => nodes.map((node) => shown(node).cue);
    lab.runForMs(300);
    assert.deepEqual(cues(), ["heart", "smiley"]);
    lab.runForMs(1000);
    assert.deepEqual(cues(), ["wave", "smiley"]);
    lab.runForMs(1000);
    assert.deepEqual(cues(), ["", ""]);
  });

  it("is nudged, edited and begun in the past while it plays", () => {
    const nodes = lab.band(2);
    const [left, right] = nodes as [ApiNode, ApiNode];
    store(left, CUES);
    lab.runForMs(500);
    const now = left.get("/api/show").now;
    left.post("/api/show", { sequence: "opening", startAt: now - 2100 });
    lab.agree(nodes, { cue: "wave" }, 100);
    right.post("/api/show", { nudge: -1000 });
    lab.agree(nodes, { cue: "heart" }, 100);
    left.put("/api/sequences/opening", { cues: [{ at: 0, image: "rainbow-gradient" }] });
    lab.agree(nodes, { cue: "rainbow-gradient" }, 2000);
    left.delete("/api/sequences/opening");
    lab.agree(nodes, { cue: undefined }, 2000);
  });

  it("announces each cue before, and its first one while it waits", () => {
    const [left] = lab.band(1) as [ApiNode];
    store(left, [{ at: 0, image: "heart" }, ...CUES]);
    left.post("/api/show", { sequence: "opening", startIn: 1000 });
    const next = () => left.node.player.next;
    const startUs = left.node.show.scene.content.atUs;
    assert.deepEqual(next(), { kind: "image", id: "heart", startUs });
    lab.runForMs(1100);
    assert.deepEqual(next(), { kind: "image", id: "heart", startUs: startUs + 1_000_000 });
    lab.runForMs(1000);
    assert.deepEqual(next(), { kind: "pattern", id: "wave", startUs: startUs + 2_000_000 });
    left.post("/api/show", { dark: true, startIn: 100 });
    assert.equal(next()?.kind, "dark");
    lab.runForMs(200);
    assert.equal(next(), undefined);
  });

  it("shows what ran before live mode when that is over", () => {
    const [left] = lab.band(1) as [ApiNode];
    store(left, CUES);
    left.post("/api/show", { sequence: "opening", startIn: 0 });
    lab.runForMs(1100);
    left.post("/api/live", { pixels: ["#ff0000"] });
    lab.runForMs(1000);
    assert.equal(shown(left).mode, 4);
    lab.runForMs(2500);
    assert.equal(shown(left).mode, 3);
    assert.equal(shown(left).cue, "smiley");
  });
});

describe("what the LEDs show of a show", () => {
  let lab: ShowLab;
  let poi: ApiNode[];
  let eyes: Eye[];
  let image: string;

  before(() => {
    lab = new ShowLab(5);
    lab.useWifi(PLAIN_WIFI);
    const lit = Array.from({ length: 3 }, () => lab.lit());
    poi = lit.map(([node]) => node);
    eyes = lit.map(([, eye]) => eye);
    lab.lock(poi);
    image = uploadColors(poi[0]!, "rgb", [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ]);
    lab.runForMs(3000);
  });

  after(() => lab.check());

  it("begins on all within a millisecond, with the first column, 400 ms after the command", () => {
    for (let i = 0; i < 5; i++) {
      for (const eye of eyes) eye.clear();
      const { startAt } = poi[i % 3]!.post("/api/show", { image });
      lab.runForMs(425);
      poi[0]!.post("/api/show", { dark: true, startIn: 0 });
      lab.runForMs(200);
      const firsts = eyes.map(({ columns }) => columns.find(({ words }) => hueOf(words) >= 0)!);
      for (const { words, groupUs } of firsts) {
        assert.equal(hueOf(words), 0, "red is the first column");
        assert.ok(Math.abs(groupUs - 1000 * startAt) < 200, `${groupUs - 1000 * startAt} µs late`);
      }
      const times = firsts.map(({ atUs }) => atUs);
      const spreadUs = Math.max(...times) - Math.min(...times);
      assert.ok(spreadUs <= 1000, `${spreadUs} µs`);
    }
  });

  it("is at the right column of a timeline that a poi joins late", () => {
    store(poi[0]!, [
      { at: 0, dark: true },
      { at: 300, image },
    ]);
    lab.runForMs(500);
    poi[0]!.post("/api/show", { sequence: "opening" });
    lab.runForMs(600);
    poi[2]!.reboot();
    eyes[2]!.open();
    assert.ok(lab.world.runUntilTrue(() => !eyes[2]!.isDark, 5000));
    lab.lock(poi);
    lab.runForMs(300);
    const { startUs } = poi[0]!.node.player.cue!;
    for (const eye of eyes) eye.clear();
    lab.runForMs(60);
    for (const eye of eyes) {
      assert.ok(eye.columns.length > 50);
      for (const { groupUs, words } of eye.columns) {
        // A column is shown in the middle of its millisecond at the latest, give or take what a clock is off by.
        const wanted = Math.floor((groupUs - startUs) / 1000 + 0.4) % 3;
        assert.equal(hueOf(words), wanted);
      }
    }
  });
});
