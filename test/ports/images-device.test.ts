import assert from "node:assert/strict";
import { FORMATS } from "../../hosts/moddable/pictures/coded-picture.ts";
import {
  type FormatsLab,
  fromBase64,
  LABS,
  LIMIT,
  patches,
  photo,
  png,
  RESTARTS,
  raw,
  SCANS,
  stored,
} from "./images-lab.ts";
import { runPictureTool } from "./picture-tool.ts";

const [DESKTOP, DEVICE] = LABS as [FormatsLab, FormatsLab];
const ARITHMETIC = fromBase64([
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoK",
  "CgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoK",
  "CgoKCgoKCgr/yQARCAAgADADAREAAhEBAxEB/8wACgAQEAUBEBEF/9oADAMBAAIRAxEAPwD/ANpcCWV45P8ALFqP0zXNna0Igppt",
  "gQQBLhoWVpmDi0uNUQwhPbQ467YSVo/wVcaR67ytIRkZfgHNEv03eH1njyag/9k=",
]);

/** The mean and the greatest difference of two pictures, a value of a channel. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): { mean: number; most: number } {
  assert.equal(a.length, b.length);
  let sum = 0;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const each = Math.abs(a[i]! - b[i]!);
    sum += each;
    most = Math.max(most, each);
  }
  return { mean: sum / a.length, most };
}

const SIZES = [
  [1, 1],
  [1, 9],
  [2, 1],
  [3, 3],
  [5, 2],
  [7, 9],
  [9, 8],
  [17, 31],
  [100, 75],
] as const;

describe("JPEG on the device", () => {
  it("is what a desktop makes of it, at every size", async () => {
    for (const [width, height] of SIZES) {
      for (const progressive of [false, true]) {
        const options = { quality: 92, chromaSubsampling: "4:4:4", progressive };
        const jpeg = await photo(width, height).jpeg(options).toBuffer();
        const [desktop, device] = [await DESKTOP.decode(jpeg), await DEVICE.decode(jpeg)];
        const { mean, most } = difference(desktop.rgb, device.rgb);
        assert.ok(mean <= 0.5 && most <= 3, `${width} × ${height}, ${progressive}: ${mean}, ${most}`);
      }
    }
  });

  it("has its colours where a desktop has them when they are kept at half the size", async () => {
    for (const progressive of [false, true]) {
      const options = { quality: 92, chromaSubsampling: "4:2:0", progressive };
      const jpeg = await photo(133, 75, 0).jpeg(options).toBuffer();
      const [desktop, device] = [await DESKTOP.decode(jpeg), await DEVICE.decode(jpeg)];
      // A desktop spreads them out more smoothly.
      const { mean, most } = difference(desktop.rgb, device.rgb);
      assert.ok(mean <= 1.5 && most <= 12, `${progressive}: ${mean}, ${most}`);
    }
  });

  it("is decoded with restarts, and with a scan a channel", async () => {
    for (const bytes of [RESTARTS, SCANS]) await DEVICE.check(bytes, 48, 32, 12, patches);
  });

  it("is refused by name where its codes are arithmetic", async () => {
    const { error } = await DEVICE.decode(ARITHMETIC);
    assert.equal(error?.code, "unsupported-type");
    assert.match(error?.message ?? "", /got JPEG with arithmetic codes or without loss: save it as PNG/);
  });

  it("of a progressive kind says how much memory it lacks where it may not be shrunk", async () => {
    const { error } = await DEVICE.decode(await photo(1000, 600).jpeg({ progressive: true }).toBuffer());
    assert.equal(error?.code, "too-large");
    assert.match(
      error?.message ?? "",
      /has not the \d+ bytes of memory that this JPEG takes: make it smaller/,
    );
  });
});

describe("PNG and GIF on the device", () => {
  it("are what a desktop makes of them when a PNG is interlaced, at every size", async () => {
    for (const [width, height] of SIZES) {
      const bytes = await photo(width, height).png({ progressive: true }).toBuffer();
      assert.equal(bytes[28], 1, "interlaced");
      const [desktop, device] = [await DESKTOP.decode(bytes), await DEVICE.decode(bytes)];
      assert.deepEqual(device.rgb, desktop.rgb, `${width} × ${height}`);
    }
  });

  it("have their rows in order when a GIF is interlaced, at every height", async () => {
    for (let height = 1; height <= 20; height++) {
      const order: number[] = [];
      for (const [first, step] of [
        [0, 8],
        [4, 8],
        [2, 4],
        [1, 2],
      ] as const)
        for (let y = first; y < height; y += step) order.push(y);
      // Rows as an interlaced file has them, and its mark.
      const bytes = await raw(3, height, (_x, y) => [order[y]! * 12, 255 - order[y]! * 12, 0])
        .gif()
        .toBuffer();
      const plain = await DESKTOP.decode(bytes);
      const frame = bytes.indexOf(Buffer.from([0x2c, 0, 0, 0, 0, 3, 0, height, 0]));
      bytes[frame + 9] = bytes[frame + 9]! | 0x40;
      const { rgb } = await DEVICE.decode(bytes);
      for (let i = 0; i < height; i++)
        assert.deepEqual(rgb.slice(order[i]! * 9, order[i]! * 9 + 9), plain.rgb.slice(i * 9, i * 9 + 9));
    }
  });

  it("are refused where a row has no room in the heap", async () => {
    const { error } = await DEVICE.decode(await photo(1500, 4).png().toBuffer());
    assert.equal(error?.code, "too-large");
    assert.match(error?.message ?? "", /at most 1024 pixels, got 1500: make the picture smaller/);
  });

  it("are shrunk where a row has no room, if they may be", async () => {
    const { size } = await stored(DEVICE, await photo(1500, 100).png().toBuffer());
    assert.equal(size, "750 × 50");
    const turned = await photo(100, 1500).withMetadata({ orientation: 8 }).png().toBuffer();
    assert.equal((await stored(DEVICE, turned)).size, "750 × 50");
  });

  it("have no window larger than their pixels", () => {
    const small = runPictureTool(png(32, 32, 8, 2, Buffer.alloc(97 * 32)), FORMATS.indexOf("png"), LIMIT, 1);
    assert.equal(small.status, 0);
    assert.ok(small.taken < 10_000, `${small.taken}`);
  });
});

describe("a picture of 8 megapixels on the device", () => {
  const [width, height] = [3264, 2448];
  const kinds = {
    "progressive JPEG": {
      make: () => photo(width, height).jpeg({ quality: 90, progressive: true }),
      mean: 0.7,
    },
    "JPEG that lies on its side": {
      make: () => photo(width, height).withMetadata({ orientation: 6 }).jpeg({ quality: 90 }),
      mean: 0.7,
    },
    "PNG with transparency": {
      make: () => photo(width, height).ensureAlpha(0.8).png({ compressionLevel: 1 }),
      mean: 0.6,
    },
  };

  for (const [kind, { make, mean: limit }] of Object.entries(kinds)) {
    it(`is shrunk as it is decoded, within its memory, and looks as a desktop's: ${kind}`, async () => {
      const bytes = await make().toBuffer();
      const [desktop, device] = [await stored(DESKTOP, bytes), await stored(DEVICE, bytes)];
      assert.equal(
        desktop.size
          .split(" × ")
          .map(Number)
          .reduce((a, b) => a * b),
        width * height,
      );
      assert.ok(
        device.size
          .split(" × ")
          .map(Number)
          .reduce((a, b) => a * b) <= 262_144,
        device.size,
      );
      const { mean } = difference(desktop.pixels, device.pixels);
      assert.ok(mean <= limit, `${mean}`);
    });
  }
});

describe("a picture with detail finer than the strip", () => {
  it("keeps its light where PNG shrinks it: stripes of black and white are as bright as half of the light", async () => {
    const stripes = raw(1024, 512, (x) => (x % 2 === 0 ? [255, 255, 255] : [0, 0, 0]));
    const { pixels } = await stored(DEVICE, await stripes.png().toBuffer());
    // Half of the light is 188 in sRGB.
    for (const value of pixels) assert.ok(Math.abs(value - 188) <= 1, `${value}`);
  });
});
