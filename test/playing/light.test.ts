import assert from "node:assert/strict";
import { indexed } from "../../src/store/slots.ts";
import type { ApiNode } from "../api/api-lab.ts";
import { colorPicture, type Eye, LightLab, lightOf, uploadPicture } from "./light-lab.ts";

const RED = [255, 0, 0] as const;
const GREEN = [0, 255, 0] as const;
const BLUE = [0, 0, 255] as const;

/** The channel that shines alone in a column, -1 where it is dark, 3 where several do. */
function hue(words: Uint32Array): number {
  const lit = lightOf(words[0]!).map((share) => share > 0);
  for (const word of words)
    assert.deepEqual(
      lightOf(word).map((share) => share > 0),
      lit,
      "a torn column",
    );
  const count = lit.filter(Boolean).length;
  return count === 0 ? -1 : count === 1 ? lit.indexOf(true) : 3;
}

function choose(node: ApiNode, kind: "image" | "pattern" | "sequence", id: string): void {
  for (const [index, entry] of indexed(node.node.store, kind)) {
    if (entry.id === id)
      node.post("/api/mode", { mode: ["", "image", "pattern", "sequence"].indexOf(kind), index });
  }
}

describe("light", () => {
  let lab: LightLab;
  let node: ApiNode;
  let eye: Eye;

  beforeEach(() => {
    lab = new LightLab();
    [node, eye] = lab.lit();
  });

  afterEach(() => lab.check());

  it("is dark while nothing is shown", () => {
    lab.runForMs(500);
    assert.ok(eye.isDark);
  });

  it("shows a picture's columns by group time", () => {
    const id = uploadPicture(node, "stripes", colorPicture([RED, GREEN, BLUE], 8), 8);
    choose(node, "image", id);
    lab.runForMs(200);
    eye.clear();
    lab.runForMs(1000);
    const { startUs } = node.node.player;
    assert.ok(Math.abs(eye.columns.length - 1000) < 20, `${eye.columns.length} columns`);
    for (const { groupUs, words } of eye.columns) {
      const column = Math.floor(((groupUs - startUs) * 1000) / 1e6 + 0.5) % 3;
      assert.equal(hue(words), column);
    }
  });

  it("shows a pattern, and darkness after it", () => {
    choose(node, "pattern", "rainbow");
    lab.runForMs(200);
    assert.ok(!eye.isDark);
    node.post("/api/mode", { mode: 0 });
    lab.runForMs(200);
    assert.ok(eye.isDark);
  });

  it("plays the steps of a sequence", () => {
    const images = [RED, GREEN, BLUE].map((color, i) =>
      uploadPicture(node, `c${i}`, colorPicture([color], 8), 8),
    );
    const steps = images.map((image, i) => ({ image, ms: 100 * (i + 1) }));
    const { id } = node.post("/api/sequences", { name: "rgb", steps }, 201);
    choose(node, "sequence", id);
    lab.runForMs(1000);
    eye.clear();
    lab.runForMs(1800);
    const { startUs } = node.node.player;
    for (const { groupUs, words } of eye.columns) {
      const position = ((groupUs - startUs) / 1000 + 0.5) % 600;
      const step = position < 100 ? 0 : position < 300 ? 1 : 2;
      assert.equal(hue(words), step, `at ${position} ms`);
    }
  });

  it("shows live frames, and what ran before when they stop for 2 s", () => {
    choose(node, "image", uploadPicture(node, "red", colorPicture([RED], 8), 8));
    lab.runForMs(200);
    for (let i = 0; i < 20; i++) {
      node.post("/api/live", { pixels: Array(8).fill(i % 2 === 0 ? "#00ff00" : "#0000ff") });
      lab.runForMs(20);
    }
    assert.equal(hue(eye.columns.at(-1)!.words), 2);
    lab.runForMs(1900);
    assert.equal(hue(eye.columns.at(-1)!.words), 2);
    lab.runForMs(200);
    assert.equal(hue(eye.columns.at(-1)!.words), 0);
  });
});
