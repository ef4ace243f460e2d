import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { type Photo, type PhotoOptions, takePhoto } from "../../../sim/photo/photo.ts";
import { type StoredPicture, storePicture } from "../../../sim/photo/stored-picture.ts";
import { Swing } from "../../../sim/photo/swing.ts";
import { CHIP_FACTS } from "../../../sim/strip/chip-decoder.ts";
import type { LedChipName } from "../../../src/pov/led-chip.ts";

const SIZE = 240;
const ROWS = 16;
const COLUMNS = 24;
/** Sides of a patch in pixels of the picture: no neighbour is like it. */
const PATCH = 4;
const COLORS = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 0],
  [255, 255, 255],
  [0, 0, 0],
] as const;

function patchAt(column: number, row: number): number {
  return (Math.floor(column / PATCH) * 5 + Math.floor(row / PATCH) * 3) % COLORS.length;
}

/** Patches of colours, as they are stored. */
function patches(): StoredPicture {
  const rgb = new Uint8Array(3 * COLUMNS * ROWS);
  for (let column = 0; column < COLUMNS; column++)
    for (let row = 0; row < ROWS; row++) rgb.set(COLORS[patchAt(column, row)]!, 3 * (column * ROWS + row));
  return { columns: COLUMNS, rows: ROWS, rgb };
}

function take(more: Partial<PhotoOptions> = {}): Photo {
  return takePhoto({
    show: patches(),
    swing: new Swing([{ seconds: 0, turnsPerS: 2 }]),
    ...{ poi: 1, chip: "sk9822", leds: ROWS, radiusCm: 12, lengthCm: 22 },
    ...{ columnsPerS: 2 * COLUMNS, brightness: 255, turns: 1, size: SIZE },
    ...more,
  });
}

/** The pixel at a turn clockwise from the top and a part of the way along the stick, of the poi of a number. */
function pixel({ width, rgb }: Photo, turn: number, part: number, poi = 0): number[] {
  const outer = SIZE * 0.46;
  const radius = (outer * (12 + 22 * part)) / 34;
  const x = Math.floor(SIZE / 2 + poi * SIZE * 0.96 + radius * Math.sin(2 * Math.PI * turn));
  const y = Math.floor(SIZE / 2 - radius * Math.cos(2 * Math.PI * turn));
  return [...rgb.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
}

function nearest([red, green, blue]: number[]): number {
  const most = Math.max(red!, green!, blue!);
  // The light is less outside than inside; the colour is the same.
  const scale = most < 100 ? 1 : 255 / most;
  const distances = COLORS.map(
    ([r, g, b]) => (r - red! * scale) ** 2 + (g - green! * scale) ** 2 + (b - blue! * scale) ** 2,
  );
  return distances.indexOf(Math.min(...distances));
}

/** Looks at the middle of each patch; `turnOf` says where a column is, from 0 to COLUMNS. */
function check(photo: Photo, turnOf: (column: number) => number, poi = 0): void {
  for (let column = PATCH / 2; column < COLUMNS; column += PATCH) {
    for (let row = PATCH / 2; row < ROWS; row += PATCH) {
      const seen = nearest(pixel(photo, turnOf(column), 1 - row / ROWS, poi));
      assert.equal(seen, patchAt(column, row), `column ${column}, row ${row}`);
    }
  }
}

/** Once around, its middle at the top. */
const around = (column: number) => column / COLUMNS - 0.5;

describe("a photo", () => {
  for (const chip of Object.keys(CHIP_FACTS) as LedChipName[]) {
    it(`of ${chip}: each patch of the picture is where it belongs, upright, in its colour`, () => {
      check(take({ chip }), around);
    });
  }

  it("of two poi shows the picture twice", () => {
    const photo = take({ poi: 2 });
    assert.equal(photo.width, Math.round(SIZE * 1.96));
    check(photo, around, 0);
    check(photo, around, 1);
  });

  it("of a picture that is played twice as fast shows it twice", () => {
    const photo = take({ columnsPerS: 4 * COLUMNS });
    check(photo, (column) => (column / COLUMNS - 0.5) / 2);
    check(photo, (column) => (column / COLUMNS - 0.5) / 2 + 0.5);
  });

  it("along a recorded speed is wider where the poi is faster", () => {
    const swing = new Swing([
      { seconds: 0, turnsPerS: 1 },
      { seconds: 0.5, turnsPerS: 3 },
    ]);
    const photo = take({ swing });
    const topS = swing.secondsAt(0.5);
    check(photo, (column) => swing.turnsAt(topS + (column - COLUMNS / 2) / (2 * COLUMNS)) + 0.5);
  });

  it("without a rate fits a picture around the circle", () => {
    const photo = take({ columnsPerS: undefined });
    assert.equal(Math.round(photo.columnsPerS / (2 * COLUMNS)), 4);
    for (const i of [0, 1, 2, 3]) check(photo, (column) => (column / COLUMNS - 0.5 + i) / 4);
  });

  it("is the same, byte for byte, each time", () => {
    assert.deepEqual(take({ poi: 2 }).rgb, take({ poi: 2 }).rgb);
  });

  it("is as dark as brightness and the current limit make the strip", () => {
    const sum = ({ rgb }: Photo) => rgb.reduce((all, each) => all + each, 0);
    const bright = take();
    const limited = take({ limitMa: 200 });
    assert.ok(limited.mostMa <= 200 && limited.mostMa > 180 && bright.mostMa > 400);
    assert.ok(sum(limited) < 0.8 * sum(bright));
    assert.equal(sum(take({ brightness: 0 })), 0);
  });

  it("of a file goes the way of an upload", async () => {
    const folder = mkdtempSync(join(tmpdir(), "povpoi-photo-test-"));
    try {
      const { columns, rows, rgb } = patches();
      const turned = Buffer.alloc(rgb.length);
      for (let column = 0; column < columns; column++)
        for (let row = 0; row < rows; row++)
          turned.set(
            rgb.subarray(3 * (column * rows + row), 3 * (column * rows + row) + 3),
            3 * (row * columns + column),
          );
      const path = join(folder, "patches.png");
      await sharp(turned, { raw: { width: columns, height: rows, channels: 3 } })
        .png()
        .toFile(path);
      assert.deepEqual(await storePicture(path, ROWS), patches());
      await assert.rejects(storePicture(join(folder, "none.png"), ROWS), {
        code: "bad-request",
        message: /there is none/,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
