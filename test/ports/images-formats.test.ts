import assert from "node:assert/strict";
import sharp from "sharp";
import { chunk, LABS, motley, PATCHES, type Pixel, patches, png, raw } from "./images-lab.ts";

/** Column and row, in the stored picture, of an upright pixel, by orientation (Exif 2.32, tag 274). */
const ORIENTATIONS: readonly ((x: number, y: number, width: number, height: number) => [number, number])[] = [
  (x, y) => [x, y],
  (x, y, width) => [width - 1 - x, y],
  (x, y, width, height) => [width - 1 - x, height - 1 - y],
  (x, y, _width, height) => [x, height - 1 - y],
  (x, y) => [y, x],
  (x, y, width) => [y, width - 1 - x],
  (x, y, width, height) => [height - 1 - y, width - 1 - x],
  (x, y, _width, height) => [height - 1 - y, x],
];

/** Rows of RGB with their filters (W3C PNG, section 9), each value less its guess. */
function filteredRows(
  width: number,
  height: number,
  pixel: (x: number, y: number) => Pixel,
  filterOf: (y: number) => number,
): Uint8Array {
  const value = (i: number, y: number): number =>
    i < 0 || y < 0 ? 0 : pixel(Math.floor(i / 3), y)[i % 3 === 0 ? 0 : i % 3 === 1 ? 1 : 2];
  const rows: number[] = [];
  for (let y = 0; y < height; y++) {
    rows.push(filterOf(y));
    for (let i = 0; i < width * 3; i++) {
      const [left, up, corner] = [value(i - 3, y), value(i, y - 1), value(i - 3, y - 1)];
      const near = [left, up, corner].sort(
        (a, b) => Math.abs(left + up - corner - a) - Math.abs(left + up - corner - b),
      )[0]!;
      rows.push((value(i, y) - [0, left, up, (left + up) >> 1, near][filterOf(y)]!) & 255);
    }
  }
  return Uint8Array.from(rows);
}

