import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { DEMO_IMAGES, DEMO_ROWS, drawDemoImage } from "../../src/pov/demo-images.ts";

/** Content that synced nodes hold already: a change here means that old and new firmware disagree about what is equal. */
const HASHES: Record<string, string> = {
  Smiley: "43495528a71b21a8d6436fa01ac2b7cc39a70b8d57f77f41300067d67f481bf6",
  "Rainbow gradient": "dd0dd262eecc1db08b2e0c077782123d66e1898c8b6fe4cd2c34487b03236190",
  Heart: "4a9bdac2fbdd945d2ce94bd30f0b100e5f61455a3cfaf20187b60762f7b2430c",
};

/** A channel of a pixel. */
function at(rgb: Uint8Array, rows: number, column: number, row: number, channel: number): number {
  return rgb[(column * rows + row) * 3 + channel]!;
}

describe("the demo images", () => {
  it("are the same bytes everywhere and always", () => {
    const hashes = DEMO_IMAGES.map((image) => [
      image.name,
      createHash("sha256").update(drawDemoImage(image)).digest("hex"),
    ]);
    assert.deepEqual(Object.fromEntries(hashes), HASHES);
  });

  it("have as many columns as they say, at any number of rows", () => {
    for (const image of DEMO_IMAGES) {
      for (const rows of [1, 2, 20, 32, 33, 55, 72, 144]) {
        assert.equal(drawDemoImage(image, rows).length, image.columns(rows) * rows * 3);
      }
      assert.ok(image.columns(DEMO_ROWS) >= 32 && image.columns(DEMO_ROWS) <= 64);
    }
  });

  it("show a yellow face with dark eyes, a heart of red, on black", () => {
    const [smiley, , heart] = DEMO_IMAGES.map((image) => drawDemoImage(image));
    for (const [column, row] of [
      [0, 0],
      [31, 0],
      [0, 31],
      [31, 31],
    ] as const) {
      for (const picture of [smiley!, heart!]) assert.equal(at(picture, 32, column, row, 0), 0);
    }
    assert.ok(
      at(smiley!, 32, 16, 8, 0) > 200 && at(smiley!, 32, 16, 8, 1) > 150 && at(smiley!, 32, 16, 8, 2) < 120,
    );
    for (const column of [11, 20]) assert.equal(at(smiley!, 32, column, 11, 0), 0);
    assert.ok(at(heart!, 32, 16, 16, 0) > 200 && at(heart!, 32, 16, 16, 1) < 60);
    assert.equal(at(heart!, 32, 15, 1, 0), 0);
    assert.ok(at(heart!, 32, 9, 2, 0) > 0 && at(heart!, 32, 22, 2, 0) > 0);
  });

  it("have the outline of a mirror", () => {
    for (const image of [DEMO_IMAGES[0]!, DEMO_IMAGES[2]!]) {
      const rgb = drawDemoImage(image);
      for (let row = 0; row < 32; row++) {
        for (let column = 0; column < 16; column++) {
          const [left, right] = [at(rgb, 32, column, row, 0) > 0, at(rgb, 32, 31 - column, row, 0) > 0];
          assert.equal(left, right, `${image.name} ${column} ${row}`);
        }
      }
    }
  });

  it("hold every hue, in an order that closes at the ends", () => {
    const rgb = drawDemoImage(DEMO_IMAGES[1]!);
    const pure = (column: number) => [0, 1, 2].map((channel) => at(rgb, 32, column, 12, channel));
    assert.deepEqual(
      [pure(0), pure(32)],
      [
        [255, 0, 0],
        [0, 255, 255],
      ],
    );
    for (let column = 0; column < 64; column++) {
      const [here, next] = [pure(column), pure((column + 1) % 64)];
      const change = here.reduce((sum, value, i) => sum + Math.abs(value - next[i]!), 0);
      assert.ok(change > 0 && change <= 48, `${column}`);
    }
  });
});
