import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { patternPage } from "../../sim/pattern-page.ts";
import { type Pattern, pattern } from "../../src/patterns/pattern.ts";
import { renderDisc, renderTurn } from "../../src/patterns/preview.ts";

const VIEW = { leds: 16, revolutionsPerSecond: 2, columnsPerSecond: 2000 };
const SIZE = 101;

/** Index 1 is red, 2 green, 3 blue, all others black. */
function drawing(render: Pattern["render"]): Pattern {
  return pattern({
    id: "drawing",
    name: "Drawing",
    about: "",
    color1: 0,
    color2: 0,
    colorLabels: ["", ""],
    speed: 1,
    pace: { label: "", unit: "", slowest: 1000 },
    controls: {},
    palette: (_, rgb) => rgb.set([0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255]),
    prepare: () => [],
    render,
  });
}

/** The pixel a part of the way from the middle to the edge, in degrees clockwise from the top. */
function pixel(disc: Uint8Array, radius: number, degrees: number): number[] {
  const angle = (degrees * Math.PI) / 180;
  const x = Math.floor((1 + radius * Math.sin(angle)) * (SIZE / 2));
  const y = Math.floor((1 - radius * Math.cos(angle)) * (SIZE / 2));
  return [...disc.subarray((y * SIZE + x) * 3, (y * SIZE + x) * 3 + 3)];
}

const RED = [255, 0, 0];
const GREEN = [0, 255, 0];
const BLUE = [0, 0, 255];
const BLACK = [0, 0, 0];

describe("a preview", () => {
  it("shows the hand's LEDs inside and the tip's outside", () => {
    const disc = renderDisc(
      drawing((cells, leds) => {
        cells.fill(1, 0, leds >> 1);
        cells.fill(2, leds >> 1, leds);
      }),
      {},
      SIZE,
      VIEW,
    );
    for (let degrees = 5; degrees < 360; degrees += 10) {
      assert.deepEqual(pixel(disc, 0.04, degrees), BLACK, "nothing is at the hand itself");
      assert.deepEqual(pixel(disc, 0.4, degrees), RED);
      assert.deepEqual(pixel(disc, 0.8, degrees), GREEN);
    }
    assert.deepEqual([...disc.subarray(0, 3)], BLACK, "nor beyond the tip");
  });

  it("turns clockwise from the top, once in the time of a revolution", () => {
    // 2 revolutions a second: a third of one takes 2,604 units of time.
    const disc = renderDisc(
      drawing((cells, leds, time) => cells.fill(1 + Math.floor((time - 1000) / 2604.17), 0, leds)),
      {},
      SIZE,
      { ...VIEW, time: 1000 },
    );
    for (const [degrees, color] of [
      [10, RED],
      [110, RED],
      [130, GREEN],
      [230, GREEN],
      [250, BLUE],
      [350, BLUE],
    ] as const) {
      assert.deepEqual(pixel(disc, 0.6, degrees), color, `${degrees} degrees`);
    }
  });

  it("is as many columns as the poi shows in a turn, at their times, over the end of time too", () => {
    const times: number[] = [];
    const recorder = drawing((_, __, time) => void times.push(time));
    const turn = renderTurn(recorder, {}, { ...VIEW, time: 2 ** 30 - 4 });
    assert.equal(turn.length, 1000 * 16 * 3);
    assert.deepEqual(times.slice(0, 3), [2 ** 30 - 4, 3, 11]);
  });

  it("hands the level and the seed on", () => {
    const levels: number[] = [];
    const recorder = drawing((_, __, ___, ____, level) => void levels.push(level));
    renderTurn(recorder, {}, { ...VIEW, level: 99 });
    renderTurn(recorder, {}, VIEW);
    assert.deepEqual([levels[0], levels.at(-1)], [99, -1]);
  });
});

describe("docs/patterns.md", () => {
  it("says what the patterns declare", () => {
    const path = new URL("../../docs/patterns.md", import.meta.url);
    const remedy = "docs/patterns.md and the patterns differ: run npx tsx sim/pattern-sheet.ts";
    assert.equal(readFileSync(path, "utf8"), patternPage(), remedy);
  });
});
