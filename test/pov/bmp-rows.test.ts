import assert from "node:assert/strict";
import fc from "fast-check";
import { PoiError } from "../../src/ports/poi-error.ts";
import { BmpRows } from "../../src/pov/bmp-rows.ts";
import { allocatedBytes } from "./allocated-bytes.ts";
import { type BmpOptions, encodeBmp, type Rgba } from "./bmp-encoder.ts";
import { MemoryFiles } from "./memory-files.ts";

/** Decodes a whole file to RGB bytes, row by row. */
function decode(bytes: Buffer, maxPixels = 1e6): { width: number; height: number; rgb: Uint8Array } {
  const files = new MemoryFiles();
  files.stored.set("a.bmp", bytes);
  const rows = new BmpRows(files.open("a.bmp", "r"), maxPixels);
  while (!rows.prepare(7));
  const rgb = new Uint8Array(rows.width * rows.height * 3);
  for (let y = 0; y < rows.height; y++) rows.read(y, rgb, y * rows.width * 3);
  return { width: rows.width, height: rows.height, rgb };
}

type Pixel = readonly [number, number, number];

function check(options: BmpOptions, expected: (x: number, y: number) => Pixel): void {
  const { width, height, rgb } = decode(encodeBmp(options));
  assert.deepEqual([width, height], [options.width, options.height]);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      assert.deepEqual([...rgb.subarray(at, at + 3)], [...expected(x, y)], `column ${x} row ${y}`);
    }
  }
}

function refusal(bytes: Buffer): string {
  try {
    decode(bytes);
  } catch (error) {
    assert.ok(error instanceof PoiError, `${error}`);
    return `${error.code}: ${error.message}`;
  }
  return "";
}

const greys = (count: number): Rgba[] =>
  Array.from({ length: count }, (_, i) => [i, 255 - i, (i * 7) % 256, 0] as const);

describe("BMP rows", () => {
  for (const bits of [1, 2, 4, 8] as const) {
    for (const topDown of [false, true]) {
      it(`of ${bits} bits, ${topDown ? "top-down" : "bottom-up"}, at widths that fill no byte and no word`, () => {
        const palette = greys(1 << bits);
        for (const width of [1, 2, 3, 5, 7, 8, 9, 17, 31, 32, 33]) {
          const value = (x: number, y: number) => (x * 5 + y * 3) % (1 << bits);
          check({ width, height: 5, bits, palette, topDown, value }, (x, y) => {
            const [red, green, blue] = palette[value(x, y)]!;
            return [red, green, blue];
          });
        }
      });
    }
  }

  for (const topDown of [false, true]) {
    it(`of 16 bits, ${topDown ? "top-down" : "bottom-up"}: five a channel, and white is white`, () => {
      for (const width of [1, 2, 3]) {
        const value = (x: number, y: number) => [0x7fff, 0x7c00, 0x03e0, 0x001f, 0x4210][(x + y) % 5]!;
        const seen: Pixel[] = [
          [255, 255, 255],
          [255, 0, 0],
          [0, 255, 0],
          [0, 0, 255],
          [132, 132, 132],
        ];
        check({ width, height: 5, bits: 16, topDown, value }, (x, y) => seen[(x + y) % 5]!);
      }
    });

    it(`of 24 bits, ${topDown ? "top-down" : "bottom-up"}, at every padding`, () => {
      for (const width of [1, 2, 3, 4, 5]) {
        const value = (x: number, y: number) => ((x * 50) << 16) | ((y * 60) << 8) | 7;
        check({ width, height: 4, bits: 24, topDown, value }, (x, y) => [x * 50, y * 60, 7]);
      }
    });

    it(`of 32 bits, ${topDown ? "top-down" : "bottom-up"}, whose fourth byte means nothing`, () => {
      for (const filler of [0, 0x80, 0xff]) {
        const value = (x: number, y: number) => ((filler << 24) | ((x * 50) << 16) | (y << 8) | 7) >>> 0;
        check({ width: 3, height: 4, bits: 32, topDown, value }, (x, y) => [x * 50, y, 7]);
      }
    });
  }

  it("under masks of 5, 6 and 5 bits, behind a header or in it", () => {
    const masks = { red: 0xf800, green: 0x07e0, blue: 0x001f };
    const value = (x: number) => [0xffff, 0xf800, 0x07e0, 0x001f][x]!;
    const seen: Pixel[] = [
      [255, 255, 255],
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ];
    for (const headerBytes of [40, 52, 56, 108, 124] as const) {
      check({ width: 4, height: 2, bits: 16, headerBytes, compression: 3, masks, value }, (x) => seen[x]!);
    }
  });

  it("under masks in another order, and of ten bits", () => {
    const bgr = { red: 0xff, green: 0xff00, blue: 0xff0000 };
    check(
      { width: 2, height: 1, bits: 32, headerBytes: 56, compression: 3, masks: bgr, value: () => 0x112233 },
      () => [0x33, 0x22, 0x11],
    );
    const ten = { red: 0x3ff00000, green: 0x000ffc00, blue: 0x000003ff };
    const value = () => 1023 * 2 ** 20 + 512 * 2 ** 10;
    check({ width: 1, height: 1, bits: 32, compression: 3, masks: ten, value }, () => [255, 128, 0]);
    const high = { red: 0xff000000, green: 0x00ff0000, blue: 0x0000ff00 };
    check({ width: 1, height: 1, bits: 32, compression: 3, masks: high, value: () => 0xfe8001ff }, () => [
      254, 128, 1,
    ]);
  });

  it("with declared transparency, over black", () => {
    const masks = { red: 0xff0000, green: 0xff00, blue: 0xff, alpha: 0xff000000 };
    const value = (x: number) => (((x * 85) << 24) | 0xffffff | 0) >>> 0;
    for (const [headerBytes, compression] of [
      [40, 6],
      [56, 3],
      [124, 3],
    ] as const) {
      check({ width: 4, height: 1, bits: 32, headerBytes, compression, masks, value }, (x) => [
        x * 85,
        x * 85,
        x * 85,
      ]);
    }
  });

  it("of OS/2: a header of 12 bytes with a palette of threes, 16 and 64 bytes", () => {
    const palette = greys(16);
    for (const headerBytes of [12, 16, 64] as const) {
      const value = (x: number, y: number) => (x + y) % 16;
      check({ width: 5, height: 3, bits: 4, headerBytes, palette, value }, (x, y) => {
        const [red, green, blue] = palette[value(x, y)]!;
        return [red, green, blue];
      });
    }
  });

  it("that begin where the file says, behind a gap", () => {
    check({ width: 3, height: 2, bits: 24, gap: 9, value: (x) => x }, (x) => [0, 0, x]);
    const palette = greys(2);
    check({ width: 3, height: 2, bits: 1, gap: 1, palette, value: (x) => x % 2 }, (x) =>
      x % 2 === 0 ? [0, 255, 0] : [1, 254, 7],
    );
  });

  it("whose palette is shorter than its indices are black there", () => {
    const palette = greys(3);
    for (const gap of [0, 4, 2000]) {
      check({ width: 4, height: 1, bits: 8, palette, gap, value: (x) => x }, (x) =>
        x < 3 ? [x, 255 - x, x * 7] : [0, 0, 0],
      );
    }
  });

  it("whose last row lacks its padding are whole", () => {
    const bytes = encodeBmp({ width: 1, height: 2, bits: 24, value: () => 0x010203 });
    assert.deepEqual([...decode(bytes.subarray(0, bytes.length - 1)).rgb], [1, 2, 3, 1, 2, 3]);
  });
});