for (const lab of LABS) {
  describe(`PNG on ${lab.name}`, () => {
    it("is decoded exactly", async () => {
      await lab.check(await raw(20, 16, motley).png().toBuffer(), 20, 16, 0, motley);
    });

    it("is decoded exactly when interlaced", async () => {
      await lab.check(await raw(20, 16, motley).png({ progressive: true }).toBuffer(), 20, 16, 0, motley);
    });

    it("is decoded exactly with each of the five filters, and all of them in turns", async () => {
      for (const filters of [[0], [1], [2], [3], [4], [4, 3, 2, 1, 0, 1]]) {
        const rows = filteredRows(20, 16, motley, (y) => filters[y % filters.length]!);
        await lab.check(png(20, 16, 8, 2, rows), 20, 16, 0, motley);
      }
    });

    it("is decoded from a palette", async () => {
      const few = (x: number, y: number): Pixel => PATCHES[y % 2]![x % 3]!;
      const bytes = await raw(20, 16, few).png({ palette: true, colours: 8, dither: 0 }).toBuffer();
      assert.equal(bytes[25], 3, "colour type");
      await lab.check(bytes, 20, 16, 1, few);
    });

    it("is decoded from 16 bits a channel", async () => {
      const bytes = await raw(20, 16, motley).toColourspace("rgb16").png().toBuffer();
      assert.equal(bytes[24], 16, "depth");
      await lab.check(bytes, 20, 16, 0, motley);
    });

    it("is decoded from greys of 1, 8 and 16 bits", async () => {
      const one = png(9, 2, 1, 0, Uint8Array.of(0, 0b10101010, 0x80, 0, 0b01010101, 0));
      await lab.check(one, 9, 2, 0, (x, y) => ((x + y) % 2 === 0 ? [255, 255, 255] : [0, 0, 0]));
      const eight = png(3, 1, 8, 0, Uint8Array.of(0, 5, 100, 250));
      await lab.check(eight, 3, 1, 0, (x) => [[5, 100, 250][x]!, [5, 100, 250][x]!, [5, 100, 250][x]!]);
      const sixteen = png(2, 1, 16, 0, Uint8Array.of(0, 100, 100, 250, 250));
      await lab.check(sixteen, 2, 1, 0, (x) => [[100, 250][x]!, [100, 250][x]!, [100, 250][x]!]);
    });

    it("lets black through where it is transparent, at 8 and at 16 bits", async () => {
      const veil = (x: number) => [255, 100, 0, x * 51];
      const seen = (x: number): Pixel => [x * 51, Math.round((x * 51 * 100) / 255), 0];
      await lab.check(await raw(6, 2, veil).png().toBuffer(), 6, 2, 1, seen);
      await lab.check(await raw(6, 2, veil).toColourspace("rgb16").png().toBuffer(), 6, 2, 1, seen);
      const greyAndAlpha = png(2, 1, 8, 4, Uint8Array.of(0, 200, 255, 200, 0));
      await lab.check(greyAndAlpha, 2, 1, 0, (x) => (x === 0 ? [200, 200, 200] : [0, 0, 0]));
      const keyed = png(2, 1, 8, 2, Uint8Array.of(0, 1, 2, 3, 9, 9, 9), [
        chunk("tRNS", Buffer.from([0, 1, 0, 2, 0, 3])),
      ]);
      await lab.check(keyed, 2, 1, 0, (x) => (x === 0 ? [0, 0, 0] : [9, 9, 9]));
    });

    it("is converted to sRGB from a wider space", async () => {
      const colour = (): Pixel => [200, 100, 50];
      const plain = await lab.decode(await raw(4, 4, colour).png().toBuffer());
      const wide = await lab.decode(await raw(4, 4, colour).png().withIccProfile("p3").toBuffer());
      assert.deepEqual(plain.rgb.slice(0, 3), [200, 100, 50]);
      if (lab.isDevice) {
        assert.ok(wide.rgb[0]! < 190, "as it stands in the file");
        return;
      }
      for (let i = 0; i < 3; i++)
        assert.ok(Math.abs(wide.rgb[i]! - plain.rgb[i]!) <= 2, `${wide.rgb.slice(0, 3)}`);
    });
  });

  describe(`JPEG on ${lab.name}`, () => {
    const options = { quality: 95, chromaSubsampling: "4:4:4" };

    it("is decoded, baseline and progressive", async () => {
      for (const progressive of [false, true]) {
        const bytes = await raw(48, 32, patches)
          .jpeg({ ...options, progressive })
          .toBuffer();
        await lab.check(bytes, 48, 32, 12, patches);
      }
    });

    it("is decoded from greys", async () => {
      const bytes = await raw(48, 32, (x) => [x * 5, x * 5, x * 5])
        .greyscale()
        .jpeg(options)
        .toBuffer();
      await lab.check(bytes, 48, 32, 6, (x) => [x * 5, x * 5, x * 5]);
    });

    it("is decoded from CMYK", async () => {
      const bytes = await raw(48, 32, patches).toColourspace("cmyk").jpeg(options).toBuffer();
      assert.equal((await sharp(bytes).metadata()).space, "cmyk");
      const heard = await lab.decode(bytes);
      assert.deepEqual(heard.events, ["size", "rows", "done"]);
      // What ink can show of these colours; its green is a yellowish one.
      if (lab.isDevice) return;
      const ink: Pixel[] = [
        [232, 10, 0],
        [186, 205, 0],
        [28, 62, 139],
        [251, 236, 0],
        [166, 216, 230],
        [248, 247, 247],
      ];
      ink.forEach((want, i) => {
        const at = ((8 + 16 * Math.floor(i / 3)) * 48 + 8 + 16 * (i % 3)) * 3;
        const got = heard.rgb.slice(at, at + 3);
        assert.ok(
          got.every((value, channel) => Math.abs(value - want[channel]!) <= 24),
          `${i}: ${got}`,
        );
      });
    });

    it("is accepted with a flaw that viewers pass over", async () => {
      const bytes = await raw(48, 32, patches).jpeg(options).toBuffer();
      await lab.check(Buffer.concat([bytes, Buffer.alloc(100)]), 48, 32, 12, patches);
    });
  });

  describe(`the orientation that a camera notes, on ${lab.name}`, () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      it(`${orientation} is applied: the size and the rows are those of the upright picture`, async () => {
        const [width, height] = [48, 32];
        const stored = new Map<string, Pixel>();
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            stored.set(ORIENTATIONS[orientation - 1]!(x, y, width, height).join(), patches(x, y));
          }
        }
        const turned = orientation > 4;
        const lying = raw(
          turned ? height : width,
          turned ? width : height,
          (x, y) => stored.get(`${x},${y}`)!,
        );
        const jpeg = lying
          .clone()
          .withMetadata({ orientation })
          .jpeg({ quality: 95, chromaSubsampling: "4:4:4" });
        await lab.check(await jpeg.toBuffer(), width, height, 12, patches);
        await lab.check(
          await lying.withMetadata({ orientation }).png().toBuffer(),
          width,
          height,
          0,
          patches,
        );
      });
    }
  });

  describe(`GIF on ${lab.name}`, () => {
    it("gives its first frame", async () => {
      const frames = Buffer.alloc(8 * 24 * 3);
      for (let i = 0; i < 8 * 24; i++) frames.set(PATCHES[0]![Math.floor(i / 64)]!, i * 3);
      const bytes = await sharp(frames, { raw: { width: 8, height: 24, channels: 3, pageHeight: 8 } })
        .gif()
        .toBuffer();
      assert.equal((await sharp(bytes).metadata()).pages, 3);
      await lab.check(bytes, 8, 8, 8, () => PATCHES[0]![0]!);
    });

    it("lets black through where it is transparent", async () => {
      const bytes = await raw(8, 8, (x) => (x < 4 ? [250, 20, 20, 255] : [0, 0, 0, 0]))
        .gif()
        .toBuffer();
      await lab.check(bytes, 8, 8, 8, (x) => (x < 4 ? [250, 20, 20] : [0, 0, 0]));
    });

    it("may have a first frame that is smaller than the picture", async () => {
      // 4 × 2, two colours; the frame covers two pixels of the lower row.
      const bytes = Buffer.from(
        "474946383961" +
          "04000200" +
          "800000" +
          "0a0b0cff8000" +
          "2c" +
          "01000100" +
          "02000100" +
          "00" +
          "02" +
          "024c0a" +
          "00" +
          "3b",
        "hex",
      );
      const heard = await lab.decode(bytes);
      assert.deepEqual([heard.width, heard.height], [4, 2]);
      assert.deepEqual(heard.rgb.slice(15, 21), [255, 128, 0, 255, 128, 0]);
      assert.deepEqual(heard.rgb.slice(0, 3), [0, 0, 0]);
    });
  });
}
