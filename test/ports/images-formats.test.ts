import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import sharp, { type Sharp } from "sharp";
import { NodeImages } from "../../hosts/node/node-images.ts";
import { crc32 } from "../../src/bytes/crc32.ts";
import { PoiError } from "../../src/ports/poi-error.ts";
import { MAX_SOURCE_PIXELS } from "../../src/pov/picture-shape.ts";
import { MemoryFiles } from "../pov/memory-files.ts";
import { type Heard, listen } from "./images-suite.ts";

type Pixel = readonly [number, number, number];

async function decode(bytes: Uint8Array, maxPixels = MAX_SOURCE_PIXELS): Promise<Heard> {
  const files = new MemoryFiles();
  files.stored.set("a", Buffer.from(bytes));
  const { heard, ended } = listen(new NodeImages(files), "a", () => {}, maxPixels);
  await ended;
  assert.deepEqual(files.opened, []);
  return heard;
}

/** A picture of RGBA or RGB pixels for sharp to encode. */
function raw(width: number, height: number, pixel: (x: number, y: number) => readonly number[]): Sharp {
  const bytes: number[] = [];
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) bytes.push(...pixel(x, y));
  const channels = (bytes.length / (width * height)) as 3 | 4;
  return sharp(Uint8Array.from(bytes), { raw: { width, height, channels } });
}

async function check(
  bytes: Uint8Array,
  width: number,
  height: number,
  tolerance: number,
  pixel: (x: number, y: number) => Pixel,
) {
  const heard = await decode(bytes);
  assert.equal(heard.error?.message, undefined);
  assert.deepEqual([heard.width, heard.height, heard.rgb.length], [width, height, width * height * 3]);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const got = heard.rgb.slice((y * width + x) * 3, (y * width + x) * 3 + 3);
      const want = pixel(x, y);
      const near = got.every((value, i) => Math.abs(value - want[i]!) <= tolerance);
      assert.ok(near, `${x} ${y}: got ${got}, not ${want}`);
    }
  }
}

/** Colours that differ in every pixel. */
const motley = (x: number, y: number): Pixel => [x * 12, y * 15, (x * y * 7) % 256];

/** Large patches, which survive JPEG. */
const PATCHES: readonly (readonly Pixel[])[] = [
  [
    [250, 20, 20],
    [20, 250, 20],
    [20, 20, 250],
  ],
  [
    [250, 250, 20],
    [20, 250, 250],
    [250, 250, 250],
  ],
];
const patches = (x: number, y: number): Pixel => PATCHES[Math.floor(y / 16)]![Math.floor(x / 16)]!;

/** A PNG written by hand: `rows` with their filter bytes. */
function png(
  width: number,
  height: number,
  depth: number,
  colourType: number,
  rows: Uint8Array,
  more: Buffer[] = [],
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colourType], 8);
  const parts = [
    chunk("IHDR", header),
    ...more,
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]);
}

function chunk(type: string, body: Uint8Array): Buffer {
  const bytes = Buffer.alloc(body.length + 12);
  bytes.writeUInt32BE(body.length, 0);
  bytes.write(type, 4, "latin1");
  bytes.set(body, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + body.length)), 8 + body.length);
  return bytes;
}