describe("run-length coded BMP rows", () => {
  const palette = greys(16);
  const colour = (index: number): Pixel => [palette[index]![0], palette[index]![1], palette[index]![2]];
  const draw = (bits: 4 | 8, width: number, height: number, coded: number[], picture: string[]) => {
    const compression = bits === 8 ? 1 : 2;
    check({ width, height, bits, compression, palette, coded, value: () => 0 }, (x, y) =>
      colour(Number.parseInt(picture[y]![x]!, 16)),
    );
  };

  it("of 8 bits: runs, literals with and without padding, the bottom row first", () => {
    const coded = [3, 1, 2, 2, 0, 0, 0, 3, 4, 5, 6, 0, 2, 7, 0, 0, 0, 4, 8, 9, 10, 11, 1, 12, 0, 1];
    draw(8, 5, 3, coded, ["89abc", "45677", "11122"]);
  });

  it("of 4 bits: runs alternate, literals fill half bytes", () => {
    const coded = [5, 0x12, 0, 0, 0, 5, 0x34, 0x56, 0x70, 0, 0, 0, 4, 0x89, 1, 0xa0, 0, 1];
    draw(4, 5, 3, coded, ["8989a", "34567", "12121"]);
  });

  it("that leap to the right and onward leave index 0", () => {
    draw(8, 4, 4, [1, 1, 0, 2, 1, 2, 1, 2, 0, 0, 4, 3, 0, 1], ["3333", "0020", "0000", "1000"]);
    draw(8, 4, 2, [1, 1, 0, 2, 2, 0, 1, 2, 0, 1], ["0000", "1002"]);
  });

  it("that end early are index 0 above", () => {
    draw(8, 2, 3, [2, 5, 0, 1], ["00", "00", "55"]);
  });

  it("that run over the border are cut there", () => {
    draw(8, 2, 2, [255, 5, 0, 0, 0, 3, 1, 2, 3, 0, 0, 1], ["12", "55"]);
    draw(8, 2, 1, [0, 2, 200, 0, 9, 9, 0, 1], ["00"]);
  });

  it("read alike in any order", () => {
    const files = new MemoryFiles();
    const coded = [2, 1, 0, 0, 2, 2, 0, 0, 2, 3, 0, 0];
    files.stored.set(
      "a",
      encodeBmp({ width: 2, height: 3, bits: 8, compression: 1, palette, coded, value: () => 0 }),
    );
    const rows = new BmpRows(files.open("a", "r"), 100);
    while (!rows.prepare(1));
    const rgb = new Uint8Array(6);
    for (const y of [2, 0, 1, 1, 0, 2]) {
      rows.read(y, rgb, 0);
      assert.deepEqual([...rgb.subarray(3)], [...colour(3 - y)]);
    }
  });

  it("that break off are refused", () => {
    const whole = encodeBmp({
      width: 3,
      height: 2,
      bits: 8,
      compression: 1,
      palette,
      coded: [3, 1, 0, 0, 0, 3, 1, 2, 3, 0, 0, 1],
      value: () => 0,
    });
    for (let cut = 1; cut <= 12; cut++) {
      assert.match(
        refusal(whole.subarray(0, whole.length - cut)),
        /^bad-request: The BMP picture must be whole/,
      );
    }
  });
});

