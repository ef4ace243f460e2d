import assert from "node:assert/strict";
import sharp from "sharp";
import { NodeImages } from "../../hosts/node/node-images.ts";
import { PictureBuilder } from "../../src/pov/picture-builder.ts";
import { MAX_SOURCE_PIXELS } from "../../src/pov/picture-shape.ts";
import { MemoryFiles } from "../pov/memory-files.ts";
import { noise } from "../pov/noise.ts";
import { makeNode } from "./images-node.ts";
import { describeImages, listen } from "./images-suite.ts";

describeImages("NodeImages", makeNode);

describe("NodeImages", () => {
  for (const state of ["whole", "damaged"]) {
    it(`says nothing of a ${state} picture that was cancelled while another thread decodes it`, async () => {
      const png = await sharp({ create: { width: 500, height: 500, channels: 3, background: "#123456" } })
        .png()
        .toBuffer();
      const files = new MemoryFiles();
      files.stored.set("a", state === "whole" ? png : png.subarray(0, png.length / 2));
      const { images, idle } = makeNode(files);
      const { heard, decoding } = listen(images, "a");
      // The first turn reads the file and starts the thread, which answers many turns later.
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      files.stored.delete("a");
      decoding.cancel();
      await idle();
      assert.deepEqual(heard.events, []);
      assert.deepEqual(files.opened, []);
    });
  }

  it("and the builder make of a PNG of the strip's height its own pixels, column by column", async () => {
    const rgb = noise(64 * 32 * 3);
    const files = new MemoryFiles();
    files.stored.set(
      "a",
      await sharp(rgb, { raw: { width: 64, height: 32, channels: 3 } })
        .png()
        .toBuffer(),
    );
    const builder = new PictureBuilder({ files, path: "p", leds: 32 });
    await new Promise<void>((resolve, reject) => {
      new NodeImages(files).decode({
        path: "a",
        maxPixels: MAX_SOURCE_PIXELS,
        onSize: (width, height) => builder.begin(width, height),
        onRows: (rows) => builder.rows(rows),
        onDone: resolve,
        onError: reject,
      });
    });
    assert.deepEqual(builder.finish(), { columns: 64, rows: 32 });
    const stored = files.stored.get("p")!;
    for (let i = 0; i < 64 * 32; i++) {
      const at = ((i % 64) * 32 + Math.floor(i / 64)) * 3;
      assert.equal(stored.compare(rgb, i * 3, i * 3 + 3, at, at + 3), 0, `pixel ${i}`);
    }
  });
});