describe("PNG on a desktop", () => {
  it("is decoded exactly", async () => {
    await check(await raw(20, 16, motley).png().toBuffer(), 20, 16, 0, motley);
  });

  it("is decoded exactly when interlaced", async () => {
    await check(await raw(20, 16, motley).png({ progressive: true }).toBuffer(), 20, 16, 0, motley);
  });

  it("is decoded from a palette", async () => {
    const few = (x: number, y: number): Pixel => PATCHES[y % 2]![x % 3]!;
    const bytes = await raw(20, 16, few).png({ palette: true, colours: 8, dither: 0 }).toBuffer();
    assert.equal(bytes[25], 3, "colour type");
    await check(bytes, 20, 16, 1, few);
  });

  it("is decoded from 16 bits a channel", async () => {
    const bytes = await raw(20, 16, motley).toColourspace("rgb16").png().toBuffer();
    assert.equal(bytes[24], 16, "depth");
    await check(bytes, 20, 16, 0, motley);
  });

  it("is decoded from greys of 1, 8 and 16 bits", async () => {
    const one = png(9, 2, 1, 0, Uint8Array.of(0, 0b10101010, 0x80, 0, 0b01010101, 0));
    await check(one, 9, 2, 0, (x, y) => ((x + y) % 2 === 0 ? [255, 255, 255] : [0, 0, 0]));
    const eight = png(3, 1, 8, 0, Uint8Array.of(0, 5, 100, 250));
    await check(eight, 3, 1, 0, (x) => [[5, 100, 250][x]!, [5, 100, 250][x]!, [5, 100, 250][x]!]);
    const sixteen = png(2, 1, 16, 0, Uint8Array.of(0, 100, 100, 250, 250));
    await check(sixteen, 2, 1, 0, (x) => [[100, 250][x]!, [100, 250][x]!, [100, 250][x]!]);
  });

  it("lets black through where it is transparent, at 8 and at 16 bits", async () => {
    const veil = (x: number) => [255, 100, 0, x * 51];
    const seen = (x: number): Pixel => [x * 51, Math.round((x * 51 * 100) / 255), 0];
    await check(await raw(6, 2, veil).png().toBuffer(), 6, 2, 1, seen);
    await check(await raw(6, 2, veil).toColourspace("rgb16").png().toBuffer(), 6, 2, 1, seen);
    const greyAndAlpha = png(2, 1, 8, 4, Uint8Array.of(0, 200, 255, 200, 0));
    await check(greyAndAlpha, 2, 1, 0, (x) => (x === 0 ? [200, 200, 200] : [0, 0, 0]));
    const keyed = png(2, 1, 8, 2, Uint8Array.of(0, 1, 2, 3, 9, 9, 9), [
      chunk("tRNS", Buffer.from([0, 1, 0, 2, 0, 3])),
    ]);
    await check(keyed, 2, 1, 0, (x) => (x === 0 ? [0, 0, 0] : [9, 9, 9]));
  });

  it("is converted to sRGB from a wider space", async () => {
    const colour = (): Pixel => [200, 100, 50];
    const plain = await decode(await raw(4, 4, colour).png().toBuffer());
    const wide = await decode(await raw(4, 4, colour).png().withIccProfile("p3").toBuffer());
    assert.deepEqual(plain.rgb.slice(0, 3), [200, 100, 50]);
    for (let i = 0; i < 3; i++)
      assert.ok(Math.abs(wide.rgb[i]! - plain.rgb[i]!) <= 2, `${wide.rgb.slice(0, 3)}`);
  });
});

describe("JPEG on a desktop", () => {
  const options = { quality: 95, chromaSubsampling: "4:4:4" };

  it("is decoded, baseline and progressive", async () => {
    for (const progressive of [false, true]) {
      const bytes = await raw(48, 32, patches)
        .jpeg({ ...options, progressive })
        .toBuffer();
      await check(bytes, 48, 32, 12, patches);
    }
  });

  it("is decoded from greys", async () => {
    const bytes = await raw(48, 32, (x) => [x * 5, x * 5, x * 5])
      .greyscale()
      .jpeg(options)
      .toBuffer();
    await check(bytes, 48, 32, 6, (x) => [x * 5, x * 5, x * 5]);
  });

  it("is decoded from CMYK", async () => {
    const bytes = await raw(48, 32, patches).toColourspace("cmyk").jpeg(options).toBuffer();
    assert.equal((await sharp(bytes).metadata()).space, "cmyk");
    const heard = await decode(bytes);
    assert.deepEqual(heard.events, ["size", "rows", "done"]);
    // What ink can show of these colours; its green is a yellowish one.
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
    await check(Buffer.concat([bytes, Buffer.alloc(100)]), 48, 32, 12, patches);
  });
});

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

describe("the orientation that a camera notes", () => {
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
      const lying = raw(turned ? height : width, turned ? width : height, (x, y) => stored.get(`${x},${y}`)!);
      const jpeg = lying
        .clone()
        .withMetadata({ orientation })
        .jpeg({ quality: 95, chromaSubsampling: "4:4:4" });
      await check(await jpeg.toBuffer(), width, height, 12, patches);
      await check(await lying.withMetadata({ orientation }).png().toBuffer(), width, height, 0, patches);
    });
  }
});

describe("GIF on a desktop", () => {
  it("gives its first frame", async () => {
    const frames = Buffer.alloc(8 * 24 * 3);
    for (let i = 0; i < 8 * 24; i++) frames.set(PATCHES[0]![Math.floor(i / 64)]!, i * 3);
    const bytes = await sharp(frames, { raw: { width: 8, height: 24, channels: 3, pageHeight: 8 } })
      .gif()
      .toBuffer();
    assert.equal((await sharp(bytes).metadata()).pages, 3);
    await check(bytes, 8, 8, 8, () => PATCHES[0]![0]!);
  });

  it("lets black through where it is transparent", async () => {
    const bytes = await raw(8, 8, (x) => (x < 4 ? [250, 20, 20, 255] : [0, 0, 0, 0]))
      .gif()
      .toBuffer();
    await check(bytes, 8, 8, 8, (x) => (x < 4 ? [250, 20, 20] : [0, 0, 0]));
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
    const heard = await decode(bytes);
    assert.deepEqual([heard.width, heard.height], [4, 2]);
    assert.deepEqual(heard.rgb.slice(15, 21), [255, 128, 0, 255, 128, 0]);
    assert.deepEqual(heard.rgb.slice(0, 3), [0, 0, 0]);
  });
});