describe("a BMP that cannot be decoded", () => {
  const whole = encodeBmp({ width: 10, height: 10, bits: 24, value: () => 0 });
  const patched = (patch: (bytes: Buffer) => void): Buffer => {
    const bytes = Buffer.from(whole);
    patch(bytes);
    return bytes;
  };

  it("is refused with what is wrong and what to do", () => {
    assert.equal(
      refusal(whole.subarray(0, 200)),
      "bad-request: The BMP picture must be whole, got a damaged one (it ends before its last row): save or send it again.",
    );
    assert.match(refusal(whole.subarray(0, 20)), /ends within its header/);
    assert.match(refusal(patched((b) => b.writeUInt32LE(41, 14))), /a header of 41 bytes/);
    assert.match(refusal(patched((b) => b.writeInt32LE(-10, 18))), /a width of -10/);
    assert.match(refusal(patched((b) => b.writeInt32LE(0, 22))), /got 10 × 0/);
    assert.match(refusal(patched((b) => b.writeUInt16LE(48, 28))), /48 bits a pixel/);
    assert.match(refusal(patched((b) => b.writeUInt32LE(4, 30))), /compression 4/);
    assert.match(refusal(patched((b) => b.writeUInt32LE(3, 10))), /pixels at byte 3/);
    assert.match(refusal(patched((b) => b.writeUInt32LE(0xffffffff, 10))), /pixels at byte 4294967295/);
  });

  it("spends no memory on what its header only claims", () => {
    for (const [width, height] of [
      [30000, 30000],
      [0x7fffffff, 0x7fffffff],
      [1, 0x7fffffff],
      [1, -0x80000000],
      [32768, 200],
    ] as const) {
      const bytes = patched((b) => {
        b.writeInt32LE(width, 18);
        b.writeInt32LE(height, 22);
      });
      let said = "";
      const spent = allocatedBytes(() => {
        said = refusal(bytes);
      });
      assert.match(said, /^(too-large|bad-request): /);
      assert.ok(spent < 1000, `${spent} bytes`);
    }
  });

  it("never ends in anything but rows or a PoiError: cut, overwritten or made up", () => {
    const seeds = [
      whole,
      encodeBmp({ width: 9, height: 4, bits: 1, palette: greys(2), value: (x) => x % 2 }),
      encodeBmp({
        width: 5,
        height: 3,
        bits: 8,
        compression: 1,
        palette: greys(16),
        coded: [5, 1, 0, 0, 0, 3, 1, 2, 3, 0, 0, 2, 1, 1, 2, 2, 0, 1],
        value: () => 0,
      }),
      encodeBmp({
        width: 5,
        height: 2,
        bits: 4,
        compression: 2,
        palette: greys(16),
        coded: [5, 0x12, 0, 0, 0, 5, 0x34, 0x56, 0x70, 0, 0, 1],
        value: () => 0,
      }),
      encodeBmp({
        width: 3,
        height: 3,
        bits: 32,
        headerBytes: 124,
        compression: 3,
        masks: { red: 0xff, green: 0xff00, blue: 0xff0000, alpha: 0xff000000 },
        value: () => 0x12345678,
      }),
    ];
    const change = fc.tuple(
      fc.nat({ max: 160 }),
      fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0, 1, 2, 127, 128, 255)),
    );
    const law = fc.property(
      fc.constantFrom(...seeds),
      fc.array(change, { maxLength: 6 }),
      fc.nat({ max: 400 }),
      (seed, changes, cut) => {
        const bytes = Buffer.from(seed.subarray(0, Math.max(0, seed.length - (cut > 200 ? 0 : cut))));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        try {
          decode(bytes, 20_000);
        } catch (error) {
          assert.ok(error instanceof PoiError, `${error}`);
        }
      },
    );
    const numRuns = Number(process.env["FUZZ_RUNS"] ?? 4000);
    fc.assert(law, { numRuns });
    const made = fc.property(fc.uint8Array({ maxLength: 300 }), (tail) => {
      try {
        decode(Buffer.concat([whole.subarray(0, 18), tail]), 20_000);
      } catch (error) {
        assert.ok(error instanceof PoiError, `${error}`);
      }
    });
    fc.assert(made, { numRuns: numRuns / 2 });
  });
});
