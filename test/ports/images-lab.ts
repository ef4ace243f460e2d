import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import sharp, { type Sharp } from "sharp";
import { crc32 } from "../../src/bytes/crc32.ts";
import { PictureBuilder } from "../../src/pov/picture-builder.ts";
import { MAX_SOURCE_PIXELS, spareFactor } from "../../src/pov/picture-shape.ts";
import { MemoryFiles } from "../pov/memory-files.ts";
import { makeModdable } from "./images-moddable.ts";
import { makeNode } from "./images-node.ts";
import { type Heard, type ImagesHarness, listen } from "./images-suite.ts";

export type Pixel = readonly [number, number, number];

/** A host's Images port, as the tests of formats try it. */
export class FormatsLab {
  readonly name: string;
  /**
   * Colour profiles and CMYK mean nothing on the device: values are taken for sRGB, and ink for an ideal one. Rows that came before some
   * damage were given already. Large pictures are shrunk as they are decoded.
   */
  readonly isDevice: boolean;
  readonly make: (files: MemoryFiles) => ImagesHarness;

  constructor(name: string, make: (files: MemoryFiles) => ImagesHarness, isDevice: boolean) {
    this.name = name;
    this.make = make;
    this.isDevice = isDevice;
  }

  async decode(bytes: Uint8Array, maxPixels = MAX_SOURCE_PIXELS): Promise<Heard> {
    const files = new MemoryFiles();
    files.stored.set("a", Buffer.from(bytes));
    const { images, settle } = this.make(files);
    const { heard, ended } = listen(images, "a", () => {}, maxPixels);
    await settle(ended);
    assert.deepEqual(files.opened, []);
    assert.deepEqual([...files.stored.keys()], ["a"], "nothing is left beside it");
    return heard;
  }

  async check(
    bytes: Uint8Array,
    width: number,
    height: number,
    tolerance: number,
    pixel: (x: number, y: number) => Pixel,
  ): Promise<void> {
    const heard = await this.decode(bytes);
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
}

/** All hosts that decode more than BMP. */
export const LABS: readonly FormatsLab[] = [
  new FormatsLab("a desktop", makeNode, false),
  new FormatsLab("the device", makeModdable, true),
];

/** A picture of RGBA or RGB pixels for sharp to encode. */
export function raw(
  width: number,
  height: number,
  pixel: (x: number, y: number) => readonly number[],
): Sharp {
  const bytes: number[] = [];
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) bytes.push(...pixel(x, y));
  const channels = (bytes.length / (width * height)) as 3 | 4;
  return sharp(Uint8Array.from(bytes), { raw: { width, height, channels } });
}

/** Colours that differ in every pixel. */
export const motley = (x: number, y: number): Pixel => [x * 12, y * 15, (x * y * 7) % 256];

/** Large patches, which survive JPEG. */
export const PATCHES: readonly (readonly Pixel[])[] = [
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
export const patches = (x: number, y: number): Pixel => PATCHES[Math.floor(y / 16)]![Math.floor(x / 16)]!;

/** A PNG written by hand: `rows` with their filter bytes. */
export function png(
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

export function chunk(type: string, body: Uint8Array): Buffer {
  const bytes = Buffer.alloc(body.length + 12);
  bytes.writeUInt32BE(body.length, 0);
  bytes.write(type, 4, "latin1");
  bytes.set(body, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + body.length)), 8 + body.length);
  return bytes;
}

/** What a host makes of a picture on a strip of 32 LEDs. */
export async function stored(
  lab: FormatsLab,
  bytes: Uint8Array,
  leds = 32,
): Promise<{ pixels: Buffer; size: string }> {
  const files = new MemoryFiles();
  files.stored.set("a", Buffer.from(bytes));
  const builder = new PictureBuilder({ files, path: "p", leds });
  const { images, settle } = lab.make(files);
  let size = "";
  const decoded = new Promise<void>((resolve, reject) => {
    images.decode({
      path: "a",
      maxPixels: MAX_SOURCE_PIXELS,
      mayShrink: (width, height) => spareFactor(width, height, leds),
      onSize(width, height) {
        size = `${width} × ${height}`;
        builder.begin(width, height);
      },
      onRows: (rgb) => builder.rows(rgb),
      onDone: resolve,
      onError: reject,
    });
  });
  await settle(decoded);
  builder.finish();
  return { pixels: files.stored.get("p")!, size };
}

/** A landscape: soft shades with some detail, as photographs have. */
function landscape(width: number, height: number, grains: number): Buffer {
  const rgb = Buffer.alloc(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const grain = grains * (((x * 73 + y * 151 + ((x * y) >> 3)) & 31) - 16);
      const wave = 90 * Math.sin((x * 9) / width) + 60 * Math.cos((y * 7) / height);
      rgb[at++] = Math.max(0, Math.min(255, 128 + wave + grain));
      rgb[at++] = Math.max(0, Math.min(255, 255 * (1 - y / height) + grain));
      rgb[at++] = Math.max(0, Math.min(255, 90 + wave / 2 - grain));
    }
  }
  return rgb;
}

/** Those of 8 megapixels take a second to make. */
const landscapes = new Map<string, Buffer>();

/** Of so many grains of noise: 1 as a camera has, 0 none. */
export function photo(width: number, height: number, grains = 1) {
  const key = `${width} × ${height} × ${grains}`;
  const pixels = landscapes.get(key) ?? landscape(width, height, grains);
  landscapes.set(key, pixels);
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** As moddable-images.ts gives it. */
export const LIMIT = 81_920;

export function fromBase64(lines: readonly string[]): Buffer {
  return Buffer.from(lines.join(""), "base64");
}

// Of `patches` at 48 × 32, changed without loss by "jpegtran -optimize" with "-restart 5B", "-scans" (a channel each), "-arithmetic".
export const RESTARTS = fromBase64([
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoK",
  "CgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoK",
  "CgoKCgoKCgoKCgr/wAARCAAgADADAREAAhEBAxEB/8QAGAABAQEBAQAAAAAAAAAAAAAAAAkIBwr/xAAUEAEAAAAAAAAAAAAAAAAA",
  "AAAA/8QAGAEBAAMBAAAAAAAAAAAAAAAAAAgJCgf/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/90ABAAF/9oADAMBAAIRAxEAPwDMaMa8",
  "wBQhGtizARLa/Fmj/9CW68xzNqxmXaGAFCEa2LMB/9GW68xzMB6yGGdJgBlNpoZ53//S2ok4ozUURjXmAOLqM3TAH//T2ok4ozAU",
  "URjXmAP/2Q==",
]);
export const SCANS = fromBase64([
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoK",
  "CgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoK",
  "CgoKCgoKCgoKCgr/wAARCAAgADADAREAAhEBAxEB/8QAGAABAQEBAQAAAAAAAAAAAAAAAAkIBwr/xAAUEAEAAAAAAAAAAAAAAAAA",
  "AAAA/9oACAEBAAA/AMxihAiWNWChAiWPWQMpiig4uMpiig//xAAXAQEBAQEAAAAAAAAAAAAAAAAACggJ/8QAFBEBAAAAAAAAAAAA",
  "AAAAAAAAAP/aAAgBAhEAPwDMYzWK/BMuM1ivwQzimgZjHDMU0DMY/8QAGAEBAQEBAQAAAAAAAAAAAAAAAAkKBwj/xAAUEQEAAAAA",
  "AAAAAAAAAAAAAAAA/9oACAEDEQA/ALmDFmKaDQwMWYpoPTAzzi5g6YM84uYP/9k=",
]);
