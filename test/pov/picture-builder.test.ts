import assert from "node:assert/strict";
import { FilesError } from "../../src/ports/files.ts";
import { PoiError } from "../../src/ports/poi-error.ts";
import { PictureBuilder } from "../../src/pov/picture-builder.ts";
import { allocatedBytes } from "./allocated-bytes.ts";
import { MemoryFiles } from "./memory-files.ts";
import { naiveResample } from "./naive-resample.ts";
import { noise } from "./noise.ts";

/** Builds a picture and gives back its file as pixels by column. */
function build(rgb: Uint8Array, width: number, height: number, leds: number, maxColumns = 400) {
  const files = new MemoryFiles();
  const builder = new PictureBuilder({ files, path: "p", leds, maxColumns });
  builder.begin(width, height);
  for (let at = 0; at < rgb.length; at += 999) builder.rows(rgb.subarray(at, at + 999));
  const shape = builder.finish();
  assert.deepEqual([...files.stored.keys()], ["p"]);
  assert.deepEqual(files.opened, []);
  const bytes = files.stored.get("p")!;
  assert.equal(bytes.length, shape.columns * shape.rows * 3);
  const pixel = (column: number, row: number) => [
    ...bytes.subarray((column * shape.rows + row) * 3, (column * shape.rows + row) * 3 + 3),
  ];
  return { ...shape, bytes, pixel };
}

describe("the stored picture", () => {
  for (const [width, height] of [
    [1, 32],
    [64, 32],
    [400, 32],
    [400, 288],
    [3, 1],
  ] as const) {
    it(`holds a picture of the strip's height bit for bit: ${width} × ${height}`, () => {
      const rgb = noise(width * height * 3);
      const { columns, rows, pixel } = build(rgb, width, height, height);
      assert.deepEqual([columns, rows], [width, height]);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          assert.deepEqual(pixel(x, y), [...rgb.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)]);
        }
      }
    });
  }

  it("holds a scaled picture by column", () => {
    const rgb = noise(97 * 61 * 3);
    const { columns, rows, pixel } = build(rgb, 97, 61, 20);
    assert.deepEqual([columns, rows], [32, 20]);
    const expected = naiveResample(rgb, 97, 61, 32, 20);
    for (let y = 0; y < 20; y++) {
      for (let x = 0; x < 32; x++) {
        const near = pixel(x, y).every((value, i) => Math.abs(value - expected[(y * 32 + x) * 3 + i]!) <= 1);
        assert.ok(near, `${x} ${y}`);
      }
    }
  });

  it("lies between black rows when it is too wide", () => {
    const { columns, rows, pixel } = build(noise(1600 * 100 * 3).fill(200), 1600, 100, 32);
    assert.deepEqual([columns, rows], [400, 32]);
    for (let row = 0; row < 32; row++) {
      const inside = row >= 3 && row < 28;
      for (const column of [0, 1, 255, 256, 399]) {
        assert.deepEqual(pixel(column, row), inside ? [200, 200, 200] : [0, 0, 0], `${column} ${row}`);
      }
    }
  });

  it("lies between black rows bit for bit when its width is the greatest", () => {
    const rgb = noise(400 * 10 * 3);
    const { pixel } = build(rgb, 400, 10, 33);
    assert.deepEqual(pixel(399, 10), [0, 0, 0]);
    assert.deepEqual(pixel(399, 11), [...rgb.subarray(399 * 3, 400 * 3)]);
    assert.deepEqual(pixel(0, 20), [...rgb.subarray(9 * 1200, 9 * 1200 + 3)]);
    assert.deepEqual(pixel(0, 21), [0, 0, 0]);
  });

  it("is one colour from one pixel, a column from a needle, a line from a banner", () => {
    const dot = build(Uint8Array.of(9, 8, 7), 1, 1, 32);
    assert.deepEqual([dot.columns, dot.pixel(31, 31)], [32, [9, 8, 7]]);
    const needle = build(new Uint8Array(3000).fill(5), 1, 1000, 32);
    assert.deepEqual([needle.columns, needle.pixel(0, 31)], [1, [5, 5, 5]]);
    const banner = build(new Uint8Array(4000 * 2 * 3).fill(77), 4000, 2, 32);
    const lit = Array.from({ length: 32 }, (_, row) => banner.pixel(200, row)[0]);
    assert.deepEqual(
      lit.map((value, row) => (value ? row : -1)).filter((row) => row >= 0),
      [15],
    );
  });

  it("takes 8 megapixels in memory for its target alone", () => {
    const [width, height] = [3264, 2448];
    const band = noise(width * 16 * 3);
    const files = new MemoryFiles();
    const photo = allocatedBytes(() => {
      const builder = new PictureBuilder({ files, path: "p", leds: 32 });
      builder.begin(width, height);
      for (let y = 0; y < height; y += 16) builder.rows(band);
      assert.deepEqual(builder.finish(), { columns: 43, rows: 32 });
    });
    assert.ok(photo <= 39 * 43 + 17_000, `${photo} bytes`);
    // The largest target there is.
    const largest = allocatedBytes(() => {
      const builder = new PictureBuilder({ files, path: "p", leds: 288 });
      builder.begin(4096, 2048);
      const row = band.subarray(0, 4096 * 3);
      for (let y = 0; y < 2048; y++) builder.rows(row);
      assert.deepEqual(builder.finish(), { columns: 400, rows: 288 });
    });
    assert.ok(largest <= 39 * 400 + 17_000, `${largest} bytes`);
  });

  it("is refused, as the user's mistake, when its rows end early", () => {
    const files = new MemoryFiles();
    const builder = new PictureBuilder({ files, path: "p", leds: 32 });
    builder.begin(10, 10);
    builder.rows(new Uint8Array(299));
    assert.throws(
      () => builder.finish(),
      (error) =>
        error instanceof PoiError && error.code === "bad-request" && /got 299 of 300/.test(error.message),
    );
    builder.cancel();
    assert.equal(files.stored.size, 0);
  });

  it("leaves nothing behind, whichever write finds the store full", () => {
    const rgb = noise(400 * 64 * 3);
    for (let capacity = 0; capacity < 2 * 400 * 64 * 3; capacity += 3001) {
      const files = new MemoryFiles();
      files.capacity = capacity;
      const builder = new PictureBuilder({ files, path: "p", leds: 64 });
      assert.throws(
        () => {
          builder.begin(400, 64);
          for (let at = 0; at < rgb.length; at += 1200) builder.rows(rgb.subarray(at, at + 1200));
          builder.finish();
        },
        (error) => error instanceof FilesError && error.code === "full",
      );
      builder.cancel();
      assert.deepEqual([...files.stored.keys()], []);
      assert.deepEqual(files.opened, []);
    }
  });

  it("can be given up before it begins and while it grows", () => {
    const files = new MemoryFiles();
    new PictureBuilder({ files, path: "p", leds: 32 }).cancel();
    const builder = new PictureBuilder({ files, path: "p", leds: 32 });
    builder.begin(4000, 3);
    builder.rows(new Uint8Array(5));
    builder.cancel();
    assert.equal(files.stored.size, 0);
    assert.deepEqual(files.opened, []);
  });
});