describe("pictures that cannot be decoded on a desktop", () => {
  it("are refused when cut off", async () => {
    const whole = raw(48, 32, (x, y) => [(x * 37 + y * 91) % 256, (x * y) % 256, (x * 59) % 256]);
    const files = await Promise.all([
      whole.clone().png().toBuffer(),
      whole.clone().jpeg().toBuffer(),
      whole.clone().jpeg({ progressive: true }).toBuffer(),
      whole.clone().gif().toBuffer(),
    ]);
    for (const file of files) {
      for (const part of [0.1, 0.5, 0.8]) {
        const heard = await decode(file.subarray(0, Math.floor(file.length * part)));
        assert.deepEqual(heard.events, ["error"]);
        assert.equal(heard.error?.code, "bad-request");
        assert.match(
          heard.error?.message ?? "",
          /^The (PNG|JPEG|GIF) picture must be whole, got a damaged one \(it cannot be decoded\): save or send it again\.$/,
        );
      }
    }
  });

  it("are refused by the name of their format when it is another", async () => {
    for (const [format, name] of [
      ["webp", "WebP"],
      ["tiff", "TIFF"],
    ] as const) {
      const { error } = await decode(await raw(4, 4, motley).toFormat(format).toBuffer());
      assert.equal(error?.code, "unsupported-type");
      assert.match(error?.message ?? "", new RegExp(`got ${name}: save it as PNG`));
    }
    const { error } = await decode(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
    assert.equal(error?.code, "unsupported-type");
  });

  it("are refused by their header when they would swell: none of their pixels is decoded", async () => {
    const swelling = [
      png(30000, 30000, 8, 2, Buffer.alloc(10)),
      png(0x7fffffff, 0x7fffffff, 16, 6, Buffer.alloc(10)),
      png(8388609, 1, 1, 0, Buffer.alloc(10)),
      // A GIF of 65535 × 65535 without a frame.
      Buffer.from("474946383961ffffffff800000000000ffffff2c00000000ffffffff000202440100" + "3b", "hex"),
    ];
    const jpeg = await raw(48, 32, patches).jpeg().toBuffer();
    const sof = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.writeUInt16BE(60000, sof + 5);
    jpeg.writeUInt16BE(60000, sof + 7);
    swelling.push(jpeg);
    for (const bytes of swelling) {
      const before = process.memoryUsage().rss;
      const heard = await decode(bytes);
      assert.deepEqual(heard.events, ["error"]);
      assert.ok(process.memoryUsage().rss - before < 200e6, "memory");
      assert.match(`${heard.error?.code}`, /too-large|bad-request/);
    }
    const { error } = await decode(swelling[0]!);
    assert.equal(error?.code, "too-large");
    assert.match(
      error?.message ?? "",
      /at most 8388608 pixels, got 30000 × 30000 = 900000000: make it smaller/,
    );
  });

  it("are decoded when they swell within the limit: 8 KB of zeros are 8 megapixels of black", async () => {
    const bytes = png(4096, 2048, 1, 0, Buffer.alloc(513 * 2048));
    assert.ok(bytes.length < 9000);
    const files = new MemoryFiles();
    files.stored.set("a", bytes);
    let sum = 0;
    await new Promise<void>((resolve, reject) => {
      new NodeImages(files).decode({
        path: "a",
        maxPixels: MAX_SOURCE_PIXELS,
        onSize: () => {},
        onRows(rgb) {
          sum += rgb.length;
        },
        onDone: resolve,
        onError: reject,
      });
    });
    assert.equal(sum, MAX_SOURCE_PIXELS * 3);
  });

  it("never end in anything but rows or a PoiError, however they are changed", async () => {
    const whole = raw(24, 16, motley);
    const seeds = await Promise.all([
      whole.clone().png().toBuffer(),
      whole.clone().png({ palette: true }).toBuffer(),
      whole.clone().jpeg().toBuffer(),
      whole.clone().jpeg({ progressive: true }).toBuffer(),
      whole.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
      whole.clone().gif().toBuffer(),
    ]);
    const change = fc.tuple(fc.nat({ max: 900 }), fc.nat({ max: 255 }));
    const changes = fc.array(change, { maxLength: 8 });
    const law = fc.asyncProperty(
      fc.constantFrom(...seeds),
      changes,
      fc.nat({ max: 3000 }),
      async (seed, changes, keep) => {
        const bytes = Buffer.from(keep < 1000 ? seed.subarray(0, keep) : seed);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const heard = await decode(bytes, 100_000);
        if (heard.events.at(-1) === "done") assert.equal(heard.rgb.length, heard.width * heard.height * 3);
        else assert.ok(heard.error instanceof PoiError && heard.events.at(-1) === "error");
      },
    );
    await fc.assert(law, { numRuns: 150 });
  });
});
